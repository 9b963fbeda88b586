package bzh.vigie.installers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Gives an MSI the package code that comes from its content, its dates, which wixl takes from chance and the clock, and its language, which
 * wixl does not put there. All of them
 * stand in the summary information ([MS-OLEPS] 2.21; its properties in "Summary Property Descriptions" of Windows Installer):
 *
 * <pre>
 *   set      28 bytes, then the format id F29F85E0-4FF9-1068-AB91-08002B27B3D9 and u32 offset of the section, from the set's begin
 *   section  u32 bytes, u32 count, count × (u32 property, u32 offset from the section's begin)
 *   value    u32 type: 30 text (u32 bytes, then they), 64 time (u64, 100 ns since 1601)
 *   7 platform and language, 9 the package code, 12 made, 13 saved last
 * </pre>
 *
 * all little-endian. Written in place: the length of nothing changes. The stream is small and libmsi writes it in one piece; a file of
 * which that is not so is refused.
 */
final class MsiSeal {
    private static final byte[] FORMAT = {
        (byte) 0xe0,
        (byte) 0x85,
        (byte) 0x9f,
        (byte) 0xf2,
        (byte) 0xf9,
        0x4f,
        0x68,
        0x10,
        (byte) 0xab,
        (byte) 0x91,
        0x08,
        0x00,
        0x2b,
        0x27,
        (byte) 0xb3,
        (byte) 0xd9
    };
    private static final int FORMAT_AT = 28;
    private static final int TEMPLATE = 7;
    private static final int PACKAGE_CODE = 9;
    private static final int MADE = 12;
    private static final int SAVED = 13;
    private static final int TEXT = 30;
    private static final int TIME = 64;
    private static final int MOST_PROPERTIES = 64;
    private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;
    private static final String CODE = "\\{[0-9A-Fa-f-]{36}\\}";
    private static final String TEMPLATE_BEFORE = "x64;1033";
    /** French, as ProductLanguage says. */
    private static final String TEMPLATE_AFTER = "x64;1036";

    private static final int CODE_LENGTH = 38;

    private MsiSeal() {}

    /**
     * Seals it.
     *
     * @param product its product code, which comes from its content
     * @throws IOException where it is no MSI as wixl makes one
     */
    static void seal(Path msi, String product) throws IOException {
        byte[] all = Files.readAllBytes(msi);
        ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        int set = find(all, FORMAT) - FORMAT_AT;
        if (set < 0) {
            throw new IOException(msi + " has no summary information");
        }
        try {
            seal(bytes, set, MsiSource.guid("package " + product));
        } catch (IndexOutOfBoundsException e) {
            throw new IOException(msi + " has a summary information that is not understood", e);
        }
        Files.write(msi, all);
    }

    private static void seal(ByteBuffer bytes, int set, String code) throws IOException {
        int section = set + bytes.getInt(set + FORMAT_AT + FORMAT.length);
        int count = bytes.getInt(section + 4);
        boolean coded = false;
        for (int i = 0; i < Math.min(count, MOST_PROPERTIES); i++) {
            int property = bytes.getInt(section + 8 + i * 8);
            int value = section + bytes.getInt(section + 12 + i * 8);
            int type = bytes.getInt(value);
            if (property == PACKAGE_CODE && type == TEXT) {
                byte[] there = new byte[CODE_LENGTH];
                bytes.get(value + 8, there);
                coded = new String(there, StandardCharsets.US_ASCII).matches(CODE);
                bytes.put(value + 8, ("{" + code.toUpperCase(Locale.ROOT) + "}").getBytes(StandardCharsets.US_ASCII));
            } else if (property == TEMPLATE && type == TEXT) {
                byte[] there = new byte[TEMPLATE_BEFORE.length()];
                bytes.get(value + 8, there);
                if (new String(there, StandardCharsets.US_ASCII).equals(TEMPLATE_BEFORE)) {
                    bytes.put(value + 8, TEMPLATE_AFTER.getBytes(StandardCharsets.US_ASCII));
                }
            } else if ((property == MADE || property == SAVED) && type == TIME) {
                bytes.putLong(value + 4, (FixedZip.TIME.getEpochSecond() + SECONDS_1601_TO_1970) * 10_000_000L);
            }
        }
        if (!coded) {
            throw new IOException("the summary information has no package code where it should be");
        }
    }

    private static int find(byte[] all, byte[] wanted) {
        for (int i = 0; i + wanted.length <= all.length; i++) {
            int same = 0;
            while (same < wanted.length && all[i + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return i;
            }
        }
        return -1;
    }
}
