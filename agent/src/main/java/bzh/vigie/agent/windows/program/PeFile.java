package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.ProgramFacts.Form;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The headers of a portable executable (Microsoft, "PE Format"):
 *
 * <pre>
 * 0        "MZ"                       0x3c: where the PE header is
 * PE       "PE\0\0", COFF header      +4 machine, +6 sections, +12 symbol table, +16 symbols, +20 size of the optional header
 * +24      optional header            magic 0x10b (32 bits) or 0x20b (64 bits), +60 size of headers, +64 checksum
 * +96/112  data directories           8 bytes each: place, size; the fifth is the certificate table, placed by file offset
 * then     section table              40 bytes each: +8 size in memory, +12 place in memory, +16 size, +20 place in the file
 * </pre>
 *
 * <p>Places in memory (RVA) are turned into places in the file by the section that holds them, as the loader maps it: from a
 * multiple of 512 on.
 */
final class PeFile {
    static final int IMPORTS = 1;
    static final int RESOURCES = 2;
    static final int CERTIFICATES = 4;
    static final int DEBUG = 6;
    static final int DELAYED_IMPORTS = 13;
    static final int DOT_NET = 14;

    private static final int DIRECTORIES = 16;
    private static final int MOST_SECTIONS = 256;
    private static final long SECTOR = 0x200;

    /** Where a table is, by RVA or file offset, and its size in bytes. */
    record Directory(long at, long size) {
        static final Directory NONE = new Directory(0, 0);

        boolean isThere() {
            return at != 0 && size != 0;
        }
    }

    private record Section(long at, long length, long fileAt, long fileLength) {}

    private final Window window;
    private final boolean wide;
    private final long imageBase;
    private final long headersSize;
    private final long checksumAt;
    private final long directoriesAt;
    private final List<Directory> directories = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final long end;

    private PeFile(Window window, long pe) throws IOException, Malformed {
        this.window = window;
        long optional = pe + 24;
        int magic = window.u16(optional);
        if (magic != 0x10b && magic != 0x20b) {
            throw new Malformed("neither 32 nor 64 bits");
        }
        this.wide = magic == 0x20b;
        this.imageBase = wide ? window.u64(optional + 24) : window.u32(optional + 28);
        this.headersSize = window.u32(optional + 60);
        this.checksumAt = optional + 64;
        this.directoriesAt = optional + (wide ? 112 : 96);
        int optionalSize = window.u16(pe + 20);
        long claimed = window.u32(directoriesAt - 4);
        long sectionsAt = optional + optionalSize;
        for (int i = 0; i < Math.min(claimed, DIRECTORIES); i++) {
            long at = directoriesAt + 8L * i;
            if (at + 8 > sectionsAt) {
                break;
            }
            directories.add(new Directory(window.u32(at), window.u32(at + 4)));
        }
        // Images that are aligned more finely than to sectors are mapped as they are.
        long sector = window.u32(optional + 36) < SECTOR ? 1 : SECTOR;
        int count = Math.min(window.u16(pe + 6), MOST_SECTIONS);
        long last = Math.min(headersSize, window.size());
        for (int i = 0; i < count && sectionsAt + 40L * (i + 1) <= window.size(); i++) {
            long at = sectionsAt + 40L * i;
            Section section = new Section(
                    window.u32(at + 12), window.u32(at + 8), window.u32(at + 20) & -sector, window.u32(at + 16));
            sections.add(section);
            if (section.fileLength() > 0) {
                last = Math.max(last, window.u32(at + 20) + section.fileLength());
            }
        }
        this.end = Math.min(window.size(), Math.max(last, endOfSymbols(window, pe)));
    }

    /** The headers; empty for a file that is none (a DOS program, a script), malformed where they cannot be read. */
    static Optional<PeFile> read(Window window) throws IOException, Malformed {
        if (window.size() < 0x40 || window.u16(0) != 0x5a4d) {
            return Optional.empty();
        }
        long pe = window.u32(0x3c);
        if (pe > window.size() - 4 || window.u32(pe) != 0x4550) {
            return Optional.empty();
        }
        return Optional.of(new PeFile(window, pe));
    }

    /** Where the COFF symbols and their strings end; zero without any. Compilers other than Microsoft's write them. */
    private static long endOfSymbols(Window window, long pe) throws IOException, Malformed {
        long symbols = window.u32(pe + 12);
        long strings = symbols + 18 * window.u32(pe + 16);
        return symbols == 0 || strings > window.size() - 4 ? 0 : strings + window.u32(strings);
    }

    Form form() {
        return wide ? Form.PE64 : Form.PE32;
    }

    boolean isWide() {
        return wide;
    }

    Window window() {
        return window;
    }

    Directory directory(int number) {
        return number < directories.size() ? directories.get(number) : Directory.NONE;
    }

    /** Where the four bytes of the checksum are. */
    long checksumAt() {
        return checksumAt;
    }

    /** Where the eight bytes of the certificate table's entry are; -1 where the headers have no room for it. */
    long certificatesEntryAt() {
        return directories.size() > CERTIFICATES ? directoriesAt + 8L * CERTIFICATES : -1;
    }

    /** Where the sections and symbols end in the file. */
    long end() {
        return end;
    }

    /** Where headers end that the loader maps. */
    long headersSize() {
        return headersSize;
    }

    /** The place in the file that the loader would map there; malformed where there is none. */
    long offset(long rva) throws Malformed {
        for (Section section : sections) {
            long inside = rva - section.at();
            if (inside >= 0 && inside < Math.max(section.length(), section.fileLength())) {
                if (inside >= section.fileLength()) {
                    throw new Malformed("in memory only");
                }
                return section.fileAt() + inside;
            }
        }
        if (rva >= 0 && rva < headersSize) {
            return rva;
        }
        throw new Malformed("in no section");
    }

    /** The RVA of an address that stands as if the program were loaded where it would like to be. */
    long rva(long address) {
        return address - imageBase;
    }
}
