package bzh.vigie.collector.detect.sigma;

import java.io.Serial;

/** Why a rule is not loaded, and at which line of its file (from 1; 0 where unknown). */
final class Refusal extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;

    Refusal(int line, String reason) {
        super(reason);
        this.line = line;
    }

    int line() {
        return line;
    }

    /** The reason in words for the author of the rule. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
