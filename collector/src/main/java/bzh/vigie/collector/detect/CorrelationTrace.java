package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.sigma.Correlation;
import bzh.vigie.collector.detect.sigma.Correlation.Reference;
import bzh.vigie.collector.detect.sigma.correlation.Hit;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a correlation had to go by: for each of its groups, which of its rules were met how often, between when, and how often it held.
 * At most {@value #MOST} groups, the first ones. One thread.
 */
public final class CorrelationTrace {
    static final int MOST = 10_000;
    private static final int MOST_VALUES = 10_000;

    private final Correlation correlation;
    private final Map<Map<String, String>, Seen> groups = new LinkedHashMap<>();
    private long withoutField;

    /** What was seen of a group. */
    private static final class Seen {
        private final Map<String, Long> met = new LinkedHashMap<>();
        private final Set<String> values = new HashSet<>();
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        private int held;
    }

    /**
     * A group.
     *
     * @param by field to value; empty where the correlation groups by nothing
     * @param met how often each rule was met, 0 among them, by id or name as the correlation says it
     * @param values how many different ones the counted fields had; 0 where none is counted
     * @param held how often the correlation held
     */
    public record Group(
            Map<String, String> by, Map<String, Long> met, int values, Instant first, Instant last, int held) {}

    public CorrelationTrace(Correlation correlation) {
        this.correlation = correlation;
    }

    public Correlation correlation() {
        return correlation;
    }

    /** Events that lack a field that is grouped by or counted. */
    public long withoutField() {
        return withoutField;
    }

    /** Those that held first, then those of which most rules were met, then the largest. */
    public List<Group> groups() {
        return groups.entrySet().stream()
                .map(each -> group(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingInt((Group group) -> Math.min(1, group.held()))
                        .thenComparingLong(CorrelationTrace::rulesMet)
                        .thenComparingLong(group -> group.met().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .reversed())
                .toList();
    }

    private static long rulesMet(Group group) {
        return group.met().values().stream().filter(count -> count > 0).count();
    }

    private Group group(Map<String, String> by, Seen seen) {
        Map<String, Long> met = new LinkedHashMap<>();
        correlation.rules().forEach(rule -> met.put(rule.written(), seen.met.getOrDefault(rule.written(), 0L)));
        return new Group(by, met, seen.values.size(), seen.first, seen.last, seen.held);
    }

    /** Rules, by their ids, held of an event. */
    void event(List<String> rules, Instant time, UnaryOperator<String> field) {
        for (Reference reference : correlation.rules()) {
            if (rules.contains(reference.id())) {
                met(reference, time, field);
            }
        }
    }

    /** A correlation held: this one, or one that it refers to. */
    void hit(Hit hit) {
        if (hit.correlation().card().id().equals(correlation.card().id())) {
            Seen seen = groups.get(folded(hit.group()));
            if (seen != null) {
                seen.held++;
            }
        }
        event(
                List.of(hit.correlation().card().id()),
                hit.last().time(),
                name -> hit.group().getOrDefault(name, ""));
    }

    private void met(Reference reference, Instant time, UnaryOperator<String> field) {
        Map<String, String> by = new LinkedHashMap<>();
        correlation.groupBy().forEach(name -> by.put(name, field.apply(correlation.fieldOf(name, reference))));
        List<String> counted = correlation.fields().stream()
                .map(name -> field.apply(correlation.fieldOf(name, reference)))
                .toList();
        if (by.containsValue("") || counted.contains("")) {
            withoutField++;
            return;
        }
        Map<String, String> key = folded(by);
        if (!groups.containsKey(key) && groups.size() >= MOST) {
            return;
        }
        Seen seen = groups.computeIfAbsent(key, ignored -> new Seen());
        seen.met.merge(reference.written(), 1L, Long::sum);
        seen.first = time.isBefore(seen.first) ? time : seen.first;
        seen.last = time.isAfter(seen.last) ? time : seen.last;
        if (!counted.isEmpty() && seen.values.size() < MOST_VALUES) {
            seen.values.add(String.join("\n", counted).toLowerCase(Locale.ROOT));
        }
    }

    /** As correlations compare values. */
    private static Map<String, String> folded(Map<String, String> by) {
        Map<String, String> folded = new LinkedHashMap<>();
        by.forEach((name, value) -> folded.put(name, value.toLowerCase(Locale.ROOT)));
        return folded;
    }
}
