package bzh.vigie.agent.windows.shortcut;

import bzh.vigie.agent.windows.ByteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The list of item ids by which the shell names a thing.
 *
 * <pre>
 * items: u16 size with itself, data; a size of 0 ends them
 * data   u8 kind
 *   0x1F          a folder of the shell: u8, GUID
 *   0x20 … 0x2F   a volume: its root in one byte a character ("C:\")
 *   0x30 … 0x3F   a file (0x2) or folder (0x1), names in UTF-16 (0x4): u8, u32 size, u32 changed, u16 attributes, name
 *                 with a zero, padded to two, then extension blocks: u16 size, u16 version, u32 signature;
 *                 0xBEEF0004 has the long name in UTF-16 at 8+… by version
 *   0x40 … 0x4F   a place of the network: u8, u8 flags, name
 *   0x61          an address: u8 flags; with 0x80 UTF-16
 * </pre>
 *
 * <p>Only the list as such is documented (MS-SHLLINK 2.2.1); the items by libyal/libfwsi "Windows Shell Item format".
 *
 * @param path what the list names as far as it is understood; a GUID in braces for folders of the shell
 * @param malformed how many items were not understood
 */
record ItemIdList(String path, int malformed) {
    private static final int MAX_ITEMS = 128;
    private static final int MAX_NAME = 32_767;
    private static final long NAMES = 0xBEEF_0004L;
    private static final Map<String, String> FOLDERS = Map.of(
            "{20d04fe0-3aea-1069-a2d8-08002b30309d}", "",
            "{f42ee2d3-909f-4907-8871-4c22fc0bf756}", "::Documents",
            "{b4bfcc3a-db2c-424c-b029-7fe99a87c641}", "::Desktop",
            "{374de290-123f-4565-9164-39c4925e467b}", "::Downloads",
            "{21ec2020-3aea-1069-a2dd-08002b30309d}", "::ControlPanel",
            "{26ee0668-a00a-44d7-9371-beb064c98683}", "::ControlPanel");

    /** Whether it names a file of a volume or of the network. */
    static boolean isPath(String path) {
        return path.startsWith("\\\\") || path.indexOf(":\\") == 1;
    }

    /** Any bytes. */
    static ItemIdList parse(ByteReader in) {
        List<String> parts = new ArrayList<>();
        int malformed = 0;
        for (int i = 0; i < MAX_ITEMS; i++) {
            int size = in.u16();
            if (size < 3) {
                break;
            }
            ByteReader item = in.part(size - 2L);
            String part = part(item);
            if (item.failed() || part.equals("?")) {
                malformed++;
            } else if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        StringBuilder path = new StringBuilder();
        for (String part : parts) {
            if (!path.isEmpty() && path.charAt(path.length() - 1) != '\\') {
                path.append('\\');
            }
            path.append(part);
        }
        return new ItemIdList(path.toString(), malformed);
    }

    private static String part(ByteReader item) {
        int start = item.position();
        int kind = item.u8();
        if (kind == 0x1F) {
            item.skip(1);
            String guid = item.guid();
            return FOLDERS.getOrDefault(guid, guid);
        }
        return switch (kind & 0x70) {
            case 0x20 -> item.remaining() >= 3 ? item.latin1z(MAX_NAME) : "";
            case 0x30 -> file(item, kind, start);
            case 0x40 -> {
                item.skip(2);
                yield item.latin1z(MAX_NAME);
            }
            case 0x60 -> {
                boolean wide = (item.u8() & 0x80) != 0;
                item.skip(2);
                yield wide ? item.utf16z(MAX_NAME) : item.latin1z(MAX_NAME);
            }
            default -> "?";
        };
    }

    private static String file(ByteReader item, int kind, int start) {
        item.skip(11);
        String name = (kind & 0x4) != 0 ? item.utf16z(MAX_NAME) : item.latin1z(MAX_NAME);
        item.align(2, start);
        while (item.remaining() >= 8) {
            int size = item.u16();
            if (size < 8 || size - 2 > item.remaining()) {
                break;
            }
            ByteReader block = item.part(size - 2L);
            int version = block.u16();
            if (block.u32() == NAMES) {
                String full = longName(block, version);
                return full.isEmpty() ? name : full;
            }
        }
        return name;
    }

    /** Of an extension block: after two times and, by version, a file reference and sizes. */
    private static String longName(ByteReader block, int version) {
        block.skip(4 + 4 + 2);
        if (version >= 7) {
            block.skip(2 + 8 + 8);
        }
        if (version >= 3) {
            block.skip(2);
        }
        if (version >= 9) {
            block.skip(4);
        }
        if (version >= 8) {
            block.skip(4);
        }
        return block.failed() ? "" : block.utf16z(MAX_NAME);
    }
}
