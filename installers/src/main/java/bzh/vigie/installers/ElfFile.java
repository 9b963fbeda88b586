package bzh.vigie.installers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A program or library of a 64-bit little-endian Linux (elf(5)), as far as its needs go:
 *
 * <pre>
 *   header               e_phoff at 32, e_shoff 40, e_phentsize 54 (u16), e_phnum 56, e_shentsize 58, e_shnum 60, e_shstrndx 62
 *   program header       p_type (u32), p_offset at 8, p_vaddr 16, p_filesz 32; type 1 is loaded, 2 is the dynamic section
 *   dynamic section      pairs of tag and value: 1 a needed library, 5 the string table, 0x6ffffffe and 0x6fffffff what versions
 *                        of symbols are needed and of how many libraries; 0 ends it
 *   needed versions      vn_cnt at 2 (u16), vn_file 4, vn_aux 8, vn_next 12; each vna_name at 8, vna_next 12
 * </pre>
 *
 * @param name of the file, for messages
 * @param needed names of libraries, such as {@code libc.so.6}
 * @param versions of symbols, such as {@code GLIBC_2.34}
 * @param loaded bytes from the beginning of the file that programs use; what follows serves debuggers
 */
record ElfFile(String name, SortedSet<String> needed, SortedSet<String> versions, int loaded) {
    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F', 2, 1};
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int MOST = 4_096;

    /** Reads it; empty where it is another kind of file. */
    static Optional<ElfFile> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < HEADER || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(file.toString(), bytes));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException(file + " is a damaged ELF file", e);
        }
    }

    private static ElfFile parse(String name, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int programs = Math.toIntExact(in.getLong(32));
        int count = Short.toUnsignedInt(in.getShort(56));
        int loaded = HEADER + count * PROGRAM_HEADER;
        int dynamic = -1;
        for (int i = 0; i < count; i++) {
            int at = programs + i * PROGRAM_HEADER;
            int end = Math.toIntExact(in.getLong(at + 8) + in.getLong(at + 32));
            loaded = Math.max(loaded, end);
            if (in.getInt(at) == 2) {
                dynamic = Math.toIntExact(in.getLong(at + 8));
            }
        }
        SortedSet<String> needed = new TreeSet<>();
        SortedSet<String> versions = new TreeSet<>();
        if (dynamic >= 0) {
            int strings = offset(in, programs, count, tag(in, dynamic, 5));
            for (int at = dynamic; in.getLong(at) != 0; at += 16) {
                if (in.getLong(at) == 1) {
                    needed.add(text(bytes, strings + Math.toIntExact(in.getLong(at + 8))));
                }
            }
            long libraries = tag(in, dynamic, 0x6fffffff);
            if (libraries > 0) {
                int at = offset(in, programs, count, tag(in, dynamic, 0x6ffffffe));
                for (int i = 0; i < Math.min(libraries, MOST); i++) {
                    int each = at + in.getInt(at + 8);
                    for (int j = 0; j < Short.toUnsignedInt(in.getShort(at + 2)); j++) {
                        versions.add(text(bytes, strings + in.getInt(each + 8)));
                        each += in.getInt(each + 12);
                    }
                    at += in.getInt(at + 12);
                }
            }
        }
        return new ElfFile(name, needed, versions, loaded);
    }

    /** The value of a tag of the dynamic section; 0 where it is not there. */
    private static long tag(ByteBuffer in, int dynamic, long tag) {
        for (int at = dynamic; in.getLong(at) != 0; at += 16) {
            if (in.getLong(at) == tag) {
                return in.getLong(at + 8);
            }
        }
        return 0;
    }

    /** Where in the file an address of memory lies. */
    private static int offset(ByteBuffer in, int programs, int count, long address) {
        for (int i = 0; i < count; i++) {
            int at = programs + i * PROGRAM_HEADER;
            long start = in.getLong(at + 16);
            if (in.getInt(at) == 1 && address >= start && address < start + in.getLong(at + 32)) {
                return Math.toIntExact(address - start + in.getLong(at + 8));
            }
        }
        throw new IllegalArgumentException("address in no part of the file: " + address);
    }

    private static String text(byte[] bytes, int from) {
        int end = from;
        while (bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** Writes a copy without what only debuggers read: names of symbols that are not of the dynamic section, and sections. */
    static void copyWithoutSymbols(Path from, Path to) throws IOException {
        byte[] bytes = Files.readAllBytes(from);
        Optional<ElfFile> file = read(from);
        if (file.isPresent()) {
            ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            out.putLong(40, 0);
            out.putShort(60, (short) 0);
            out.putShort(62, (short) 0);
            bytes = Arrays.copyOf(bytes, file.get().loaded());
        }
        Files.createDirectories(to.resolveSibling(""));
        Files.write(to, bytes);
    }
}
