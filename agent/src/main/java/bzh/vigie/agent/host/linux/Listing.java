package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is in an open directory (getdents(2)), ordered by name and bounded. */
final class Listing {
    static final int BUFFER = 32 << 10;
    private static final int DIRENT_RECLEN = 16;
    private static final int DIRENT_TYPE = 18;
    private static final int DIRENT_NAME = 19;
    static final byte DT_UNKNOWN = 0;

    private Listing() {}

    /** Names and kinds. */
    static Reading<List<Entry>> entries(HostPath directory, Walk walk, int fd) {
        List<Entry> entries = new ArrayList<>();
        return each(
                        directory,
                        fd,
                        walk.maxEntries(),
                        (name, type, text) -> entries.add(
                                new Entry(directory.child(name), type == DT_UNKNOWN ? walk.kindOf(name) : kind(type))))
                .<Reading<List<Entry>>>map(Listing::again)
                .orElseGet(() -> {
                    entries.sort(Comparator.comparing(Entry::path));
                    return Reading.found(entries);
                });
    }

    interface Taker {
        /**
         * Takes an entry.
         *
         * @param text its name ending in NUL, valid during the call
         */
        void take(byte[] name, byte type, MemorySegment text);
    }

    private static Optional<Reading.Refused<?>> each(HostPath directory, int fd, int most, Taker taker) {
        try (Arena arena = Arena.ofConfined()) {
            return each(directory, fd, most, arena.allocate(BUFFER, 8), taker);
        }
    }

    /** Tells each, by way of a buffer of {@link #BUFFER} bytes; gives why not all could be told. */
    static Optional<Reading.Refused<?>> each(HostPath directory, int fd, int most, MemorySegment buffer, Taker taker) {
        int count = 0;
        int length;
        while ((length = SystemCalls.getdents(fd, buffer)) > 0) {
            // copied at once, since each access to native memory costs a dozen to an array
            byte[] block = new byte[length];
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, block, 0, length);
            // struct linux_dirent64: ino u64, off s64, reclen u16, type u8, name ending in NUL
            for (int at = 0; at < length; ) {
                int size = buffer.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + DIRENT_RECLEN) & 0xffff;
                byte[] name = name(block, at + DIRENT_NAME, at + size);
                if (!isDots(name)) {
                    count++;
                    taker.take(name, block[at + DIRENT_TYPE], buffer.asSlice(at + DIRENT_NAME, name.length + 1L));
                }
                at += size;
            }
            if (count > most) {
                return Optional.of(new Reading.Refused<>(
                        ReasonCode.TOO_LARGE, SourceText.detail("file-too-many-entries", directory.text(), most)));
            }
        }
        return length < 0 && Walk.failed(length, directory) instanceof Reading.Refused<?> refused
                ? Optional.of(refused)
                : Optional.empty();
    }

    private static <T> Reading<T> again(Reading.Refused<?> refused) {
        return Reading.refused(refused.reason(), refused.detail());
    }

    private static byte[] name(byte[] block, int from, int to) {
        int end = from;
        while (end < to && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, from, end);
    }

    private static boolean isDots(byte[] name) {
        return name.length <= 2 && name[0] == '.' && (name.length == 1 || name[1] == '.');
    }

    static Kind kind(byte type) {
        return switch (type) {
            case 8 -> Kind.REGULAR;
            case 4 -> Kind.DIRECTORY;
            case 10 -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }
}
