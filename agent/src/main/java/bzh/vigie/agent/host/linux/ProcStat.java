package bzh.vigie.agent.host.linux;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says (proc_pid_stat(5)). The name stands in parentheses and may itself hold blanks and
 * parentheses, so fields are counted from the last closing one.
 *
 * @param state a letter; Z and X have no memory left to read arguments from
 * @param startTicks field 22
 * @param kernelThread the flag PF_KTHREAD
 */
record ProcStat(String name, char state, int parent, long startTicks, boolean kernelThread) {
    private static final long PF_KTHREAD = 0x00200000L;

    /** Parses the first {@code length} bytes; empty if they are no such line. */
    static Optional<ProcStat> parse(byte[] line, int length) {
        int open = indexOf(line, length, '(');
        int close = length - 1;
        while (close >= 0 && line[close] != ')') {
            close--;
        }
        if (open < 0 || close < open || close + 2 >= length) {
            return Optional.empty();
        }
        String name = new String(line, open + 1, close - open - 1, StandardCharsets.UTF_8);
        int at = close + 2;
        char state = (char) line[at];
        long parent = 0;
        long flags = 0;
        for (int field = 3; field < 22; field++) {
            while (at < length && line[at] != ' ') {
                at++;
            }
            at++;
            if (at >= length) {
                return Optional.empty();
            }
            if (field + 1 == 4) {
                parent = number(line, at, length);
            } else if (field + 1 == 9) {
                flags = number(line, at, length);
            }
        }
        return Optional.of(
                new ProcStat(name, state, (int) parent, number(line, at, length), (flags & PF_KTHREAD) != 0));
    }

    /** It ended, and waits for its parent to notice. */
    boolean isDead() {
        return state == 'Z' || state == 'X';
    }

    private static int indexOf(byte[] line, int length, char wanted) {
        for (int i = 0; i < length; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static long number(byte[] line, int from, int length) {
        long value = 0;
        for (int i = from; i < length && line[i] >= '0' && line[i] <= '9'; i++) {
            value = value * 10 + (line[i] - '0');
        }
        return value;
    }
}
