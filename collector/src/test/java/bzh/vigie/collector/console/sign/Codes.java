package bzh.vigie.collector.console.sign;

import java.time.Instant;
import java.util.HexFormat;

/** What an application for codes shows. */
public final class Codes {
    private Codes() {}

    /** The code of this key, in hex, at this time. */
    public static String of(String key, Instant now) {
        return Totp.code(HexFormat.of().parseHex(key), now);
    }
}
