package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.AccessList;
import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The extended attributes {@code security.capability} and {@code system.posix_acl_*} of files (xattr(7)), asked through {@code /proc/self/fd}, since a file
 * that is only a path cannot be asked itself.
 */
final class FileAttributes {
    private static final MemorySegment CAPABILITY = Arena.global().allocateFrom("security.capability");
    private static final MemorySegment ACCESS = Arena.global().allocateFrom("system.posix_acl_access");
    private static final MemorySegment DEFAULT_ACCESS = Arena.global().allocateFrom("system.posix_acl_default");
    private static final int MAX_VALUE = 64;
    /** The most that the kernel keeps (linux/limits.h, XATTR_SIZE_MAX). */
    private static final int MAX_ACCESS = 65_536;

    private static final int MAX_NAME = 256;
    private static final int ENODATA = 61;
    private static final int EOPNOTSUPP = 95;

    private FileAttributes() {}

    /** Of what is open, or is only a path. */
    static Reading<Capabilities> of(int fd) {
        try (Asked asked = new Asked(fd, false)) {
            int length = asked.ask();
            return switch (length) {
                case -ENODATA, -EOPNOTSUPP, -LibC.ENOENT -> Reading.absent();
                default ->
                    length < 0
                            ? Reading.refused(ReasonCode.FAILED, SourceText.detail("file-error", "xattr", -length))
                            : Capabilities.parse(asked.value(length))
                                    .map(Reading::found)
                                    .orElseGet(Reading::absent);
            };
        }
    }

    /** The access control list of what is open, or is only a path. */
    static Reading<AccessList> access(int fd) {
        return list(fd, ACCESS);
    }

    /** The one that is given to what is made in a directory. */
    static Reading<AccessList> defaultAccess(int fd) {
        return list(fd, DEFAULT_ACCESS);
    }

    private static Reading<AccessList> list(int fd, MemorySegment attribute) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/proc/self/fd/" + fd);
            // Most have none, and few a long one.
            int length = FileCalls.attributeFollowed(path, attribute, MemorySegment.NULL);
            if (length == -ENODATA || length == -EOPNOTSUPP || length == -LibC.ENOENT || length == 0) {
                return Reading.absent();
            }
            MemorySegment value = arena.allocate(Math.clamp(length, 1, MAX_ACCESS));
            length = length < 0 ? length : FileCalls.attributeFollowed(path, attribute, value);
            return length < 0
                    ? Reading.refused(ReasonCode.FAILED, SourceText.detail("file-error", "xattr", -length))
                    : AccessList.parse(value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE))
                            .map(Reading::found)
                            .orElseGet(Reading::absent);
        }
    }

    /** Of entries of an open directory. */
    static Asked in(int directory) {
        return new Asked(directory, true);
    }

    /** A question that is put many times. */
    static final class Asked implements AutoCloseable {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment value = arena.allocate(MAX_VALUE);
        private final MemorySegment path;
        private final int prefix;
        private final boolean follow;

        private Asked(int fd, boolean directory) {
            // The descriptor's own entry is a link, which is followed; an entry of the directory is asked as it is.
            String start = "/proc/self/fd/" + fd + (directory ? "/" : "");
            path = arena.allocate(start.length() + MAX_NAME + 1L);
            path.setString(0, start);
            prefix = start.length();
            follow = !directory;
        }

        /** Whether that entry has any. */
        boolean hasCapabilities(byte[] name) {
            if (name.length >= MAX_NAME) {
                return false;
            }
            MemorySegment.copy(name, 0, path, ValueLayout.JAVA_BYTE, prefix, name.length);
            path.set(ValueLayout.JAVA_BYTE, prefix + (long) name.length, (byte) 0);
            return ask() > 0;
        }

        private int ask() {
            return follow
                    ? FileCalls.attributeFollowed(path, CAPABILITY, value)
                    : FileCalls.attribute(path, CAPABILITY, value);
        }

        private byte[] value(int length) {
            return value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
