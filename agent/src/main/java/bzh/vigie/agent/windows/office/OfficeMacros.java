package bzh.vigie.agent.windows.office;

import bzh.vigie.agent.windows.ByteReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a document, template or add-in of Office brings macros. Told by the names of its parts only; the macros are not read.
 *
 * <pre>
 * ZIP (Office 2007 and later): central directory entries u32 0x02014B50 … at 28 u16 length of the name, at 46 the name:
 *      vbaProject.bin; xl/macrosheets/ for Excel 4 macros; customUI for callbacks
 * compound file (D0CF11E0A1B11AE1, MS-CFB): directory entries of 128 bytes whose name in UTF-16 is VBA, _VBA_PROJECT, Macros,
 *      _VBA_PROJECT_CUR; an Excel 97 file may hold Excel 4 macro sheets besides, which are not looked for
 * </pre>
 *
 * @param parts what it was told by, the first 64
 */
public record OfficeMacros(Kind kind, List<String> parts) {
    private static final int MAX_ENTRIES = 65_536;
    private static final int SECTOR_ENTRY = 128;
    private static final int SHOWN = 512;
    private static final int MAX_PARTS = 64;
    private static final String PROJECT = "vbaProject.bin";

    public OfficeMacros {
        parts = List.copyOf(parts);
    }

    /** What the bytes are. */
    public enum Kind {
        ZIP,
        COMPOUND,
        /** Something else, such as a program (.wll, .xll). */
        OTHER
    }

    /** Whether there are any. */
    public boolean hasMacros() {
        return !parts.isEmpty();
    }

    /** Any bytes. */
    public static OfficeMacros of(byte[] bytes) {
        ByteReader in = ByteReader.of(bytes);
        long first = in.u32();
        if (first == 0x0403_4B50L) {
            return new OfficeMacros(Kind.ZIP, zip(bytes));
        }
        if (first == 0xE011_CFD0L && in.u32() == 0xE11A_B1A1L) {
            return new OfficeMacros(Kind.COMPOUND, compound(bytes));
        }
        return new OfficeMacros(Kind.OTHER, List.of());
    }

    private static List<String> zip(byte[] bytes) {
        List<String> parts = new ArrayList<>();
        int left = MAX_ENTRIES;
        for (int at = 0; at + 46 < bytes.length && left > 0 && parts.size() < MAX_PARTS; at++) {
            if (bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == 1 && bytes[at + 3] == 2) {
                left--;
                int length = (bytes[at + 28] & 0xFF) | (bytes[at + 29] & 0xFF) << 8;
                int end = at + 46 + length;
                // Entries that lie within each other's names cost what is looked at of each, not their lengths
                // together.
                String name = text(bytes, at + 46, Math.min(Math.min(end, bytes.length), at + 46 + SHOWN));
                String last = end <= bytes.length ? text(bytes, Math.max(at + 46, end - PROJECT.length()), end) : "";
                if (last.equalsIgnoreCase(PROJECT)
                        || name.toLowerCase(Locale.ROOT).contains("/macrosheets/")) {
                    parts.add(name);
                }
            }
        }
        return parts;
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private static List<String> compound(byte[] bytes) {
        List<String> parts = new ArrayList<>();
        for (int at = 512; at + SECTOR_ENTRY <= bytes.length && parts.size() < MAX_PARTS; at += SECTOR_ENTRY) {
            int length = (bytes[at + 64] & 0xFF) | (bytes[at + 65] & 0xFF) << 8;
            boolean isStorage = bytes[at + 66] == 1 || bytes[at + 66] == 2;
            if (isStorage && length >= 4 && length <= 64) {
                String name = new String(bytes, at, length - 2, StandardCharsets.UTF_16LE);
                if (name.equals("VBA") || name.equals("Macros") || name.startsWith("_VBA_PROJECT")) {
                    parts.add(name);
                }
            }
        }
        return parts;
    }
}
