package bzh.vigie.agent.windows.account;

import bzh.vigie.agent.windows.ByteReader;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A local account, from the values F and V of its key {@code SAM\Domains\Account\Users\<RID in hexadecimal>} (Joachim Metz,
 * winreg-kb, "Domains"; flags: MS-SAMR 2.2.1.12):
 *
 * <pre>
 * F   8 last logon FILETIME · 24 password set FILETIME · 32 expires FILETIME · 40 wrong password FILETIME
 *    48 RID u32 · 52 primary group u32 · 56 flags u32 · 64 wrong passwords u16 · 66 logons u16
 * V   0 (offset from 204 u32, size u32, u32) [17]: security, name, full name, comment, user comment, -, home, home drive, script,
 *       profile, workstations, hours, -, LM hash, NT hash, … · 204 what they point to
 * </pre>
 *
 * <p>Of hashes nothing is read but the size, which tells whether there is one.
 *
 * @param key the RID that its key is named after, by which Windows finds the account
 * @param rid the RID that F says, which Windows gives to whoever logs on: another one is a hijacked account
 * @param flags empty where F is too short
 * @param hasPassword empty where that cannot be told
 * @param malformed how many of the texts do not lie in V, or are longer than any
 * @param lastLogonMicros microseconds since 1970 UTC; empty for never; likewise the others
 */
public record SamUser(
        long key,
        long rid,
        String name,
        String fullName,
        String comment,
        String homeScript,
        Set<Flag> flags,
        Optional<Boolean> hasPassword,
        OptionalLong lastLogonMicros,
        OptionalLong passwordSetMicros,
        OptionalLong expiresMicros,
        int logons,
        int malformed) {
    private static final int F_LENGTH = 68;
    private static final int V_DATA = 204;
    private static final int LONGEST = 1024;

    /** User account control (MS-SAMR 2.2.1.12). */
    public enum Flag {
        DISABLED(0x00001),
        HOME_REQUIRED(0x00002),
        PASSWORD_NOT_REQUIRED(0x00004),
        DUPLICATE(0x00008),
        NORMAL(0x00010),
        MNS_LOGON(0x00020),
        INTERDOMAIN_TRUST(0x00040),
        WORKSTATION_TRUST(0x00080),
        SERVER_TRUST(0x00100),
        PASSWORD_NEVER_EXPIRES(0x00200),
        LOCKED(0x00400),
        REVERSIBLE_PASSWORD(0x00800),
        SMARTCARD_REQUIRED(0x01000),
        TRUSTED_FOR_DELEGATION(0x02000),
        NOT_DELEGATED(0x04000),
        DES_ONLY(0x08000),
        NO_PREAUTHENTICATION(0x10000),
        PASSWORD_EXPIRED(0x20000);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    /** What of V is wanted. */
    private enum Entry {
        NAME(1),
        FULL_NAME(2),
        COMMENT(3),
        SCRIPT(8);

        private final int number;

        Entry(int number) {
            this.number = number;
        }
    }

    private static final int NT_HASH = 14;

    public SamUser {
        flags = Set.copyOf(flags);
    }

    /** The account of that key; empty where F or V is too short to be one. */
    public static Optional<SamUser> parse(long key, byte[] f, byte[] v) {
        if (f.length < F_LENGTH || v.length < V_DATA) {
            return Optional.empty();
        }
        ByteReader fixed = ByteReader.of(f);
        fixed.seek(8);
        OptionalLong lastLogon = fixed.fileTime();
        fixed.skip(8);
        OptionalLong passwordSet = fixed.fileTime();
        OptionalLong expires = fixed.fileTime();
        fixed.skip(8);
        long rid = fixed.u32();
        fixed.skip(4);
        Set<Flag> flags = flags(fixed.i32());
        fixed.seek(66);
        int logons = fixed.u16();
        return Optional.of(new SamUser(
                key,
                rid,
                text(v, Entry.NAME),
                text(v, Entry.FULL_NAME),
                text(v, Entry.COMMENT),
                text(v, Entry.SCRIPT),
                flags,
                hasPassword(v),
                lastLogon,
                passwordSet,
                expires,
                logons,
                (int) Stream.of(Entry.values())
                        .filter(entry -> !isWhole(v, entry))
                        .count()));
    }

    /** Whether whoever logs on to it is taken for another account. */
    public boolean isHijacked() {
        return key != rid;
    }

    /** Whether its name ends as those of machines do, by which listings leave it out, though it is a person's. */
    public boolean hidesAsMachine() {
        return name.endsWith("$") && flags.contains(Flag.NORMAL);
    }

    /** Whether nothing tells of a logon of it on this machine: neither the time of the last one nor their count. */
    public boolean neverLoggedOn() {
        return lastLogonMicros.isEmpty() && logons == 0;
    }

    private static Set<Flag> flags(int bits) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private static boolean isWhole(byte[] v, Entry entry) {
        ByteReader reader = ByteReader.of(v);
        reader.seek(12L * entry.number);
        long at = reader.u32();
        long size = reader.u32();
        return size % 2 == 0 && size <= LONGEST && V_DATA + at + size <= v.length;
    }

    private static String text(byte[] v, Entry entry) {
        ByteReader reader = ByteReader.of(v);
        reader.seek(12L * entry.number);
        long at = reader.u32();
        long size = reader.u32();
        reader.seek(V_DATA + at);
        return reader.utf16(Math.min(size, LONGEST));
    }

    /** By the hash's size: 20 with RC4 and 56 with AES for one, 4 and 24 for none. */
    private static Optional<Boolean> hasPassword(byte[] v) {
        ByteReader reader = ByteReader.of(v);
        reader.seek(12L * NT_HASH + 4);
        return switch ((int) Math.min(reader.u32(), Integer.MAX_VALUE)) {
            case 20, 56 -> Optional.of(true);
            case 0, 4, 24 -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
