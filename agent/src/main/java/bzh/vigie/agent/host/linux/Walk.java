package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One walk down a tree, component by component and relative to open directories, so that nothing can be swapped under it and
 * nothing outside the root is reached: an absolute link starts again at the root, {@code ..} stops there. What lies on the way is
 * looked at only where it turns out to be no directory, since most are: nothing is opened below a link. What is found stays
 * open (O_PATH: not opened for reading) until {@link #close}. Used by one thread, once.
 */
final class Walk implements AutoCloseable {
    private static final int MAX_LINKS = 40;
    private static final int LINK_BYTES = 4_096;
    private static final int FLAGS = FileCalls.O_PATH | FileCalls.O_NOFOLLOW | LibC.O_CLOEXEC;
    private static final Status GONE = new Status(Kind.OTHER, 0, -1, -1, 0, 0, 0, 0, 0);

    /** STATX_ATTR_IMMUTABLE and STATX_ATTR_APPEND. */
    private static final long ATTRIBUTES = 0x10 | 0x20;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment statx = arena.allocate(SystemCalls.STATX_BYTES, 8);
    private final int root;
    private final int maxEntries;
    private final HostPath path;
    private final List<Integer> directories = new ArrayList<>();
    private final Set<Long> linkOwners = new HashSet<>();
    private final List<byte[]> names = new ArrayList<>();
    private byte[] lastName = {};

    /** From an open root; directories of more entries are refused. */
    Walk(int root, int maxEntries, HostPath path) {
        this.root = root;
        this.maxEntries = maxEntries;
        this.path = path;
    }

    /** Walks; afterwards {@link #fd} is what was found. */
    Reading<Status> go(boolean followLast) {
        Deque<byte[]> pending = new ArrayDeque<>(path.components());
        int links = 0;
        Status last = pending.isEmpty() ? stat(root) : GONE;
        while (!pending.isEmpty()) {
            byte[] name = pending.pop();
            if (isUp(name)) {
                up();
                last = stat(fd());
                continue;
            }
            int fd = open(name, FLAGS);
            boolean isNone = fd == -LibC.ENOTDIR && !directories.isEmpty();
            if (isNone) {
                // What was passed without a look is no directory: it is looked at now.
                pending.push(name);
                fd = directories.removeLast();
                name = names.removeLast();
            } else if (fd < 0) {
                return failed(fd);
            } else if (!pending.isEmpty() && !isUp(pending.peek())) {
                directories.add(fd);
                names.add(name);
                continue;
            }
            last = stat(fd);
            if (last.kind() == Kind.LINK && (followLast || !pending.isEmpty())) {
                byte[] target = readLink(fd);
                SystemCalls.close(fd);
                if (++links > MAX_LINKS) {
                    return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-link-loop", path.text()));
                }
                follow(last, target, pending);
                // a link to "." or "/" leads here
                last = stat(fd());
                continue;
            }
            directories.add(fd);
            names.add(name);
            lastName = name;
            if (isNone || (last.kind() != Kind.DIRECTORY && !pending.isEmpty())) {
                return Reading.absent();
            }
        }
        for (long owner : linkOwners) {
            if (owner != last.uid()) {
                return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-foreign-link", path.text()));
            }
        }
        return Reading.found(last);
    }

    /** How many entries of a directory are listed. */
    int maxEntries() {
        return maxEntries;
    }

    /** What was found, open with O_PATH. */
    int fd() {
        return directories.isEmpty() ? root : directories.getLast();
    }

    /** The path of what was found, without links. */
    HostPath real() {
        HostPath real = HostPath.ROOT;
        for (byte[] name : names) {
            real = real.child(name);
        }
        return real;
    }

    /** What was found, opened once more for reading, or the negative errno; the caller closes it. */
    int openForReading(Kind kind) {
        int flags = LibC.O_RDONLY | LibC.O_NONBLOCK | FileCalls.O_NOCTTY | LibC.O_CLOEXEC;
        if (kind == Kind.DIRECTORY) {
            return open(new byte[] {'.'}, flags | LibC.O_DIRECTORY);
        }
        int parent = directories.size() < 2 ? root : directories.get(directories.size() - 2);
        return FileCalls.openat(parent, name(lastName), flags | FileCalls.O_NOFOLLOW);
    }

    /** Where the link that was found points. */
    byte[] target() {
        return readLink(fd());
    }

    /** What the entry of that name in the directory found is, for file systems whose listings do not tell. */
    Kind kindOf(byte[] name) {
        int fd = open(name, FLAGS);
        if (fd < 0) {
            return Kind.OTHER;
        }
        try {
            return stat(fd).kind();
        } finally {
            SystemCalls.close(fd);
        }
    }

    Status stat(int fd) {
        int result = SystemCalls.statx(fd, statx);
        return result < 0 ? GONE : decode(statx);
    }

    /** The entry of that name in an open directory; of kind OTHER where it is gone. */
    Status statEntry(int directory, MemorySegment name) {
        int result = SystemCalls.statxEntry(directory, name, statx);
        return result < 0 ? GONE : decode(statx);
    }

    <T> Reading<T> failed(int errno) {
        return failed(errno, path);
    }

    /** What a call on that path that gave this negative errno means. */
    static <T> Reading<T> failed(int errno, HostPath path) {
        return switch (-errno) {
            // a process that ended while it was read
            case LibC.ESRCH -> Reading.absent();
            case LibC.ENOENT, LibC.ENOTDIR, LibC.ENAMETOOLONG -> Reading.absent();
            case LibC.EACCES, LibC.EPERM ->
                Reading.refused(ReasonCode.NO_RIGHT, SourceText.detail("file-no-right", path.text()));
            default -> Reading.refused(ReasonCode.FAILED, SourceText.detail("file-error", path.text(), -errno));
        };
    }

    private void follow(Status link, byte[] target, Deque<byte[]> pending) {
        if (link.uid() != 0) {
            linkOwners.add(link.uid());
        }
        if (target.length > 0 && target[0] == '/') {
            while (!directories.isEmpty()) {
                up();
            }
        }
        List<byte[]> parts = HostPath.ROOT.child(target).components();
        for (int i = parts.size() - 1; i >= 0; i--) {
            pending.push(parts.get(i));
        }
    }

    private static boolean isUp(byte[] name) {
        return name.length == 2 && name[0] == '.' && name[1] == '.';
    }

    private void up() {
        if (!directories.isEmpty()) {
            SystemCalls.close(directories.removeLast());
            byte[] ignored = names.removeLast();
        }
    }

    private int open(byte[] name, int flags) {
        return FileCalls.openat(fd(), name(name), flags);
    }

    private byte[] readLink(int fd) {
        MemorySegment buffer = arena.allocate(LINK_BYTES);
        int length = FileCalls.readlink(fd, buffer);
        return length < 0 ? new byte[0] : buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private MemorySegment name(byte[] name) {
        MemorySegment segment = arena.allocate(name.length + 1L);
        MemorySegment.copy(name, 0, segment, ValueLayout.JAVA_BYTE, 0, name.length);
        return segment;
    }

    private static Status decode(MemorySegment s) {
        int mode = Short.toUnsignedInt(s.get(ValueLayout.JAVA_SHORT, 28));
        Kind kind = switch (mode & 0170000) {
            case 0100000 -> Kind.REGULAR;
            case 0040000 -> Kind.DIRECTORY;
            case 0120000 -> Kind.LINK;
            default -> Kind.OTHER;
        };
        return new Status(
                kind,
                mode & 07777,
                Integer.toUnsignedLong(s.get(ValueLayout.JAVA_INT, 20)),
                Integer.toUnsignedLong(s.get(ValueLayout.JAVA_INT, 24)),
                s.get(ValueLayout.JAVA_LONG, 40),
                micros(s, 112),
                micros(s, 96),
                Integer.toUnsignedLong(s.get(ValueLayout.JAVA_INT, 136)) << 32
                        | Integer.toUnsignedLong(s.get(ValueLayout.JAVA_INT, 140)),
                s.get(ValueLayout.JAVA_LONG, 32),
                (s.get(ValueLayout.JAVA_LONG, 8) & ATTRIBUTES) != 0);
    }

    private static long micros(MemorySegment s, long at) {
        return s.get(ValueLayout.JAVA_LONG, at) * 1_000_000L + s.get(ValueLayout.JAVA_INT, at + 8) / 1_000;
    }

    @Override
    public void close() {
        while (!directories.isEmpty()) {
            up();
        }
        arena.close();
    }
}
