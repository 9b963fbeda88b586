package bzh.vigie.agent.windows.program;

import java.nio.charset.StandardCharsets;

/**
 * The build id that Go's linker writes into a program of any system (its package {@code cmd/internal/buildid}): the same for the same
 * sources, tools and flags, whatever the file is called and what was added to it since. In the first 32 KiB of the file:
 *
 * <pre>
 * text       ff " Go build ID: " then the id as a Go string, then "\n " ff
 * ELF note   u32 4, u32 length, u32 4, "Go\0\0", then the id (little-endian; where the system's linker put the text elsewhere)
 * </pre>
 */
public final class GoBuildId {
    /** So many bytes of a file are looked at. */
    public static final int HEAD = 32 << 10;

    private static final int LONGEST = 200;
    private static final byte[] TEXT = "\u00ff Go build ID: \"".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] TEXT_END = "\"\n \u00ff".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] NOTE = {4, 0, 0, 0, 'G', 'o', 0, 0};

    private GoBuildId() {}

    /**
     * The id, of letters, digits and {@code _ - /}; empty where there is none.
     *
     * @param head the file's begin, of which at most {@link #HEAD} bytes are looked at
     * @param length how many bytes of it are the file's
     */
    public static String in(byte[] head, int length) {
        int end = Math.min(Math.min(length, head.length), HEAD);
        int text = find(head, 0, end, TEXT);
        if (text >= 0) {
            int from = text + TEXT.length;
            int to = find(head, from, Math.min(end, from + LONGEST + TEXT_END.length), TEXT_END);
            return to < 0 ? "" : checked(head, from, to - from);
        }
        int note = find(head, 0, end, NOTE);
        if (note < 8) {
            return "";
        }
        int from = note + NOTE.length;
        long size = u32(head, note - 4);
        boolean fits = u32(head, note - 8) == 4 && size <= LONGEST && from + size <= end;
        return fits ? checked(head, from, (int) size) : "";
    }

    private static String checked(byte[] bytes, int from, int length) {
        String id = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        return id.matches("[A-Za-z0-9_/-]+") ? id : "";
    }

    private static long u32(byte[] bytes, int at) {
        return (bytes[at] & 0xffL)
                | (bytes[at + 1] & 0xffL) << 8
                | (bytes[at + 2] & 0xffL) << 16
                | (bytes[at + 3] & 0xffL) << 24;
    }

    private static int find(byte[] all, int from, int end, byte[] wanted) {
        for (int i = from; i + wanted.length <= end; i++) {
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
