package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.AccessList;
import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.StreamedFiles;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A tree of files under a directory of this Linux: {@code /} for the machine itself, any other for a mounted disk or a
 * folder. Holds one descriptor, that of the root, until {@link #close}. Thread-safe; not to be used after closing.
 */
public final class LinuxFiles implements StreamedFiles {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int CHUNK = 64 << 10;
    private static final int CLOCK_REALTIME_COARSE = 5;

    /** The root directory as the first process sees it, whatever is mounted for this process alone (proc_pid_root(5)). */
    private static final String UNCOVERED_ROOT = "/proc/1/root";

    private final String reader;
    private final HostPath mountTable;
    private final boolean otherRoot;
    private final int root;
    private final int maxEntries;
    private final long deadlineNanos;

    private LinuxFiles(
            String reader, HostPath mountTable, boolean otherRoot, int root, int maxEntries, Duration deadline) {
        this.reader = reader;
        this.mountTable = mountTable;
        this.otherRoot = otherRoot;
        this.root = root;
        this.maxEntries = maxEntries;
        this.deadlineNanos = deadline.toNanos();
    }

    /**
     * The files of this machine: past what is mounted for this process alone, where its rights allow that and the first process
     * has the same root directory. Where the first process has another one, {@link #hasOtherRoot} says so.
     */
    public static Reading<LinuxFiles> live() {
        return open("live", "/", MAX_ENTRIES).then(own -> {
            Reading<LinuxFiles> first = open("live", UNCOVERED_ROOT, MAX_ENTRIES);
            if (first instanceof Reading.Found<LinuxFiles>(LinuxFiles uncovered)) {
                if (uncovered.isSameRoot(own)) {
                    own.close();
                    return first;
                }
                uncovered.close();
                return Reading.found(new LinuxFiles("live", own.mountTable, true, own.root, MAX_ENTRIES, DEADLINE));
            }
            return Reading.found(own);
        });
    }

    private boolean isSameRoot(LinuxFiles other) {
        return status(HostPath.ROOT)
                .ifFound()
                .flatMap(mine -> other.status(HostPath.ROOT)
                        .ifFound()
                        .filter(theirs -> mine.device() == theirs.device() && mine.inode() == theirs.inode()))
                .isPresent();
    }

    /** The files under this directory of the machine, which is an absolute path; links to it are followed. */
    public static Reading<LinuxFiles> under(String directory) {
        return under(directory, MAX_ENTRIES);
    }

    /** The same, with another bound than {@link #MAX_ENTRIES} on entries of a directory and on directories that wait. */
    public static Reading<LinuxFiles> under(String directory, int maxEntries) {
        return open("offline", directory, maxEntries);
    }

    private static Reading<LinuxFiles> open(String reader, String directory, int maxEntries) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = FileCalls.openat(
                    FileCalls.AT_FDCWD,
                    arena.allocateFrom(directory, StandardCharsets.UTF_8),
                    FileCalls.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC);
            if (fd == -LibC.ENOENT || fd == -LibC.ENOTDIR) {
                return Reading.absent();
            }
            return fd < 0
                    ? Reading.refused(ReasonCode.NO_RIGHT, SourceText.detail("file-error", directory, -fd))
                    : Reading.found(new LinuxFiles(
                            reader,
                            HostPath.of(
                                    directory.equals(UNCOVERED_ROOT) ? "/proc/1/mountinfo" : "/proc/self/mountinfo"),
                            false,
                            fd,
                            maxEntries,
                            DEADLINE));
        }
    }

    @Override
    public String reader() {
        return reader;
    }

    @Override
    public HostPath mountTable() {
        return mountTable;
    }

    @Override
    public boolean hasOtherRoot() {
        return otherRoot;
    }

    @Override
    public Reading<Status> status(HostPath path) {
        return walk(path, true, (walk, status) -> Reading.found(status));
    }

    @Override
    public Reading<Status> statusOfLink(HostPath path) {
        return walk(path, false, (walk, status) -> Reading.found(status));
    }

    @Override
    public Reading<byte[]> link(HostPath path) {
        return walk(
                path,
                false,
                (walk, status) -> status.kind() == Kind.LINK
                        ? Reading.found(walk.target())
                        : Reading.refused(ReasonCode.FAILED, SourceText.detail("file-no-link", path.text())));
    }

    @Override
    public Reading<List<Entry>> list(HostPath directory) {
        return walk(directory, true, (walk, status) -> {
            if (status.kind() != Kind.DIRECTORY) {
                return Reading.absent();
            }
            int fd = walk.openForReading(Kind.DIRECTORY);
            if (fd < 0) {
                return walk.failed(fd);
            }
            try {
                return Listing.entries(directory, walk, fd);
            } finally {
                SystemCalls.close(fd);
            }
        });
    }

    @Override
    public void below(HostPath top, Descent descent) {
        Reading<Boolean> reading = walk(top, true, (walk, status) -> {
            if (status.kind() != Kind.DIRECTORY) {
                return Reading.absent();
            }
            int fd = walk.openForReading(Kind.DIRECTORY);
            if (fd < 0) {
                return walk.failed(fd);
            }
            try (TreeWalk tree = new TreeWalk(walk, descent)) {
                tree.go(top, fd, status.device());
            }
            return Reading.found(true);
        });
        if (reading instanceof Reading.Refused<Boolean> refused) {
            descent.refused(top, refused);
        }
    }

    @Override
    public long stampMicros() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            int ignored = SystemCalls.clockGettime(CLOCK_REALTIME_COARSE, time);
            return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000L + time.get(ValueLayout.JAVA_LONG, 8) / 1_000;
        }
    }

    @Override
    public Reading<HostPath> resolve(HostPath path) {
        return walk(path, true, (walk, status) -> Reading.found(walk.real()));
    }

    @Override
    public Reading<Storage> storage(HostPath directory) {
        return walk(directory, true, (walk, status) -> FileSystems.storage(walk.fd()));
    }

    @Override
    public Reading<Capabilities> capabilities(HostPath path) {
        return walk(
                path,
                false,
                (walk, status) -> status.kind() == Kind.REGULAR ? FileAttributes.of(walk.fd()) : Reading.absent());
    }

    @Override
    public Reading<AccessList> accessList(HostPath path) {
        return walk(path, true, (walk, status) -> FileAttributes.access(walk.fd()));
    }

    @Override
    public Reading<AccessList> defaultAccessList(HostPath directory) {
        return walk(directory, true, (walk, status) -> FileAttributes.defaultAccess(walk.fd()));
    }

    @Override
    public Reading<OpenFile> open(HostPath path) {
        return walk(path, true, (walk, status) -> {
            if (status.kind() != Kind.REGULAR) {
                return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-not-regular", path.text()));
            }
            int fd = walk.openForReading(Kind.REGULAR);
            if (fd < 0) {
                return walk.failed(fd);
            }
            Status opened = walk.stat(fd);
            if (opened.inode() != status.inode() || opened.device() != status.device()) {
                SystemCalls.close(fd);
                return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-replaced", path.text()));
            }
            return Reading.found(new LinuxOpenFile(fd, opened));
        });
    }

    @Override
    public void close() {
        SystemCalls.close(root);
    }

    /** Runs with what is at that path open (O_PATH); links are followed. */
    <T> Reading<T> walk(HostPath path, boolean followLast, BiFunction<Walk, Status, Reading<T>> found) {
        try (Walk walk = new Walk(root, maxEntries, path)) {
            return walk.go(followLast).then(status -> found.apply(walk, status));
        }
    }

    @Override
    public Reading<Status> stream(HostPath path, long limit, Chunks chunks) {
        long deadline = System.nanoTime() + deadlineNanos;
        return walk(path, true, (walk, status) -> {
            if (status.kind() != Kind.REGULAR) {
                return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-not-regular", path.text()));
            }
            if (status.size() > limit) {
                return tooLarge(path, limit);
            }
            int fd = walk.openForReading(Kind.REGULAR);
            if (fd < 0) {
                return walk.failed(fd);
            }
            try {
                Status opened = walk.stat(fd);
                if (opened.inode() != status.inode() || opened.device() != status.device()) {
                    return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-replaced", path.text()));
                }
                return copy(path, limit, deadline, walk, fd, chunks, opened);
            } finally {
                SystemCalls.close(fd);
            }
        });
    }

    private static Reading<Status> copy(
            HostPath path, long limit, long deadline, Walk walk, int fd, Chunks chunks, Status status) {
        int size = (int) Math.min(CHUNK, Math.max(512, status.size() + 1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(size);
            byte[] chunk = new byte[size];
            long total = 0;
            int length;
            while ((length = SystemCalls.read(fd, buffer)) != 0) {
                if (length == -LibC.EINTR) {
                    continue;
                }
                if (length < 0) {
                    return walk.failed(length);
                }
                total += length;
                if (total > limit) {
                    return tooLarge(path, limit);
                }
                if (System.nanoTime() - deadline > 0) {
                    return Reading.refused(ReasonCode.TIMED_OUT, SourceText.detail("file-too-slow", path.text()));
                }
                MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, chunk, 0, length);
                chunks.take(chunk, length);
            }
        }
        return Reading.found(status);
    }

    private static Reading<Status> tooLarge(HostPath path, long limit) {
        return Reading.refused(ReasonCode.TOO_LARGE, SourceText.detail("file-too-large", path.text(), limit));
    }
}
