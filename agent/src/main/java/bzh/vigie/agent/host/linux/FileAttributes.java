package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The extended attribute {@code security.capability} of files (xattr(7)), asked through {@code /proc/self/fd}, since a file
 * that is only a path cannot be asked itself.
 */
final class FileAttributes {
    private static final MemorySegment CAPABILITY = Arena.global().allocateFrom("security.capability");
    private static final int MAX_VALUE = 64;
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
