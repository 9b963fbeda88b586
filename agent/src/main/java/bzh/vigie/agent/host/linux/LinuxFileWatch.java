package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.Event.FileAction;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Directory changes through inotify(7). A directory is opened by a {@link Walk} first, so that no link is followed amiss. */
public final class LinuxFileWatch implements FileWatch {
    private static final int IN_ATTRIB = 0x4;
    private static final int IN_CLOSE_WRITE = 0x8;
    private static final int IN_MOVED_FROM = 0x40;
    private static final int IN_MOVED_TO = 0x80;
    private static final int IN_CREATE = 0x100;
    private static final int IN_DELETE = 0x200;
    private static final int IN_DELETE_SELF = 0x400;
    private static final int IN_MOVE_SELF = 0x800;
    private static final int IN_UNMOUNT = 0x2000;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_IGNORED = 0x8000;
    private static final int IN_ONLYDIR = 0x1000000;
    private static final int IN_ISDIR = 0x40000000;
    private static final int MASK = IN_ATTRIB
            | IN_CLOSE_WRITE
            | IN_MOVED_FROM
            | IN_MOVED_TO
            | IN_CREATE
            | IN_DELETE
            | IN_DELETE_SELF
            | IN_MOVE_SELF
            | IN_ONLYDIR;
    private static final short POLLIN = 1;
    private static final int POLLFD = 8;

    private final LinuxFiles files;
    private final int inotify;
    private final int bell;
    private final ReentrantLock waiting = new ReentrantLock();
    private final Map<Integer, Set<HostPath>> watched = new HashMap<>();
    private volatile boolean closed;

    private LinuxFileWatch(LinuxFiles files, int inotify, int bell) {
        this.files = files;
        this.inotify = inotify;
        this.bell = bell;
    }

