package bzh.vigie.agent.host.linux;

import java.util.OptionalInt;

/** The one line that is needed of {@code /proc/PID/status} (proc_pid_status(5)): {@code Uid: real effective saved fs}. */
final class ProcStatus {
    private ProcStatus() {}

    /** The effective uid in the first {@code length} bytes. */
    static OptionalInt effectiveUid(byte[] text, int length) {
        for (int i = 0; i + 5 < length; i++) {
            if ((i == 0 || text[i - 1] == '\n')
                    && text[i] == 'U'
                    && text[i + 1] == 'i'
                    && text[i + 2] == 'd'
                    && text[i + 3] == ':') {
                return secondNumber(text, i + 4, length);
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt secondNumber(byte[] text, int from, int length) {
        int at = from;
        for (int skipped = 0; skipped < 2; skipped++) {
            while (at < length && text[at] >= '0' && text[at] <= '9') {
                at++;
            }
            while (at < length && (text[at] == '\t' || text[at] == ' ')) {
                at++;
            }
        }
        if (at >= length || text[at] < '0' || text[at] > '9') {
            return OptionalInt.empty();
        }
        long value = 0;
        while (at < length && text[at] >= '0' && text[at] <= '9' && value <= 0xffffffffL) {
            value = value * 10 + (text[at++] - '0');
        }
        // 4294967295 is nobody at all; as an int it is -1 and printed unsigned.
        return value > 0xffffffffL ? OptionalInt.empty() : OptionalInt.of((int) value);
    }
}
