package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.KeyWatch;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Changes of directories and of registry keys of this Windows. Each directory is opened by a {@link FileWalk} first, so that no link
 * is followed amiss, and asked by NtNotifyChangeDirectoryFile; one thread takes what is completed from one port. Others go on using
 * a directory as they like: they may remove it or give it another name, though not give one to a directory above it, which NTFS
 * refuses while anything below is open. On media that can be taken out nothing is watched, since it would keep them from being
 * taken out. Nothing is asked of Windows before the first directory is watched. Thread-safe.
 */
final class WindowsFileWatch implements FileWatch {
    /** Directories that are watched, each with {@value #BUFFER} bytes. */
    static final int MOST = 1_000;

    private static final int BUFFER = 4 << 10;
    private static final int LIST = 0x1;
    private static final int SYNCHRONIZE = 0x10_0000;
    private static final int DIRECTORY_FILE = 0x1;
    private static final int BACKUP_INTENT = 0x4000;
    private static final int OPEN_REPARSE_POINT = 0x20_0000;
    private static final int DEVICE = 4;
    private static final int REMOVABLE = 0x1;

    /** FILE_NOTIFY_CHANGE_*: names of files and directories, attributes, size, last write, creation, rights; no access. */
    private static final int FILTER = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x40 | 0x100;

    private static final int ENUMERATE = 0x10C;
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration ENDING = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(WindowsFileWatch.class.getName());

    private static final class Watched {
        private final HostPath directory;
        private final Status status;
        private final long number;
        private final long handle;
        private final MemorySegment memory;
        private boolean leaving;

        Watched(HostPath directory, Status status, long number, long handle, MemorySegment memory) {
            this.directory = directory;
            this.status = status;
            this.number = number;
            this.handle = handle;
            this.memory = memory;
        }

        MemorySegment io() {
            return memory.asSlice(0, 16);
        }

        MemorySegment buffer() {
            return memory.asSlice(16);
        }

        int ask() {
            return NtNotify.changeDirectory(handle, number, io(), buffer(), FILTER);
        }

        boolean isOf(Status other) {
            return status.device() == other.device() && status.inode() == other.inode();
        }
    }

    private final LiveFiles files;
    private final Noticed noticed = new Noticed();
    private final WindowsKeyWatch keys;
    private final Map<HostPath, Watched> byPath = new HashMap<>();
    private final Map<Long, Watched> byNumber = new HashMap<>();

    /** The kernel's until each request is over; closed only when all are. */
    private final Arena memory = Arena.ofShared();

    private final Deque<MemorySegment> free = new ArrayDeque<>();
    private Optional<Long> port = Optional.empty();
    private long last;
    private boolean closed;

    /** Over directories of these files and keys of that registry. */
    WindowsFileWatch(LiveFiles files, KernelNames names) {
        this.files = files;
        this.keys = new WindowsKeyWatch(names, noticed);
    }

    @Override
    public Reading<KeyWatch> keys() {
        return Reading.found(keys);
    }

    @Override
    public Reading<HostPath> watch(HostPath directory) {
        return files.walk(directory, FileWalk.READ_ATTRIBUTES, true, (walk, found) -> {
            if (found.status().kind() != Kind.DIRECTORY || walk.handle() == 0) {
                return Reading.absent();
            }
            return isRemovable(walk.handle())
                    ? Reading.refused(
                            ReasonCode.FALLBACK, SourceText.detail("watch-removable", WindowsPath.text(directory)))
                    : add(directory, found.status(), walk.handle());
        });
    }