    /** A watch over directories of these files. */
    public static Reading<FileWatch> open(LinuxFiles files) {
        int fd = FileCalls.inotifyInit(LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (fd < 0) {
            return Reading.refused(ReasonCode.FAILED, SourceText.detail("watch-error", "inotify", -fd));
        }
        int bell = SystemCalls.eventfd(LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (bell < 0) {
            SystemCalls.close(fd);
            return Reading.refused(ReasonCode.FAILED, SourceText.detail("watch-error", "eventfd", -bell));
        }
        return Reading.found(new LinuxFileWatch(files, fd, bell));
    }

    @Override
    public Reading<HostPath> watch(HostPath directory) {
        return files.walk(directory, true, (walk, status) -> {
            if (status.kind() != Kind.DIRECTORY) {
                return Reading.absent();
            }
            return add(directory, walk.fd());
        });
    }

    private Reading<HostPath> add(HostPath directory, int fd) {
        synchronized (watched) {
            if (closed) {
                return Reading.refused(ReasonCode.STOPPED, SourceText.detail("watch-closed"));
            }
            try (Arena arena = Arena.ofConfined()) {
                int watch = FileCalls.inotifyAdd(inotify, arena.allocateFrom("/proc/self/fd/" + fd), MASK);
                if (watch < 0) {
                    return switch (-watch) {
                        case LibC.EACCES, LibC.EPERM ->
                            Reading.refused(ReasonCode.NO_RIGHT, SourceText.detail("watch-no-right", directory.text()));
                        case LibC.ENOSPC -> Reading.refused(ReasonCode.FAILED, SourceText.detail("watch-none-left"));
                        default ->
                            Reading.refused(
                                    ReasonCode.FAILED, SourceText.detail("watch-error", directory.text(), -watch));
                    };
                }
                watched.values().forEach(paths -> paths.remove(directory));
                watched.computeIfAbsent(watch, w -> new HashSet<>()).add(directory);
                return Reading.found(directory);
            }
        }
    }

    @Override
    public void retain(Set<HostPath> directories) {
        synchronized (watched) {
            watched.entrySet().removeIf(entry -> {
                entry.getValue().retainAll(directories);
                if (entry.getValue().isEmpty()) {
                    int ignored = FileCalls.inotifyRemove(inotify, entry.getKey());
                    return true;
                }
                return false;
            });
        }
    }

    @Override
    public List<Change> await(Duration atMost) {
        waiting.lock();
        try (Arena arena = Arena.ofConfined()) {
            long end = System.nanoTime() + atMost.toNanos();
            MemorySegment poll = arena.allocate(2 * POLLFD, 4);
            poll.set(ValueLayout.JAVA_INT, 0, inotify);
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            poll.set(ValueLayout.JAVA_INT, POLLFD, bell);
            poll.set(ValueLayout.JAVA_SHORT, POLLFD + 4, POLLIN);
            while (!closed) {
                long left = (end - System.nanoTime()) / 1_000_000;
                int ready = SystemCalls.poll(poll, 2, Math.clamp(left, 0, Integer.MAX_VALUE));
                if (ready > 0 && poll.get(ValueLayout.JAVA_SHORT, POLLFD + 6) != 0) {
                    int ignored = SystemCalls.read(bell, arena.allocate(ValueLayout.JAVA_LONG));
                    return List.of();
                }
                if (ready > 0) {
                    return read(arena.allocate(64 << 10, 8));
                }
                if (left <= 0) {
                    break;
                }
            }
            return List.of();
        } finally {
            waiting.unlock();
        }
    }

    private List<Change> read(MemorySegment buffer) {
        List<Change> changes = new ArrayList<>();
        int length = SystemCalls.read(inotify, buffer);
        // struct inotify_event: wd s32, mask u32, cookie u32, len u32, name padded with NUL
        for (int at = 0; at + 16 <= length; ) {
            int watch = buffer.get(ValueLayout.JAVA_INT, at);
            int mask = buffer.get(ValueLayout.JAVA_INT, at + 4L);
            int size = buffer.get(ValueLayout.JAVA_INT, at + 12L);
            byte[] name = name(buffer.asSlice(at + 16L, size));
            at += 16 + size;
            if ((mask & IN_Q_OVERFLOW) != 0) {
                changes.add(new Change.Overflow());
            } else {
                boolean gone = (mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)) != 0;
                for (HostPath directory : directories(watch, (mask & IN_IGNORED) != 0)) {
                    if (gone) {
                        changes.add(new Change.In(directory, Optional.empty()));
                    } else if (name.length > 0) {
                        HostPath entry = directory.child(name);
                        changes.add(new Change.In(directory, Optional.of(entry)));
                        action(mask).ifPresent(action -> changes.add(new Change.Touched(directory, entry, action)));
                    }
                }
            }
        }
        return changes;
    }

    /** What became of a file; empty for a directory and for what does not change a file's content. */
    private static Optional<FileAction> action(int mask) {
        if ((mask & IN_ISDIR) != 0) {
            return Optional.empty();
        }
        if ((mask & (IN_CREATE | IN_MOVED_TO)) != 0) {
            return Optional.of(FileAction.CREATED);
        }
        if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0) {
            return Optional.of(FileAction.DELETED);
        }
        return (mask & IN_CLOSE_WRITE) != 0 ? Optional.of(FileAction.MODIFIED) : Optional.empty();
    }

    private Set<HostPath> directories(int watch, boolean forget) {
        synchronized (watched) {
            Set<HostPath> paths = forget ? watched.remove(watch) : watched.get(watch);
            return paths == null ? Set.of() : Set.copyOf(paths);
        }
    }

    private static byte[] name(MemorySegment padded) {
        byte[] bytes = padded.toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOf(bytes, end);
    }

    @Override
    public void wake() {
        // Not while the bell's number may already be another file's.
        synchronized (watched) {
            if (!closed) {
                ring();
            }
        }
    }

    private void ring() {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = SystemCalls.write(bell, arena.allocateFrom(ValueLayout.JAVA_LONG, 1));
        }
    }

    @Override
    public void close() {
        boolean first;
        synchronized (watched) {
            first = !closed;
            closed = true;
        }
        if (first) {
            ring();
            waiting.lock();
            try {
                SystemCalls.close(inotify);
                SystemCalls.close(bell);
            } finally {
                waiting.unlock();
            }
        }
    }
}
