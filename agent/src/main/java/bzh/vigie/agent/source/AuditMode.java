package bzh.vigie.agent.source;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The setting {@code linux-audit} (DESIGN.md 5.4). */
public enum AuditMode {
    /** Audit records are not read. */
    OFF,
    /** Records that already flow are read; nothing is changed. */
    JOIN,
    /** Rules of our own are put into the kernel's audit, and taken away at the end. */
    OWN;

    /** From the word in a settings file; empty for another word. */
    public static Optional<AuditMode> parse(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }
}