    /** FILE_FS_DEVICE_INFORMATION ([MS-FSCC] 2.5.10): type u32, characteristics u32. */
    private static boolean isRemovable(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment device = arena.allocate(8, 8);
            int status = Ntdll.queryVolume(handle, arena.allocate(16, 8), device, DEVICE);
            return NtStatus.isSuccess(status) && (device.get(JAVA_INT, 4) & REMOVABLE) != 0;
        }
    }

    private synchronized Reading<HostPath> add(HostPath directory, Status status, long found) {
        if (closed) {
            return Reading.refused(ReasonCode.STOPPED, SourceText.detail("watch-closed"));
        }
        Watched before = byPath.get(directory);
        if (before != null && before.isOf(status)) {
            return Reading.found(directory);
        }
        if (before == null && byPath.size() >= MOST) {
            return Reading.refused(ReasonCode.FAILED, SourceText.detail("watch-directories-none-left", MOST));
        }
        Reading<Long> toPort = port();
        return toPort.then(number -> {
            // The same directory once more, as one that answers when it likes.
            Ntdll.Opened opened =
                    Ntdll.openFile(found, "", LIST | SYNCHRONIZE, DIRECTORY_FILE | BACKUP_INTENT | OPEN_REPARSE_POINT);
            if (!opened.isOpen()) {
                return NtStatus.failed(opened.status(), WindowsPath.text(directory));
            }
            Watched next = new Watched(directory, status, ++last, opened.handle(), memory());
            int asked = NtNotify.associate(next.handle, number, next.number);
            if (NtStatus.isSuccess(asked)) {
                asked = next.ask();
            }
            if (!NtStatus.isSuccess(asked)) {
                Ntdll.close(next.handle);
                free.push(next.memory);
                return NtStatus.failed(asked, WindowsPath.text(directory));
            }
            byNumber.put(next.number, next);
            byPath.put(directory, next);
            if (before != null) {
                leave(before);
            }
            return Reading.found(directory);
        });
    }

    private MemorySegment memory() {
        return free.isEmpty() ? memory.allocate(16 + BUFFER, 16) : free.pop();
    }

    private Reading<Long> port() {
        if (port.isEmpty()) {
            Ntdll.Opened made = NtNotify.port();
            if (!made.isOpen()) {
                return NtStatus.failed(made.status(), "port");
            }
            port = Optional.of(made.handle());
            Thread.ofPlatform().name("vigie-directories").daemon().start(() -> work(made.handle()));
        }
        return Reading.found(port.get());
    }

    /** Its request ends, which the port tells; only then its memory is free. */
    private static void leave(Watched watched) {
        watched.leaving = true;
        NtNotify.cancel(watched.handle, watched.io());
    }

    @Override
    public synchronized void retain(Set<HostPath> directories) {
        byPath.values().removeIf(watched -> {
            boolean unwanted = !directories.contains(watched.directory);
            if (unwanted) {
                leave(watched);
            }
            return unwanted;
        });
    }

    @Override
    public List<Change> await(Duration atMost) {
        return noticed.await(atMost);
    }

    @Override
    public void wake() {
        noticed.wake();
    }

    private void work(long from) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_LONG);
            MemorySegment number = arena.allocate(JAVA_LONG);
            MemorySegment io = arena.allocate(16, 8);
            MemorySegment timeout = arena.allocate(JAVA_LONG);
            boolean more = false;
            while (!isClosed()) {
                NtNotify.timeout(timeout, more ? 0 : LONGEST.toNanos());
                boolean told = take(from, key, number, io, timeout);
                if (more && !told) {
                    // Where much happens, what came meanwhile is taken together.
                    TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
                }
                more = told;
            }
            NtNotify.timeout(timeout, BETWEEN.toNanos());
            long end = System.nanoTime() + ENDING.toNanos();
            while (!isEmpty() && System.nanoTime() - end < 0) {
                boolean ignored = take(from, key, number, io, timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Ntdll.close(from);
        if (isEmpty()) {
            memory.close();
        }
    }

    /** Whether something was completed, which is told. */
    private boolean take(long from, MemorySegment key, MemorySegment number, MemorySegment io, MemorySegment timeout)
            throws InterruptedException {
        int status = NtNotify.remove(from, key, number, io, timeout);
        if (status == 0) {
            try {
                completed(number.get(JAVA_LONG, 0), io.get(JAVA_INT, 0), io.get(JAVA_LONG, 8));
            } catch (RuntimeException | Error e) {
                // A thread that ended would leave directories that look watched: all are read again.
                LOG.log(System.Logger.Level.WARNING, "a change of a directory was not understood", e);
                noticed.add(new Change.Overflow());
            }
        } else if (status != NtNotify.TIMEOUT) {
            TimeUnit.SECONDS.sleep(1);
        }
        return status == 0;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean isEmpty() {
        return byNumber.isEmpty();
    }

    /** A request is over: tells what it says, and asks again. */
    private void completed(long number, int status, long length) {
        HostPath directory;
        boolean over;
        Set<String> names = Set.of();
        synchronized (this) {
            Watched watched = byNumber.get(number);
            if (watched == null) {
                return;
            }
            directory = watched.directory;
            boolean whole = NtStatus.isSuccess(status) && status != ENUMERATE && length > 0 && length <= BUFFER;
            if (whole) {
                names = FileNotifications.names(
                        watched.buffer().asSlice(0, length).toArray(JAVA_BYTE));
            }
            over = watched.leaving || !NtStatus.isSuccess(status) || !NtStatus.isSuccess(watched.ask());
            if (over) {
                byNumber.remove(number);
                Ntdll.close(watched.handle);
                free.push(watched.memory);
                if (watched.leaving) {
                    return;
                }
                byPath.remove(directory, watched);
            }
        }
        // One that a program knew by its short name is told by that.
        if (over || names.isEmpty() || names.stream().anyMatch(name -> name.indexOf('~') >= 0)) {
            noticed.add(new Change.In(directory, Optional.empty()));
        }
        names.forEach(
                name -> noticed.add(new Change.In(directory, Optional.of(directory.child(WindowsPath.bytes(name))))));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            byPath.values().forEach(WindowsFileWatch::leave);
            byPath.clear();
            port.ifPresent(NtNotify::post);
            if (port.isEmpty()) {
                memory.close();
            }
        }
        keys.close();
        noticed.wake();
    }
}
