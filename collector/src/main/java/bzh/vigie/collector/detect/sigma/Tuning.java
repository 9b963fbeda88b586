package bzh.vigie.collector.detect.sigma;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody decided about a rule or correlation of a pack, beside the pack and without changing it.
 *
 * @param rule its id
 * @param off whether it is not judged at all
 * @param level the level it has here; empty for its own
 * @param exceptions what it is not to be told of
 */
public record Tuning(String rule, boolean off, Optional<Level> level, List<Exemption> exceptions) {
    /** The most exceptions of a rule. */
    public static final int MOST_EXCEPTIONS = 100;

    /**
     * What a rule is not to be told of, until it is again.
     *
     * @param lines as in a search of a rule: field with modifiers to value; all must hold
     */
    public record Exemption(Map<String, String> lines, String author, String reason, Instant until) {
        public Exemption {
            lines = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(lines));
        }

        /** Why it cannot be one; empty where it can. */
        public Optional<Reason> wrong() {
            try {
                condition();
                return Optional.empty();
            } catch (Refusal refusal) {
                return Optional.of(refusal.why());
            }
        }

        private Condition condition() throws Refusal {
            Map<String, Yaml> search = new LinkedHashMap<>();
            lines.forEach((field, value) -> search.put(field, new Yaml.Text(value, true, 0)));
            Map<String, Yaml> detection = new LinkedHashMap<>();
            detection.put("exception", new Yaml.Mapping(search, 0));
            detection.put("condition", new Yaml.Text("not exception", false, 0));
            return DetectionParser.parse(new Yaml.Mapping(detection, 0), Placeholders.none());
        }
    }

    public Tuning {
        exceptions = List.copyOf(exceptions);
    }

    /** Nothing decided. */
    public static Tuning none(String rule) {
        return new Tuning(rule, false, Optional.empty(), List.of());
    }

    /** Whether it leaves the rule as it is. */
    public boolean isNone() {
        return !off && level.isEmpty() && exceptions.isEmpty();
    }

    /** The exceptions that hold at that time. */
    public List<Exemption> at(Instant now) {
        return exceptions.stream().filter(each -> each.until().isAfter(now)).toList();
    }

    /** The rule as tuned; an exception that cannot be read any more is left out and told. */
    SigmaRule of(SigmaRule rule, Instant now, List<Refused> refused) {
        SigmaRule tuned = level.map(other -> rule.with(rule.card().at(other))).orElse(rule);
        for (Condition each : conditions(rule.card().file(), now, refused)) {
            tuned = tuned.and(each);
        }
        return tuned;
    }

    /** What must hold besides, by the exceptions of that time. */
    List<Condition> conditions(String file, Instant now, List<Refused> refused) {
        List<Condition> more = new ArrayList<>();
        for (Exemption each : at(now)) {
            try {
                more.add(each.condition());
            } catch (Refusal refusal) {
                refused.add(new Refused(file, 0, Reason.of(Fault.IN_EXCEPTION, this.rule, refusal.why())));
            }
        }
        return more;
    }
}
