package bzh.vigie.collector.identity;

import java.util.function.Supplier;

/** The authorities by which a running collector signs and trusts now: others take their place while it runs. Thread-safe. */
public final class CurrentAuthorities implements Supplier<Authorities> {
    private volatile Authorities now;

    public CurrentAuthorities(Authorities now) {
        this.now = now;
    }

    @Override
    public Authorities get() {
        return now;
    }

    /** From now on these. */
    public void set(Authorities others) {
        now = others;
    }
}
