package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.PeFile.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The path of the symbol file that the linker wrote: an entry of type 2 (CodeView) of the debug directory leads to
 * {@code RSDS}, 16 bytes of identity, 4 of age and the path, or to the older {@code NB10} with 12 bytes before it.
 */
final class DebugPath {
    private static final int CODE_VIEW = 2;
    private static final int MOST_ENTRIES = 64;
    private static final int LONGEST = 1_024;

    private DebugPath() {}

    /** The path; empty where there is none. */
    static String of(PeFile pe) throws IOException {
        Directory table = pe.directory(PeFile.DEBUG);
        if (!table.isThere()) {
            return "";
        }
        Window window = pe.window();
        try {
            long at = pe.offset(table.at());
            long count = Math.min(MOST_ENTRIES, table.size() / 28);
            for (int i = 0; i < count; i++, at += 28) {
                if (window.u32(at + 12) == CODE_VIEW) {
                    return path(window, window.u32(at + 24));
                }
            }
        } catch (Malformed e) {
            // it has none
        }
        return "";
    }

    private static String path(Window window, long at) throws IOException, Malformed {
        long mark = window.u32(at);
        int before = mark == 0x53445352L ? 24 : mark == 0x3031424eL ? 16 : 0;
        return before == 0 ? "" : new String(window.upToZero(at + before, LONGEST), StandardCharsets.UTF_8).strip();
    }
}
