package bzh.vigie.agent.persistence.format.account;

import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.account.SamAlias;
import bzh.vigie.agent.windows.security.Sid;
import java.util.List;
import java.util.Optional;

/** What keys of SAM need to know of each other. */
final class SamDatabase {
    /** The group of administrators, by its number in hexadecimal. */
    private static final String ADMINISTRATORS = "HKLM\\SAM\\SAM\\Domains\\Builtin\\Aliases\\00000220";

    private static final String ACCOUNTS = "HKLM\\SAM\\SAM\\Domains\\Account";
    private static final int NUMBERS = 12;

    private SamDatabase() {}

    /** The bytes of a value, empty where it holds none. */
    static byte[] bytes(RegistryKey key, String value) {
        return key.data(value)
                .flatMap(data -> data instanceof Data.Raw raw ? Optional.of(raw.bytes()) : Optional.empty())
                .orElse(new byte[0]);
    }

    /** The SID that those of local accounts begin with: the last three numbers of the value V of their domain. */
    static Optional<Sid> machine(SourceKey any) {
        return any.other(ACCOUNTS).flatMap(domain -> {
            byte[] v = bytes(domain.key(), "V");
            if (v.length < NUMBERS) {
                return Optional.empty();
            }
            ByteReader end = ByteReader.of(v);
            end.seek(v.length - NUMBERS);
            return Optional.of(new Sid(5, List.of(21L, end.u32(), end.u32(), end.u32())));
        });
    }

    /** How many of the two values that say who is an administrator are there and not understood. */
    static int malformed(SourceKey any) {
        boolean machine = any.other(ACCOUNTS)
                .filter(domain -> domain.key().data("V").isPresent())
                .filter(domain -> bytes(domain.key(), "V").length < NUMBERS)
                .isPresent();
        boolean members = any.other(ADMINISTRATORS)
                .filter(alias -> alias.key().data("C").isPresent())
                .filter(alias -> SamAlias.parse(bytes(alias.key(), "C")).isEmpty())
                .isPresent();
        return (machine ? 1 : 0) + (members ? 1 : 0);
    }

    /** Who is an administrator. */
    static List<Sid> administrators(SourceKey any) {
        return any.other(ADMINISTRATORS)
                .flatMap(alias -> SamAlias.parse(bytes(alias.key(), "C")))
                .map(SamAlias::members)
                .orElse(List.of());
    }
}
