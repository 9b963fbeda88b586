package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import java.time.Instant;
import java.util.HexFormat;

/** What an application for codes shows. */
public final class Codes {
    private Codes() {}

    /** The key of this person as it lies in the store of a test's console. */
    public static byte[] sealed(String name, byte[] key) {
        return Totp.sealed(
                TestConsole.SEALING, key, new Person(name, Role.ANALYST, new Scope.All(), false, Instant.EPOCH, 1));
    }

    /** The code of this key, in hex, at this time. */
    public static String of(String key, Instant now) {
        return Totp.code(HexFormat.of().parseHex(key), now);
    }
}
