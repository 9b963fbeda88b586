package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Sockets.NameAnswer;
import bzh.vigie.agent.windows.ByteReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An answer as Microsoft-Windows-DNS-Client tells it, event 3008 (its manifest, as Windows has it registered):
 *
 * <pre>
 *   name UTF-16 up to NUL · type u32 · options u64 · status u32 · results UTF-16 up to NUL, each ended by a semicolon
 * </pre>
 *
 * Pure and total.
 */
final class NamePayload {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_RESULTS = 8_192;
    private static final int MOST_ANSWERS = 32;

    private NamePayload() {}

    /** The answer of that event; empty where the data are cut or ask for nothing. */
    static Optional<NameAnswer> parse(int pid, ByteReader data) {
        String name = data.utf16z(LONGEST_NAME);
        int type = data.i32();
        data.skip(8);
        int status = data.i32();
        String results = data.utf16z(LONGEST_RESULTS);
        if (data.failed() || name.isEmpty()) {
            return Optional.empty();
        }
        List<String> answers = status != 0
                ? List.of()
                : Arrays.stream(results.split(";", MOST_ANSWERS + 1))
                        .map(String::strip)
                        .filter(answer -> !answer.isEmpty())
                        .limit(MOST_ANSWERS)
                        .toList();
        return Optional.of(new NameAnswer(pid, name, type, answers));
    }
}
