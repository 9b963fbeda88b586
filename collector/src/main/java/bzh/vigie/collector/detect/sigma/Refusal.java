package bzh.vigie.collector.detect.sigma;

import java.io.Serial;

/** Why a rule is not loaded, and at which line of its file (from 1; 0 where unknown). */
final class Refusal extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;
    private final transient Reason why;

    Refusal(int line, Fault fault, Object... values) {
        this.line = line;
        this.why = Reason.of(fault, values);
    }

    int line() {
        return line;
    }

    Reason why() {
        return why;
    }

    @Override
    public String getMessage() {
        return why.toString();
    }
}
