package bzh.vigie.collector.detect.sigma;

import java.io.IOException;
import java.io.Serial;

/** A file that the rules need is not as it must be. */
public final class RefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Refused refused;

    RefusedException(Refused refused) {
        super(refused.toString());
        this.refused = refused;
    }

    public Refused refused() {
        return refused;
    }
}
