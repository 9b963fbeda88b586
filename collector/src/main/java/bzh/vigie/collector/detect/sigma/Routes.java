package bzh.vigie.collector.detect.sigma;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules for one log source, by event id. An index is made when a record first asks for it: one for each id that a rule
 * names, one for all others, one for records with several. Thread-safe.
 */
final class Routes {
    private static final String OTHER = "";

    private final List<CompiledRule> rules;
    private final Set<String> named = new HashSet<>();
    private final Map<String, RuleIndex> byEventId = new ConcurrentHashMap<>();
    private volatile @Nullable RuleIndex several;

    Routes(List<CompiledRule> rules) {
        this.rules = rules;
        rules.forEach(rule -> name(rule.quicker()));
    }

    private void name(Condition condition) {
        switch (condition) {
            case Condition.And and -> and.parts().forEach(this::name);
            case Condition.AtLeast some -> some.parts().forEach(this::name);
            case Condition.Not not -> name(not.part());
            case Condition.OfField of -> {
                if (of.field().equals(KnownFields.EVENT_ID)) {
                    of.values().forEach(value -> KnownFields.asked(value).ifPresent(named::add));
                }
            }
            case Condition.OfAny ignored -> {
                // Keywords name no field.
            }
        }
    }

    RuleIndex of(SigmaRecord record) {
        SigmaRecord.Field ids = record.field(KnownFields.EVENT_ID);
        if (ids != null && ids.size() > 1) {
            return several();
        }
        String id = ids == null ? OTHER : ids.lower(0);
        String route = named.contains(id) ? id : OTHER;
        RuleIndex index = byEventId.get(route);
        return index == null
                ? byEventId.computeIfAbsent(route, known -> new RuleIndex(rules, new KnownFields(Optional.of(known))))
                : index;
    }

    /** Made twice where two threads ask at the same time, which does no harm. */
    private RuleIndex several() {
        RuleIndex known = several;
        if (known == null) {
            known = new RuleIndex(rules, new KnownFields(Optional.empty()));
            several = known;
        }
        return known;
    }
}
