package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.windows.program.Tlsh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * TLSH of a Linux program over what is loaded of it: the file's parts that its loadable segments name (elf(5), PT_LOAD), without its headers
 * and notes (PT_NOTE: build id, properties). What a linker or {@code strip} adds besides, and what is put behind the program, changes nothing.
 * Pure but for reading.
 */
final class ProgramLikeness {
    /** Bytes that are kept of one: those of TLSH (version 1), then zeros; zeros alone where there is none. */
    static final int BYTES = 40;

    private static final int TLSH_BYTES = 35;

    /** Larger programs have none: as much time is not spent on one. */
    private static final long LARGEST = 32L << 20;

    private static final int MOST_SEGMENTS = 128;
    private static final int LOAD = 1;
    private static final int NOTE = 4;
    private static final int CHUNK = 64 << 10;
    private static final String VERSION = "T1";

    private ProgramLikeness() {}

    /** A part of the file, from its begin to before its end. */
    private record Part(long from, long to) {}

    static byte[] none() {
        return new byte[BYTES];
    }

    /** Likeness of an open file, which is closed; zeros where it is no program of Linux, or too large. */
    static byte[] of(OpenFile file) {
        try (file) {
            byte[] likeness = none();
            String text = parts(file).map(parts -> text(file, parts)).orElse("");
            byte[] digest =
                    text.isEmpty() ? new byte[0] : HexFormat.of().parseHex(text, VERSION.length(), text.length());
            System.arraycopy(digest, 0, likeness, 0, digest.length);
            return likeness;
        }
    }

    /** As an item has it; empty for none. */
    static String text(byte[] likeness) {
        return Arrays.equals(likeness, none())
                ? ""
                : VERSION + HexFormat.of().withUpperCase().formatHex(likeness, 0, TLSH_BYTES);
    }

    private static String text(OpenFile file, List<Part> parts) {
        Tlsh tlsh = new Tlsh();
        byte[] buffer = new byte[CHUNK];
        for (Part part : parts) {
            for (long at = part.from(); at < part.to(); ) {
                int count = (int) Math.min(file.read(at, buffer), part.to() - at);
                if (count <= 0) {
                    break;
                }
                tlsh.update(buffer, 0, count);
                at += count;
            }
        }
        return tlsh.text();
    }

    /** Loaded parts in the file's order, without those left out; empty where the headers are not those of a program. */
    private static Optional<List<Part>> parts(OpenFile file) {
        byte[] head = new byte[64];
        boolean whole = file.status().size() <= LARGEST && file.read(0, head) == head.length;
        if (!whole || !new String(head, 0, 4, StandardCharsets.ISO_8859_1).equals("\u007fELF")) {
            return Optional.empty();
        }
        boolean wide = head[4] == 2;
        ByteBuffer elf = ByteBuffer.wrap(head).order(head[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long table = wide ? elf.getLong(32) : Integer.toUnsignedLong(elf.getInt(28));
        int each = Short.toUnsignedInt(elf.getShort(wide ? 54 : 42));
        int count = Short.toUnsignedInt(elf.getShort(wide ? 56 : 44));
        if (each != (wide ? 56 : 32) || count < 1 || count > MOST_SEGMENTS || table < 0) {
            return Optional.empty();
        }
        byte[] headers = new byte[each * count];
        if (file.read(table, headers) != headers.length) {
            return Optional.empty();
        }
        List<Part> parts = parts(ByteBuffer.wrap(headers).order(elf.order()), wide, table + headers.length, file);
        long loaded = parts.stream().mapToLong(part -> part.to() - part.from()).sum();
        // a program that has the same bytes loaded many times over would take as many times as long
        return Optional.of(parts).filter(ignored -> loaded <= file.status().size());
    }

    private static List<Part> parts(ByteBuffer headers, boolean wide, long headersEnd, OpenFile file) {
        List<Part> loaded = new ArrayList<>();
        List<Part> left = new ArrayList<>(List.of(new Part(0, headersEnd)));
        for (int at = 0; at < headers.capacity(); at += wide ? 56 : 32) {
            int type = headers.getInt(at);
            long from = wide ? headers.getLong(at + 8) : Integer.toUnsignedLong(headers.getInt(at + 4));
            long size = wide ? headers.getLong(at + 32) : Integer.toUnsignedLong(headers.getInt(at + 16));
            boolean inside = from >= 0 && size > 0 && from < file.status().size();
            if (inside && (type == LOAD || type == NOTE)) {
                long to = size > file.status().size() - from ? file.status().size() : from + size;
                (type == LOAD ? loaded : left).add(new Part(from, to));
            }
        }
        for (Part hole : left) {
            loaded = loaded.stream()
                    .flatMap(part -> Stream.of(
                            new Part(part.from(), Math.min(part.to(), hole.from())),
                            new Part(Math.max(part.from(), hole.to()), part.to())))
                    .filter(part -> part.from() < part.to())
                    .toList();
        }
        return loaded;
    }
}
