package bzh.vigie.agent.windows.policy;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.event.Sha256;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Registry.pol: what Group Policy writes into the registry, under {@code System32\GroupPolicy\{Machine,User}} and in the caches of
 * the machine and its users.
 *
 * <pre>
 * "PReg" u32 1, then entries in UTF-16: [ key 0 ; value 0 ; u32 type ; u32 bytes ; data ]
 * </pre>
 *
 * <p>Source: Microsoft "Registry Policy File Format".
 *
 * @param malformed 1 where the bytes were not understood to their end, otherwise 0
 */
public record RegistryPolicy(List<Entry> entries, int malformed) {
    private static final long SIGNATURE = 0x6765_5250;
    private static final int MAX_ENTRIES = 20_000;
    private static final int MAX_NAME = 32_767;
    private static final int MAX_DATA = 1 << 20;
    private static final int MAX_SHOWN = 256;

    public RegistryPolicy {
        entries = List.copyOf(entries);
    }

    /**
     * A value.
     *
     * @param key without the hive: {@code HKLM} of the machine's file, the user's own of a user's
     * @param name of the value; one that begins with {@code **} is a command such as {@code **del.}
     * @param type as in the registry: 1 and 2 text, 4 a number, 7 texts
     * @param text the data as text: texts as they are, several by line ends, numbers in decimal, other bytes in hexadecimal,
     *     of more than 256 the beginning and the digest of all; of a secret {@link Secrets#MARK} alone
     */
    public record Entry(String key, String name, int type, String text) {}

    /** Any bytes. */
    public static RegistryPolicy parse(byte[] bytes) {
        ByteReader in = ByteReader.of(bytes);
        List<Entry> entries = new ArrayList<>();
        if (in.u32() != SIGNATURE || in.u32() != 1) {
            return new RegistryPolicy(entries, 1);
        }
        while (in.remaining() > 1 && entries.size() < MAX_ENTRIES) {
            if (in.u16() != '[') {
                return new RegistryPolicy(entries, 1);
            }
            String key = in.utf16z(MAX_NAME);
            boolean good = in.u16() == ';';
            String name = in.utf16z(MAX_NAME);
            good &= in.u16() == ';';
            int type = in.i32();
            good &= in.u16() == ';';
            long size = in.u32();
            good &= in.u16() == ';';
            if (!good || size > MAX_DATA || in.failed()) {
                return new RegistryPolicy(entries, 1);
            }
            String text = text(key, name, type, in.part(size));
            if (in.u16() != ']') {
                return new RegistryPolicy(entries, 1);
            }
            entries.add(new Entry(key, name, type, text));
        }
        return new RegistryPolicy(entries, in.remaining() > 1 ? 1 : 0);
    }

    private static String text(String key, String name, int type, ByteReader data) {
        String text = text(type, data);
        boolean isNumber = type == 4 || type == 5 || type == 11;
        return isNumber || text.isBlank() || !Secrets.isName(key, name) ? text : Secrets.MARK;
    }

    private static String text(int type, ByteReader data) {
        return switch (type) {
            case 1, 2 -> data.utf16(data.remaining());
            case 4 -> data.remaining() == 4 ? Long.toString(data.u32()) : "";
            case 7 -> data.utf16(data.remaining()).replace('\0', '\n');
            case 11 -> data.remaining() == 8 ? Long.toUnsignedString(data.i64()) : "";
            default -> bytes(data.bytes(data.remaining()));
        };
    }

    private static String bytes(byte[] bytes) {
        HexFormat hex = HexFormat.of();
        return bytes.length <= MAX_SHOWN
                ? hex.formatHex(bytes)
                : hex.formatHex(bytes, 0, MAX_SHOWN) + "… " + bytes.length + " bytes, SHA-256 "
                        + Sha256.over(bytes).hex();
    }
}
