package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls on files and directories relative to an open directory, and inotify(7), through libc. Each gives its result, or
 * the negative errno of errno(3). Safe for any thread: errno is captured per thread.
 */
final class FileCalls {
    static final int AT_FDCWD = -100;
    static final int O_NOCTTY = 0x100;
    static final int O_PATH = 0x200000;
    static final int O_NOFOLLOW = LibC.arm() ? 0x8000 : 0x20000;

    private static final MethodHandle OPENAT = LibC.call("openat", JAVA_INT, 3, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle READLINKAT =
            LibC.call("readlinkat", JAVA_LONG, -1, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle LGETXATTR =
            LibC.call("lgetxattr", JAVA_LONG, -1, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle GETXATTR =
            LibC.call("getxattr", JAVA_LONG, -1, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle FSTATFS = LibC.call("fstatfs", JAVA_INT, -1, JAVA_INT, ADDRESS);
    private static final MethodHandle PREAD =
            LibC.call("pread", JAVA_LONG, -1, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle INOTIFY_INIT1 = LibC.call("inotify_init1", JAVA_INT, -1, JAVA_INT);
    private static final MethodHandle INOTIFY_ADD =
            LibC.call("inotify_add_watch", JAVA_INT, -1, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle INOTIFY_RM = LibC.call("inotify_rm_watch", JAVA_INT, -1, JAVA_INT, JAVA_INT);

    private FileCalls() {}

    /** openat(2) without creating. */
    static int openat(int directory, MemorySegment path, int flags) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) OPENAT.invokeExact(s, directory, path, flags), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** readlinkat(2) of the link that {@code fd} itself is. */
    static int readlink(int fd, MemorySegment buffer) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) (long) READLINKAT.invokeExact(s, fd, LibC.EMPTY, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** getxattr(2) of a path, a link not followed: how many bytes were put into the buffer. */
    static int attribute(MemorySegment path, MemorySegment name, MemorySegment buffer) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) (long) LGETXATTR.invokeExact(s, path, name, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** getxattr(2) of what a path leads to: how many bytes were put into the buffer. */
    static int attributeFollowed(MemorySegment path, MemorySegment name, MemorySegment buffer) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) (long) GETXATTR.invokeExact(s, path, name, buffer, buffer.byteSize()), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** fstatfs(2) into a struct statfs of at most 128 bytes, whose first long is the kind of file system. */
    static int fstatfs(int fd, MemorySegment buffer) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) FSTATFS.invokeExact(s, fd, buffer), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** pread(2) into the whole segment. */
    static int pread(int fd, MemorySegment buffer, long at) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) (long) PREAD.invokeExact(s, fd, buffer, buffer.byteSize(), at), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** inotify_init1(2). */
    static int inotifyInit(int flags) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) INOTIFY_INIT1.invokeExact(s, flags), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** inotify_add_watch(2). */
    static int inotifyAdd(int fd, MemorySegment path, int mask) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) INOTIFY_ADD.invokeExact(s, fd, path, mask), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** inotify_rm_watch(2). */
    static int inotifyRemove(int fd, int watch) {
        MemorySegment s = LibC.state();
        try {
            return LibC.result((int) INOTIFY_RM.invokeExact(s, fd, watch), s);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
