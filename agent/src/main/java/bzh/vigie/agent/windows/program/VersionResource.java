package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.PeFile.Directory;
import bzh.vigie.agent.windows.program.ProgramFacts.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The version resource: type 16 of the resource tree (three levels: type, name, language; Microsoft, "PE Format", .rsrc), in
 * it nested blocks of one shape: length, length of the value, kind (16 bits each), a key in UTF-16 up to a zero, the value and
 * the children, each from a multiple of four on (VS_VERSIONINFO, StringFileInfo, StringTable, String).
 */
final class VersionResource {
    private static final int VERSION = 16;
    private static final int MOST_ENTRIES = 4_096;
    private static final int LARGEST = 64 << 10;
    private static final int LONGEST = 512;

    private final byte[] bytes;
    private final Map<String, String> strings = new HashMap<>();

    private VersionResource(byte[] bytes) {
        this.bytes = bytes;
    }

    static Version of(PeFile pe) throws IOException {
        try {
            Directory tree = pe.directory(PeFile.RESOURCES);
            if (tree.at() == 0) {
                return Version.NONE;
            }
            long root = pe.offset(tree.at());
            long names = root + child(pe.window(), root, VERSION);
            long languages = root + child(pe.window(), names, -1);
            long data = root + child(pe.window(), languages, -1);
            long length = Math.min(LARGEST, pe.window().u32(data + 4));
            long at = pe.offset(pe.window().u32(data));
            length = Math.min(length, pe.window().size() - at);
            return of(pe.window().bytes(at, (int) length));
        } catch (Malformed e) {
            return Version.NONE;
        }
    }

    /** From the bytes of the resource. */
    static Version of(byte[] bytes) {
        VersionResource resource = new VersionResource(bytes);
        resource.block(0, bytes.length, 0);
        return new Version(
                resource.text("originalfilename"),
                resource.text("internalname"),
                resource.text("companyname"),
                resource.text("filedescription"));
    }

    private String text(String key) {
        return strings.getOrDefault(key, "");
    }

    /** Where the entry of that id leads (any id for -1), relative to the root. */
    private static long child(Window window, long directory, int id) throws IOException, Malformed {
        int count = Math.min(MOST_ENTRIES, window.u16(directory + 12) + window.u16(directory + 14));
        for (int i = 0; i < count; i++) {
            long at = directory + 16 + 8L * i;
            if (id == -1 || window.u32(at) == id) {
                return window.u32(at + 4) & 0x7fff_ffffL;
            }
        }
        throw new Malformed("no such resource");
    }

    /** Reads the block there and what is in it; where the next one may begin. */
    private int block(int from, int limit, int depth) {
        if (from + 6 > limit) {
            return limit;
        }
        int length = u16(from);
        int end = Math.min(limit, from + length);
        if (length < 6 || depth > 3) {
            return limit;
        }
        int keyEnd = zero(from + 6, end);
        String key = text(from + 6, keyEnd);
        int value = aligned(keyEnd + 2);
        if (depth == 3) {
            strings.putIfAbsent(key.toLowerCase(Locale.ROOT), text(value, zero(value, end)));
            return aligned(end);
        }
        // Only the strings' branch is gone into; the fixed part of the first block counts in bytes.
        boolean onward = depth == 0 || depth == 2 || key.equals("StringFileInfo");
        int at = aligned(value + (depth == 0 ? u16(from + 2) : 0));
        while (onward && at < end) {
            at = block(at, end, depth + 1);
        }
        return aligned(end);
    }

    private int u16(int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }

    private int zero(int from, int end) {
        int at = from;
        while (at + 1 < end && u16(at) != 0) {
            at += 2;
        }
        return at;
    }

    private String text(int from, int to) {
        int end = Math.min(Math.min(to, from + 2 * LONGEST), bytes.length);
        return end <= from ? "" : new String(bytes, from, end - from, StandardCharsets.UTF_16LE).strip();
    }

    private static int aligned(int at) {
        return (at + 3) & ~3;
    }
}
