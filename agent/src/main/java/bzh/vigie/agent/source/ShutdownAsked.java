package bzh.vigie.agent.source;

import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * That a shutdown or a restart was asked for: User32 1074. Its words are those of the host's language.
 *
 * @param kind such as {@code restart} or {@code power off}
 * @param process the program that asked, such as {@code C:\Windows\explorer.exe (PC1)}
 * @param account for whom
 */
record ShutdownAsked(Instant at, String kind, String process, String account) {
    /** How long a shutdown that was asked for may take. */
    private static final Duration TAKES = Duration.ofMinutes(10);

    private static final int MAX_WORDS = 200;

    /** What that record says; empty where it says nothing. */
    static Optional<ShutdownAsked> of(WindowsEvent event, Instant at) {
        Map<String, String> fields = event.fields();
        return fields.getOrDefault("param5", "").isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ShutdownAsked(at, word(fields, "param5"), word(fields, "param1"), word(fields, "param7")));
    }

    private static String word(Map<String, String> fields, String name) {
        String text = fields.getOrDefault(name, "");
        return text.isEmpty() ? "?" : Printable.line(text, MAX_WORDS);
    }

    /** Whether what came to pass at that time may be what was asked for. */
    boolean isBefore(Instant then) {
        return Duration.between(at, then).abs().compareTo(TAKES) < 0;
    }

    /** As a detail of that key: what, by which program, for whom. */
    String detail(String key) {
        return SourceText.detail(key, kind, process, account);
    }

    /** The same with a time before it. */
    String detail(String key, Instant time) {
        return SourceText.detail(key, shown(time), kind, process, account);
    }

    /** To the second, UTC. */
    static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " UTC");
    }
}
