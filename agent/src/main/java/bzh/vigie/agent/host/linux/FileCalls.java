package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls on files and directories relative to an open directory, and inotify(7), through libc. Each gives its result, or
 * the negative errno of errno(3). Safe for any thread: errno is captured per thread.
 */
final class FileCalls {
    static final int ENOENT = 2;
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int ENOSPC = 28;
    static final int ENAMETOOLONG = 36;
    static final int ELOOP = 40;

    static final int AT_FDCWD = -100;
    static final int O_RDONLY = 0;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    static final int O_DIRECTORY = arm() ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = arm() ? 0x8000 : 0x20000;

    /** Bytes of struct statx, the same on all architectures (statx(2)). */
    static final int STATX_BYTES = 256;

    private static final int SYS_GETDENTS64 = arm() ? 61 : 217;
    private static final int SYS_STATX = arm() ? 291 : 332;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int STATX_BASIC_STATS = 0x7ff;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));
    private static final MemorySegment EMPTY = Arena.global().allocateFrom("");

    private static final MethodHandle OPENAT = call("openat", JAVA_INT, 3, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, -1, JAVA_INT);
    private static final MethodHandle READ = call("read", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle READLINKAT =
            call("readlinkat", JAVA_LONG, -1, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle GETDENTS = call("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle STATX =
            call("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle INOTIFY_INIT1 = call("inotify_init1", JAVA_INT, -1, JAVA_INT);
    private static final MethodHandle INOTIFY_ADD =
            call("inotify_add_watch", JAVA_INT, -1, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle INOTIFY_RM = call("inotify_rm_watch", JAVA_INT, -1, JAVA_INT, JAVA_INT);
    private static final MethodHandle POLL = call("poll", JAVA_INT, -1, ADDRESS, JAVA_LONG, JAVA_INT);

    private FileCalls() {}

    private static boolean arm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }

    @SuppressWarnings("restricted") // native access is what this class is for
    private static MethodHandle call(String name, ValueLayout result, int firstVariadic, MemoryLayout... arguments) {
        FunctionDescriptor type = FunctionDescriptor.of(result, arguments);
        Linker.Option errno = Linker.Option.captureCallState("errno");
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return firstVariadic < 0
                ? LINKER.downcallHandle(address, type, errno)
                : LINKER.downcallHandle(address, type, errno, Linker.Option.firstVariadicArg(firstVariadic));
    }

    /** openat(2) without creating. */
    static int openat(int directory, MemorySegment path, int flags) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) OPENAT.invokeExact(s, directory, path, flags), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** close(2). */
    static void close(int fd) {
        MemorySegment s = CAPTURED.get();
        try {
            int ignored = (int) CLOSE.invokeExact(s, fd);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** read(2) into the whole segment. */
    static int read(int fd, MemorySegment buffer) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) (long) READ.invokeExact(s, fd, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** readlinkat(2) of the link that {@code fd} itself is. */
    static int readlink(int fd, MemorySegment buffer) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) (long) READLINKAT.invokeExact(s, fd, EMPTY, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** getdents64(2): bytes of struct linux_dirent64 put into the buffer, 0 at the end. */
    static int getdents(int fd, MemorySegment buffer) {
        MemorySegment s = CAPTURED.get();
        try {
            return result(
                    (int) (long) GETDENTS.invokeExact(s, (long) SYS_GETDENTS64, fd, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** statx(2) of what is open; the buffer holds {@link #STATX_BYTES}. */
    static int statx(int fd, MemorySegment buffer) {
        MemorySegment s = CAPTURED.get();
        try {
            return result(
                    (int) (long) STATX.invokeExact(
                            s, (long) SYS_STATX, fd, EMPTY, AT_EMPTY_PATH | AT_NO_AUTOMOUNT, STATX_BASIC_STATS, buffer),
                    s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** inotify_init1(2). */
    static int inotifyInit(int flags) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) INOTIFY_INIT1.invokeExact(s, flags), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** inotify_add_watch(2). */
    static int inotifyAdd(int fd, MemorySegment path, int mask) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) INOTIFY_ADD.invokeExact(s, fd, path, mask), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** inotify_rm_watch(2). */
    static int inotifyRemove(int fd, int watch) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) INOTIFY_RM.invokeExact(s, fd, watch), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** poll(2) on {@code count} structs pollfd. */
    static int poll(MemorySegment fds, long count, int timeoutMillis) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) POLL.invokeExact(s, fds, count, timeoutMillis), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static int result(int value, MemorySegment state) {
        return value < 0 ? -(int) ERRNO.get(state, 0L) : value;
    }

    private static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call with the wrong types", t);
    }
}
