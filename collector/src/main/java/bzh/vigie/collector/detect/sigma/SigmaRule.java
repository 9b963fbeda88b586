package bzh.vigie.collector.detect.sigma;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A rule that can judge: its card, the log it is for, and what must hold. Immutable, thread-safe. */
public final class SigmaRule {
    private final Card card;
    private final String name;
    private final LogSource logSource;
    private final Condition condition;
    private final Set<String> fields;
    private final Set<String> named;

    SigmaRule(Card card, String name, LogSource logSource, Condition condition) {
        this.card = card;
        this.name = name;
        this.logSource = logSource;
        this.condition = condition;
        Set<String> names = new LinkedHashSet<>();
        condition.fields(names);
        this.fields = Set.copyOf(names);
        this.named = Set.copyOf(card.named());
    }

    public Card card() {
        return card;
    }

    /** By which correlations and filters may refer to it; empty where it has none. */
    public String name() {
        return name;
    }

    public LogSource logSource() {
        return logSource;
    }

    /** The fields that the detection names. */
    public Set<String> fields() {
        return fields;
    }

    /** The fields that its texts name. */
    public Set<String> named() {
        return named;
    }

    Condition condition() {
        return condition;
    }

    /** That this rule holds of a record, with what it looked at. */
    Match match(SigmaRecord record) {
        Map<String, String> evidence = new LinkedHashMap<>();
        for (String each : fields) {
            SigmaRecord.Field field = record.field(each);
            if (field != null) {
                evidence.put(each, field.joined());
            }
        }
        return new Match(this, evidence);
    }

    /** Whether the detection holds, whatever the record's log source. */
    public boolean holds(SigmaRecord record) {
        return condition.test(record);
    }

    /** The same rule where that must hold besides. */
    SigmaRule and(Condition more) {
        return new SigmaRule(card, name, logSource, new Condition.And(List.of(condition, more)));
    }

    /** The same rule under another card. */
    SigmaRule with(Card other) {
        return new SigmaRule(other, name, logSource, condition);
    }

    @Override
    public String toString() {
        return card.id();
    }
}
