package bzh.vigie.agent.host.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What a link in {@code /proc/PID/fd} points to when it is a socket: {@code socket:[INODE]} (proc_pid_fd(5)). */
final class SocketLink {
    private static final byte[] PREFIX = {'s', 'o', 'c', 'k', 'e', 't', ':', '['};

    /** More than any inode of a socket has (10), and few enough for a long. */
    private static final int MOST_DIGITS = 18;

    private SocketLink() {}

    /** The inode, -1 if it is no socket or has more than 18 digits. */
    static long inode(MemorySegment text, int length) {
        if (length < PREFIX.length + 2 || length > Math.min(text.byteSize(), PREFIX.length + MOST_DIGITS + 1)) {
            return -1;
        }
        for (int i = 0; i < PREFIX.length; i++) {
            if (text.get(ValueLayout.JAVA_BYTE, i) != PREFIX[i]) {
                return -1;
            }
        }
        long inode = 0;
        for (int i = PREFIX.length; i < length - 1; i++) {
            int digit = text.get(ValueLayout.JAVA_BYTE, i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            inode = inode * 10 + digit;
        }
        return inode;
    }
}
