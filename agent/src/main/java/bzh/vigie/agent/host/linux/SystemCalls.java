package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls of section 2 of the manual that the sources need, through libc. Each gives its result, or the negative errno of
 * errno(3). The segments handed in must stay open during the call. Safe for any thread, since errno is captured per thread.
 */
final class SystemCalls {

    /** Bytes of struct statx, the same on all architectures (statx(2)). */
    static final int STATX_BYTES = 256;

    private static final int SYS_GETDENTS64 = LibC.arm() ? 61 : 217;
    private static final int SYS_MEMFD_CREATE = LibC.arm() ? 279 : 319;
    private static final int SYS_BPF = LibC.arm() ? 280 : 321;
    private static final int SYS_STATX = LibC.arm() ? 291 : 332;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int PRIO_PROCESS = 0;

    private static final MethodHandle SOCKET = LibC.call("socket", JAVA_INT, -1, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = LibC.call("bind", JAVA_INT, -1, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            LibC.call("setsockopt", JAVA_INT, -1, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDTO =
            LibC.call("sendto", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECVFROM =
            LibC.call("recvfrom", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle POLL = LibC.call("poll", JAVA_INT, -1, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle OPEN = LibC.call("open", JAVA_INT, 2, ADDRESS, JAVA_INT);
    private static final MethodHandle READ = LibC.call("read", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE = LibC.call("write", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle EVENTFD = LibC.call("eventfd", JAVA_INT, -1, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = LibC.call("close", JAVA_INT, -1, JAVA_INT);
    private static final MethodHandle READLINK = LibC.call("readlink", JAVA_LONG, -1, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle CLOCK_GETTIME = LibC.call("clock_gettime", JAVA_INT, -1, JAVA_INT, ADDRESS);
    private static final MethodHandle KILL = LibC.call("kill", JAVA_INT, -1, JAVA_INT, JAVA_INT);
    private static final MethodHandle SETPRIORITY =
            LibC.call("setpriority", JAVA_INT, -1, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SCHED_SETSCHEDULER =
            LibC.call("sched_setscheduler", JAVA_INT, -1, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle GETDENTS =
            LibC.call("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle STATX =
            LibC.call("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

    private static final MethodHandle MEMFD_CREATE = LibC.call("syscall", JAVA_LONG, 1, JAVA_LONG, ADDRESS, JAVA_INT);
    private static final MethodHandle BPF = LibC.call("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

    private SystemCalls() {}

    /** memfd_create(2). */
    static int memoryFile(MemorySegment name, int flags) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) (long) MEMFD_CREATE.invokeExact(s, (long) SYS_MEMFD_CREATE, name, flags), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** bpf(2). */
    static int bpf(int command, MemorySegment attributes) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result(
                    (int) (long) BPF.invokeExact(s, (long) SYS_BPF, command, attributes, (int) attributes.byteSize()),
                    s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** socket(2). */
    static int socket(int domain, int type, int protocol) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) SOCKET.invokeExact(s, domain, type, protocol), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** bind(2). */
    static int bind(int fd, MemorySegment address) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) BIND.invokeExact(s, fd, address, (int) address.byteSize()), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** setsockopt(2). */
    static int setsockopt(int fd, int level, int option, MemorySegment value) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) SETSOCKOPT.invokeExact(s, fd, level, option, value, (int) value.byteSize()), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** sendto(2) of the whole segment. */
    static int sendto(int fd, MemorySegment message, MemorySegment address) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result(
                    (int) (long) SENDTO.invokeExact(
                            s, fd, message, message.byteSize(), 0, address, (int) address.byteSize()),
                    s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** recvfrom(2); {@code addressLength} holds the size of {@code address}, an int, before and after. */
    static int recvfrom(int fd, MemorySegment buffer, int flags, MemorySegment address, MemorySegment addressLength) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result(
                    (int) (long) RECVFROM.invokeExact(s, fd, buffer, buffer.byteSize(), flags, address, addressLength),
                    s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** poll(2) on {@code count} structs pollfd. */
    static int poll(MemorySegment fds, long count, int timeoutMillis) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) POLL.invokeExact(s, fds, count, timeoutMillis), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** open(2) without creating. */
    static int open(MemorySegment path, int flags) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) OPEN.invokeExact(s, path, flags), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** read(2) into the whole segment. */
    static int read(int fd, MemorySegment buffer) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) (long) READ.invokeExact(s, fd, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** write(2) of the whole segment. */
    static int write(int fd, MemorySegment bytes) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) (long) WRITE.invokeExact(s, fd, bytes, bytes.byteSize()), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** eventfd(2) that counts from 0. */
    static int eventfd(int flags) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) EVENTFD.invokeExact(s, 0, flags), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** close(2). */
    static void close(int fd) {
        MemorySegment s = LibC.state();
        try {
            int ignored = (int) CLOSE.invokeExact(s, fd);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** readlink(2). */
    static int readlink(MemorySegment path, MemorySegment buffer) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) (long) READLINK.invokeExact(s, path, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** kill(2); with signal 0 it only looks whether there is such a process. */
    static int signal(int pid, int signal) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) KILL.invokeExact(s, pid, signal), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** clock_gettime(2) into a struct timespec. */
    static int clockGettime(int clock, MemorySegment timespec) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) CLOCK_GETTIME.invokeExact(s, clock, timespec), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** sched_setscheduler(2) of the calling thread; the parameter is one int. */
    static int scheduleThisThread(int policy, MemorySegment parameter) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) SCHED_SETSCHEDULER.invokeExact(s, 0, policy, parameter), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** setpriority(2) of the calling thread alone, which is what Linux does with who = 0. */
    static int niceThisThread(int nice) {
        return niceThread(0, nice);
    }

    /** setpriority(2) of that thread, or with 0 of the calling one. */
    static int niceThread(int thread, int nice) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) SETPRIORITY.invokeExact(s, PRIO_PROCESS, thread, nice), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** getdents64(2): bytes of struct linux_dirent64 put into the buffer, 0 at the end. */
    static int getdents(int fd, MemorySegment buffer) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result(
                    (int) (long) GETDENTS.invokeExact(s, (long) SYS_GETDENTS64, fd, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** statx(2) of an entry of an open directory, not of what it links to; the buffer holds {@link #STATX_BYTES}. */
    static int statxEntry(int directory, MemorySegment name, MemorySegment buffer) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result(
                    (int) (long) STATX.invokeExact(
                            s,
                            (long) SYS_STATX,
                            directory,
                            name,
                            AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
                            STATX_BASIC_STATS,
                            buffer),
                    s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** statx(2) of an open file, or one that is only a path; the buffer holds {@link #STATX_BYTES}. */
    static int statx(int fd, MemorySegment buffer) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result(
                    (int) (long) STATX.invokeExact(
                            s,
                            (long) SYS_STATX,
                            fd,
                            LibC.EMPTY,
                            AT_EMPTY_PATH | AT_NO_AUTOMOUNT,
                            STATX_BASIC_STATS,
                            buffer),
                    s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
