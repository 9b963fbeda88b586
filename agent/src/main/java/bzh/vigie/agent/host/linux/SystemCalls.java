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
 * The calls of section 2 of the manual that the sources need, through libc. Each gives its result, or the negative errno of
 * errno(3). The segments handed in must stay open during the call. Safe for any thread, since errno is captured per thread.
 */
final class SystemCalls {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENOBUFS = 105;

    static final int O_RDONLY = 0;
    static final int O_NONBLOCK = 0x800;
    static final int O_DIRECTORY = arm() ? 0x4000 : 0x10000;
    static final int O_CLOEXEC = 0x80000;

    private static final int SYS_GETDENTS64 = arm() ? 61 : 217;
    private static final int SYS_STATX = arm() ? 291 : 332;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int PRIO_PROCESS = 0;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));
    private static final MemorySegment EMPTY_PATH = Arena.global().allocateFrom("");

    private static final MethodHandle SOCKET = call("socket", JAVA_INT, -1, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = call("bind", JAVA_INT, -1, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, -1, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDTO =
            call("sendto", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECVFROM =
            call("recvfrom", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle POLL = call("poll", JAVA_INT, -1, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle OPEN = call("open", JAVA_INT, 2, ADDRESS, JAVA_INT);
    private static final MethodHandle READ = call("read", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, -1, JAVA_INT);
    private static final MethodHandle READLINK = call("readlink", JAVA_LONG, -1, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle CLOCK_GETTIME = call("clock_gettime", JAVA_INT, -1, JAVA_INT, ADDRESS);
    private static final MethodHandle SETPRIORITY = call("setpriority", JAVA_INT, -1, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SCHED_SETSCHEDULER =
            call("sched_setscheduler", JAVA_INT, -1, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle GETDENTS = call("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle STATX =
            call("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

    private SystemCalls() {}

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

    /** socket(2). */
    static int socket(int domain, int type, int protocol) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) SOCKET.invokeExact(s, domain, type, protocol), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** bind(2). */
    static int bind(int fd, MemorySegment address) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) BIND.invokeExact(s, fd, address, (int) address.byteSize()), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** setsockopt(2). */
    static int setsockopt(int fd, int level, int option, MemorySegment value) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) SETSOCKOPT.invokeExact(s, fd, level, option, value, (int) value.byteSize()), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** sendto(2) of the whole segment. */
    static int sendto(int fd, MemorySegment message, MemorySegment address) {
        MemorySegment s = CAPTURED.get();
        try {
            return result(
                    (int) (long) SENDTO.invokeExact(
                            s, fd, message, message.byteSize(), 0, address, (int) address.byteSize()),
                    s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** recvfrom(2); {@code addressLength} holds the size of {@code address}, an int, before and after. */
    static int recvfrom(int fd, MemorySegment buffer, int flags, MemorySegment address, MemorySegment addressLength) {
        MemorySegment s = CAPTURED.get();
        try {
            return result(
                    (int) (long) RECVFROM.invokeExact(s, fd, buffer, buffer.byteSize(), flags, address, addressLength),
                    s);
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

    /** open(2) without creating. */
    static int open(MemorySegment path, int flags) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) OPEN.invokeExact(s, path, flags), s);
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

    /** close(2). */
    static void close(int fd) {
        MemorySegment s = CAPTURED.get();
        try {
            int ignored = (int) CLOSE.invokeExact(s, fd);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** readlink(2). */
    static int readlink(MemorySegment path, MemorySegment buffer) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) (long) READLINK.invokeExact(s, path, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** clock_gettime(2) into a struct timespec. */
    static int clockGettime(int clock, MemorySegment timespec) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) CLOCK_GETTIME.invokeExact(s, clock, timespec), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** sched_setscheduler(2) of the calling thread; the parameter is one int. */
    static int scheduleThisThread(int policy, MemorySegment parameter) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) SCHED_SETSCHEDULER.invokeExact(s, 0, policy, parameter), s);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** setpriority(2) of the calling thread alone, which is what Linux does with who = 0. */
    static int niceThisThread(int nice) {
        MemorySegment s = CAPTURED.get();
        try {
            return result((int) SETPRIORITY.invokeExact(s, PRIO_PROCESS, 0, nice), s);
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

    /** statx(2) of an open file, whose struct is the same on all architectures; at least 256 bytes. */
    static int statx(int fd, MemorySegment buffer) {
        MemorySegment s = CAPTURED.get();
        try {
            return result(
                    (int) (long) STATX.invokeExact(
                            s, (long) SYS_STATX, fd, EMPTY_PATH, AT_EMPTY_PATH, STATX_BASIC_STATS, buffer),
                    s);
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
