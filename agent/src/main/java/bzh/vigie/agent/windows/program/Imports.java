package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.windows.program.PeFile.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a program imports. The import hash is MD5 over {@code dll.function} of each import in the table's order, lower case,
 * joined by commas; {@code .dll}, {@code .sys} and {@code .ocx} are left out, a number stands as the name that it has in
 * {@link Ordinals}, else as {@code ord} and the number. Delayed imports are no part of it (Mandiant, "Tracking Malware with
 * Import Hashing", 2014; names that pefile holds for invalid are left out as there).
 *
 * @param dlls names as the file writes them, imported ones first, then those loaded at first use
 * @param hash lower-case hex; empty without imports
 */
record Imports(List<String> dlls, String hash) {
    static final Imports NONE = new Imports(List.of(), "");

    private static final int MOST_DLLS = 1_024;
    private static final int MOST_NAMES = 1 << 16;
    private static final int MOST_TOLD = 256;
    private static final int LONGEST = 512;
    private static final Pattern DLL = Pattern.compile("[A-Za-z0-9!#$%&'()@^_`{}~+,.;=\\[\\]:\\\\/-]+");
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z0-9._?@$()<>]+");
    private static final Pattern ENDING = Pattern.compile("\\.(?:dll|sys|ocx)\\z");

    static Imports of(PeFile pe) throws IOException {
        Set<String> dlls = new LinkedHashSet<>();
        Hash hash = new Hash();
        try {
            imported(pe, dlls, hash);
        } catch (Malformed e) {
            // what stood before it counts
        }
        try {
            delayed(pe, dlls);
        } catch (Malformed e) {
            // likewise
        }
        return new Imports(dlls.stream().limit(MOST_TOLD).toList(), hash.hex());
    }

    private static void imported(PeFile pe, Set<String> dlls, Hash hash) throws IOException, Malformed {
        Directory table = pe.directory(PeFile.IMPORTS);
        if (table.at() == 0) {
            return;
        }
        Window window = pe.window();
        long at = pe.offset(table.at());
        for (int i = 0; i < MOST_DLLS; i++, at += 20) {
            long lookup = window.u32(at);
            long name = window.u32(at + 12);
            long bound = window.u32(at + 16);
            if (name == 0 || (lookup == 0 && bound == 0)) {
                return;
            }
            String dll = text(pe, name);
            if (!DLL.matcher(dll).matches()) {
                continue;
            }
            dlls.add(dll);
            if (lookup == 0 || !names(pe, lookup, dll, hash)) {
                names(pe, bound, dll, hash);
            }
        }
    }

    /** Adds the imports of one DLL; whether there were any. */
    private static boolean names(PeFile pe, long table, String dll, Hash hash) throws IOException {
        String library = dll.toLowerCase(Locale.ROOT);
        String stem = ENDING.matcher(library).replaceFirst("");
        int width = pe.isWide() ? 8 : 4;
        long byNumber = pe.isWide() ? Long.MIN_VALUE : 0x8000_0000L;
        try {
            long at = pe.offset(table);
            for (int i = 0; ; i++, at += width) {
                long entry = pe.isWide() ? pe.window().u64(at) : pe.window().u32(at);
                if (entry == 0 || hash.count >= MOST_NAMES) {
                    return i > 0;
                }
                String name =
                        (entry & byNumber) != 0 ? Ordinals.name(library, (int) entry & 0xffff) : text(pe, entry + 2);
                if (FUNCTION.matcher(name).matches()) {
                    hash.add(stem, name);
                }
            }
        } catch (Malformed e) {
            return false;
        }
    }

    private static void delayed(PeFile pe, Set<String> dlls) throws IOException, Malformed {
        Directory table = pe.directory(PeFile.DELAYED_IMPORTS);
        if (table.at() == 0) {
            return;
        }
        Window window = pe.window();
        long at = pe.offset(table.at());
        for (int i = 0; i < MOST_DLLS; i++, at += 32) {
            long name = window.u32(at + 4);
            if (name == 0) {
                return;
            }
            // Attribute 1: places are relative, as all linkers of this century write them.
            String dll = text(pe, (window.u32(at) & 1) != 0 ? name : pe.rva(name));
            if (DLL.matcher(dll).matches()) {
                dlls.add(dll);
            }
        }
    }

    private static String text(PeFile pe, long rva) throws IOException, Malformed {
        return new String(pe.window().upToZero(pe.offset(rva), LONGEST), StandardCharsets.ISO_8859_1);
    }

    private static final class Hash {
        private final MessageDigest digest = FileDigest.of("MD5");
        private int count;

        void add(String stem, String name) {
            if (count++ > 0) {
                digest.update((byte) ',');
            }
            digest.update((stem + "." + name.toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.ISO_8859_1));
        }

        String hex() {
            return count == 0 ? "" : HexFormat.of().formatHex(digest.digest());
        }
    }
}
