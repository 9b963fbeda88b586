package bzh.vigie.agent.windows.shortcut;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A shell link (.lnk).
 *
 * <pre>
 *  0 u32 0x4C, GUID 00021401-0000-0000-C000-000000000046, u32 flags, u32 attributes, 3 × FILETIME, u32 size,
 * 52 u32 icon, u32 show, u16 hot key, 10 bytes
 * 76 if flag 0x1: u16 bytes, item id list (see {@link ItemIdList})
 *    if flag 0x2: u32 size, u32 header, u32 flags, u32 volume, u32 local base path, u32 network, u32 common suffix,
 *                 from header 0x24 on u32 and u32 for the same in UTF-16; places are counted from the size's
 *    texts, each if its flag is set: 0x4 name, 0x8 relative path, 0x10 directory, 0x20 arguments, 0x40 icon
 *                 u16 characters, then UTF-16 (flag 0x80) or one byte a character
 *    extra blocks: u32 size, u32 kind, data; a size below 4 ends them
 *                 0xA0000001 environment: 260 bytes, then 260 characters UTF-16     0xA0000007 icon, likewise
 *                 0xA0000003 tracker: u32, u32, 16 bytes machine, 2 × (GUID volume, GUID file)
 *                 0xA0000006 Darwin (an advertised product): as the environment
 * </pre>
 *
 * <p>Source: MS-SHLLINK. What runs is the environment block's path where flag 0x200 is set and it has one, otherwise the item id
 * list, otherwise the local path; the others are only shown (a link may show one program and run another).
 *
 * @param idList the target by its item id list
 * @param basePath the target by the link information
 * @param environment the target by the environment block, variables not expanded
 * @param product descriptor of an advertised product
 * @param window 1 normal, 3 maximised, 7 minimised and not active
 * @param hotKey not 0: a key combination starts it
 * @param machine where it was made (the tracker's NetBIOS name)
 * @param fileId of the target when it was made (a version 1 UUID, whose end is a network card's address)
 * @param runsAsAdministrator flag 0x2000
 * @param overlay bytes after the last block
 * @param malformed how many parts were not understood
 */
public record Shortcut(
        String idList,
        String basePath,
        String environment,
        String product,
        String description,
        String relativePath,
        String workingDirectory,
        String arguments,
        String icon,
        int window,
        int hotKey,
        String machine,
        String fileId,
        boolean runsAsAdministrator,
        int overlay,
        int malformed) {
    private static final String CLASS = "{00021401-0000-0000-c000-000000000046}";
    private static final int HEADER = 76;
    private static final int MAX_TEXT = 65_535;
    private static final int MAX_BLOCKS = 64;
    private static final int ICON_PATH = 260;

    /** From so many blanks in a row on, arguments are meant not to be seen: the properties show 259 characters. */
    private static final int PADDING = 32;

    /** Any bytes; empty where they are no link. */
    public static Optional<Shortcut> parse(byte[] bytes) {
        ByteReader in = ByteReader.of(bytes);
        if (in.u32() != HEADER || !in.guid().equals(CLASS)) {
            return Optional.empty();
        }
        return Optional.of(new Reading().read(in, bytes.length));
    }

    /** The file that the link starts; empty where it starts none, such as one to a folder of the shell. */
    public String target() {
        if (!environment.isEmpty()) {
            return environment;
        }
        if (!idList.isEmpty() && ItemIdList.isPath(idList)) {
            return idList;
        }
        return basePath.isEmpty() ? relativePath : basePath;
    }

    /** Target and arguments in one line, the arguments' padding as it is. */
    public String commandLine() {
        String target = target();
        String quoted = target.contains(" ") ? '"' + target + '"' : target;
        return arguments.isEmpty() ? quoted : quoted + " " + arguments;
    }

    /** Whether its window is meant not to be seen. */
    public boolean isMinimised() {
        return window == 7;
    }

    /** Whether the arguments are pushed out of sight by blanks or are longer than what the properties show. */
    public boolean hasHiddenArguments() {
        int run = 0;
        for (int i = 0; i < arguments.length(); i++) {
            run = arguments.charAt(i) <= ' ' || Character.isSpaceChar(arguments.charAt(i)) ? run + 1 : 0;
            if (run >= PADDING) {
                return true;
            }
        }
        return arguments.length() > 259;
    }

    /** Whether the link shows one program and starts another. */
    public boolean isDisguised() {
        if (environment.isEmpty() || idList.isEmpty() || !ItemIdList.isPath(idList)) {
            return false;
        }
        return !fileName(environment).equals(fileName(idList));
    }

    private static String fileName(String path) {
        String name = LetterCase.fold(path.substring(path.lastIndexOf('\\') + 1));
        // Windows' own value of it, in Session Manager\Environment.
        return name.equals("%comspec%") ? "cmd.exe" : name;
    }

    private static final class Reading {
        private int flags;
        private int malformed;
        private String idList = "";
        private String basePath = "";
        private String environment = "";
        private String product = "";
        private String iconBlock = "";
        private String machine = "";
        private String fileId = "";

        Shortcut read(ByteReader in, int size) {
            flags = in.i32();
            in.seek(Math.min(size, 60));
            int window = in.i32();
            int hotKey = in.u16();
            in.seek(Math.min(size, HEADER));
            if (has(0x1)) {
                ItemIdList ids = ItemIdList.parse(in.part(in.u16()));
                idList = ids.path();
                malformed += ids.malformed();
            }
            if (has(0x2)) {
                linkInfo(in);
            }
            List<String> texts = new ArrayList<>();
            for (int flag = 0x4; flag <= 0x40; flag <<= 1) {
                texts.add(has(flag) ? text(in) : "");
            }
            blocks(in);
            return new Shortcut(
                    idList,
                    basePath,
                    has(0x200) ? environment : "",
                    has(0x1000) ? product : "",
                    texts.get(0),
                    texts.get(1),
                    texts.get(2),
                    texts.get(3),
                    texts.get(4).isEmpty() ? iconBlock : texts.get(4),
                    window,
                    hotKey,
                    machine,
                    fileId,
                    has(0x2000),
                    in.remaining(),
                    malformed + (in.failed() ? 1 : 0));
        }

        private boolean has(int flag) {
            return (flags & flag) != 0;
        }

        private String text(ByteReader in) {
            int characters = in.u16();
            if (has(0x80)) {
                return in.utf16(2L * characters);
            }
            return in.part(characters).latin1z(MAX_TEXT);
        }

        private void linkInfo(ByteReader in) {
            int start = in.position();
            long size = in.u32();
            if (size < 0x1C || size > in.remaining() + 4L) {
                malformed++;
                in.seek(start + Math.max(4, Math.min(size, in.remaining() + 4L)));
                return;
            }
            long header = in.u32();
            long kind = in.u32();
            in.skip(4);
            long local = in.u32();
            long network = in.u32();
            long suffix = in.u32();
            long localWide = header >= 0x24 ? in.u32() : 0;
            long suffixWide = header >= 0x24 ? in.u32() : 0;
            String base = "";
            if ((kind & 1) != 0) {
                base = localWide > 0 ? wide(in, start, size, localWide) : narrow(in, start, size, local);
            } else if ((kind & 2) != 0) {
                base = share(in, start, size, network);
            }
            String rest = suffixWide > 0 ? wide(in, start, size, suffixWide) : narrow(in, start, size, suffix);
            basePath = base.isEmpty() || rest.isEmpty() || base.endsWith("\\") ? base + rest : base + "\\" + rest;
            in.seek(start + size);
        }

        private String share(ByteReader in, int start, long size, long network) {
            if (network == 0 || network + 20 > size) {
                malformed++;
                return "";
            }
            in.seek(start + network + 8);
            long name = in.u32();
            return narrow(in, start, size, network + name);
        }

        private String narrow(ByteReader in, int start, long size, long place) {
            if (place <= 0 || place >= size) {
                return "";
            }
            in.seek(start + place);
            return in.part(size - place).latin1z(MAX_TEXT);
        }

        private String wide(ByteReader in, int start, long size, long place) {
            if (place <= 0 || place >= size) {
                return "";
            }
            in.seek(start + place);
            return in.part(size - place).utf16z(MAX_TEXT);
        }

        private void blocks(ByteReader in) {
            for (int i = 0; i < MAX_BLOCKS && in.remaining() >= 4; i++) {
                long size = in.u32();
                if (size < 4) {
                    return;
                }
                ByteReader block = in.part(size - 4);
                long kind = block.u32();
                if (kind == 0xA000_0001L) {
                    environment = twice(block);
                } else if (kind == 0xA000_0006L) {
                    product = twice(block);
                } else if (kind == 0xA000_0007L) {
                    iconBlock = twice(block);
                } else if (kind == 0xA000_0003L) {
                    block.skip(8);
                    machine = block.part(16).latin1z(16);
                    block.skip(16);
                    fileId = block.guid();
                }
                malformed += block.failed() ? 1 : 0;
            }
        }

        /** A path in one byte a character and again in UTF-16, which counts where there is one. */
        private static String twice(ByteReader block) {
            String narrow = block.part(ICON_PATH).latin1z(ICON_PATH);
            String wide = block.part(Math.min(block.remaining(), 2 * ICON_PATH)).utf16z(ICON_PATH);
            return wide.isEmpty() ? narrow : wide;
        }
    }
}
