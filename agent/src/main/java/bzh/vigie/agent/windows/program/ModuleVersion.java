package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.PeFile.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The identity of a module of .NET (MVID), which its compiler makes anew for each build or from all of its content (ECMA-335, II.22.30,
 * II.24.2, II.25.3.3):
 *
 * <pre>
 * CLI header  +8 place and size of the metadata
 * metadata    "BSJB", +12 length of the version's text, the text, u16 flags, u16 streams,
 *             streams × (u32 place, u32 size, name up to a zero, filled up to four bytes)
 * #~          +6 sizes of indexes, +8 u64 tables that are there, +24 u32 rows of each, then the tables; the first is Module:
 *             u16 generation, index of its name, index of its MVID, counted from 1 in #GUID
 * </pre>
 */
final class ModuleVersion {
    private static final long MARK = 0x424a5342L;
    private static final int MOST_STREAMS = 16;
    private static final int LONGEST_NAME = 32;
    private static final int LONGEST_VERSION = 256;
    private static final int WIDE_TEXTS = 1;
    private static final int WIDE_GUIDS = 2;
    private static final int MORE_DATA = 0x40;

    private ModuleVersion() {}

    /** The MVID, as GUIDs are written, lower-case and without braces; empty where there is none. */
    static String of(PeFile pe) throws IOException {
        Directory header = pe.directory(PeFile.DOT_NET);
        if (!header.isThere()) {
            return "";
        }
        try {
            Window window = pe.window();
            return of(window, pe.offset(window.u32(pe.offset(header.at()) + 8)));
        } catch (Malformed e) {
            return "";
        }
    }

    private static String of(Window window, long root) throws IOException, Malformed {
        long version = window.u32(root + 12);
        if (window.u32(root) != MARK || version > LONGEST_VERSION) {
            return "";
        }
        long at = root + 16 + version;
        int streams = Math.min(MOST_STREAMS, window.u16(at + 2));
        at += 4;
        long tables = -1;
        long guids = -1;
        long guidsSize = 0;
        for (int i = 0; i < streams; i++) {
            byte[] name = window.upToZero(at + 8, LONGEST_NAME);
            switch (new String(name, StandardCharsets.ISO_8859_1)) {
                case "#~", "#-" -> tables = root + window.u32(at);
                case "#GUID" -> {
                    guids = root + window.u32(at);
                    guidsSize = window.u32(at + 4);
                }
                default -> {
                    // texts and blobs
                }
            }
            at += 8 + (name.length / 4 + 1) * 4L;
        }
        return tables < 0 || guids < 0 ? "" : guid(window, tables, guids, guidsSize);
    }

    private static String guid(Window window, long tables, long guids, long guidsSize) throws IOException, Malformed {
        int sizes = window.u8(tables + 6);
        long there = window.u64(tables + 8);
        if ((there & 1) == 0) {
            return "";
        }
        long row = tables + 24 + 4L * Long.bitCount(there) + ((sizes & MORE_DATA) == 0 ? 0 : 4);
        long index = row + 2 + ((sizes & WIDE_TEXTS) == 0 ? 2 : 4);
        long number = (sizes & WIDE_GUIDS) == 0 ? window.u16(index) : window.u32(index);
        if (number == 0 || number * 16 > guidsSize) {
            return "";
        }
        long guid = guids + 16 * (number - 1);
        StringBuilder rest = new StringBuilder();
        for (byte each : window.bytes(guid + 8, 8)) {
            rest.append(String.format(Locale.ROOT, "%02x", each));
        }
        return String.format(
                Locale.ROOT,
                "%08x-%04x-%04x-%s-%s",
                window.u32(guid),
                window.u16(guid + 4),
                window.u16(guid + 6),
                rest.substring(0, 4),
                rest.substring(4));
    }
}
