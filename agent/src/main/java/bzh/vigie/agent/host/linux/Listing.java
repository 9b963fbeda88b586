package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Listed;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is in an open directory (getdents(2)), ordered by name and bounded. */
final class Listing {
    private static final int BUFFER = 32 << 10;
    private static final int DIRENT_RECLEN = 16;
    private static final int DIRENT_TYPE = 18;
    private static final int DIRENT_NAME = 19;
    private static final byte DT_UNKNOWN = 0;

    private Listing() {}

    /** Names and kinds. */
    static Reading<List<Entry>> entries(HostPath directory, Walk walk, int fd) {
        List<Entry> entries = new ArrayList<>();
        return each(
                        directory,
                        walk,
                        fd,
                        (name, type, text) -> entries.add(
                                new Entry(directory.child(name), type == DT_UNKNOWN ? walk.kindOf(name) : kind(type))))
                .<Reading<List<Entry>>>map(Listing::again)
                .orElseGet(() -> {
                    entries.sort(Comparator.comparing(Entry::path));
                    return Reading.found(entries);
                });
    }

    /** Names and what each is: one call for each, and one more for a file that may be executed. */
    static Reading<List<Listed>> statuses(HostPath directory, Walk walk, int fd) {
        List<Listed> entries = new ArrayList<>();
        try (FileAttributes.Asked asked = FileAttributes.in(fd)) {
            return each(directory, walk, fd, (name, type, text) -> {
                        Status status = walk.statEntry(fd, text);
                        boolean capable = status.kind() == Kind.REGULAR
                                && (status.mode() & 0111) != 0
                                && asked.hasCapabilities(name);
                        entries.add(new Listed(directory.child(name), status, capable));
                    })
                    .<Reading<List<Listed>>>map(Listing::again)
                    .orElseGet(() -> {
                        entries.sort(Comparator.comparing(Listed::path));
                        return Reading.found(entries);
                    });
        }
    }

    private interface Taker {
        /**
         * Takes an entry.
         *
         * @param text its name ending in NUL, valid during the call
         */
        void take(byte[] name, byte type, MemorySegment text);
    }

    /** Tells each; gives why not all could be told. */
    private static Optional<Reading.Refused<?>> each(HostPath directory, Walk walk, int fd, Taker taker) {
        int count = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER, 8);
            int length;
            while ((length = SystemCalls.getdents(fd, buffer)) > 0) {
                // struct linux_dirent64: ino u64, off s64, reclen u16, type u8, name ending in NUL
                for (int at = 0; at < length; ) {
                    int size = Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + DIRENT_RECLEN));
                    byte type = buffer.get(ValueLayout.JAVA_BYTE, at + DIRENT_TYPE);
                    byte[] name = name(buffer, at + DIRENT_NAME, at + size);
                    if (!isDots(name)) {
                        count++;
                        taker.take(name, type, buffer.asSlice(at + DIRENT_NAME, name.length + 1L));
                    }
                    at += size;
                }
                if (count > Files.MAX_ENTRIES) {
                    return Optional.of(new Reading.Refused<>(
                            ReasonCode.TOO_LARGE,
                            SourceText.detail("file-too-many-entries", directory.text(), Files.MAX_ENTRIES)));
                }
            }
            return length < 0 && walk.failed(length) instanceof Reading.Refused<?> refused
                    ? Optional.of(refused)
                    : Optional.empty();
        }
    }

    private static <T> Reading<T> again(Reading.Refused<?> refused) {
        return Reading.refused(refused.reason(), refused.detail());
    }

    private static byte[] name(MemorySegment buffer, int from, int to) {
        int end = from;
        while (end < to && buffer.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        return buffer.asSlice(from, end - from).toArray(ValueLayout.JAVA_BYTE);
    }

    private static boolean isDots(byte[] name) {
        return name.length <= 2 && name[0] == '.' && (name.length == 1 || name[1] == '.');
    }

    private static Kind kind(byte type) {
        return switch (type) {
            case 8 -> Kind.REGULAR;
            case 4 -> Kind.DIRECTORY;
            case 10 -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }
}
