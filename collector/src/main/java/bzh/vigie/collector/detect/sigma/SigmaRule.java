package bzh.vigie.collector.detect.sigma;

import java.util.LinkedHashSet;
import java.util.Set;

/** A rule that can judge: its card, the log it is for, and what must hold. Immutable, thread-safe. */
public final class SigmaRule {
    private final Card card;
    private final LogSource logSource;
    private final Condition condition;
    private final Set<String> fields;

    SigmaRule(Card card, LogSource logSource, Condition condition) {
        this.card = card;
        this.logSource = logSource;
        this.condition = condition;
        Set<String> names = new LinkedHashSet<>();
        condition.fields(names);
        this.fields = Set.copyOf(names);
    }

    public Card card() {
        return card;
    }

    public LogSource logSource() {
        return logSource;
    }

    /** The fields that the detection names. */
    public Set<String> fields() {
        return fields;
    }

    /** Whether the detection holds, whatever the record's log source. */
    public boolean holds(SigmaRecord record) {
        return condition.test(record);
    }

    @Override
    public String toString() {
        return card.id();
    }
}
