package bzh.vigie.agent.host.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code /proc/PID/cmdline} (proc_pid_cmdline(5)): arguments, each ended by a zero byte, unless the process wrote over it. */
final class ProcCmdline {
    private static final String CUT = "…";

    private ProcCmdline() {}

    /** The arguments in the first {@code length} bytes; bytes that are no UTF-8 become U+FFFD. */
    static List<String> parse(byte[] bytes, int length, boolean cut) {
        int end = length;
        // A process that sets its own title leaves a tail of zeros.
        while (end > 1 && bytes[end - 1] == 0 && bytes[end - 2] == 0) {
            end--;
        }
        List<String> arguments = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == 0) {
                arguments.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
                from = i + 1;
            }
        }
        if (from < end) {
            arguments.add(new String(bytes, from, end - from, StandardCharsets.UTF_8) + (cut ? CUT : ""));
        } else if (cut) {
            arguments.add(CUT);
        }
        return List.copyOf(arguments);
    }
}
