package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Bounds;
import bzh.vigie.collector.detect.sigma.Correlation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@link Group} says of a correlation, done by looking at every event there ever was, each time anew, in doubles. */
final class NaiveCorrelator {
    private final Correlation correlation;
    private final Duration lateness;

    NaiveCorrelator(Correlation correlation, Duration lateness) {
        this.correlation = correlation;
        this.lateness = lateness;
    }

    private record Seen(Occurrence event, int rule, double size) {
        Instant time() {
            return event.time();
        }
    }

    /** By group, what was not too late when it came. */
    private Map<String, List<Seen>> accepted(
            List<Occurrence> events, java.util.function.BiConsumer<String, Seen> each) {
        Map<String, List<Seen>> groups = new TreeMap<>();
        Map<String, Instant> newest = new TreeMap<>();
        for (Occurrence event : events) {
            int rule = -1;
            for (int i = 0; i < correlation.rules().size(); i++) {
                if (event.rules().contains(correlation.rules().get(i).id())) {
                    rule = i;
                }
            }
            if (rule < 0) {
                continue;
            }
            Map<String, String> values = new LinkedHashMap<>();
            correlation.groupBy().forEach(name -> values.put(name, event.field().apply(name)));
            String group = values.toString();
            Instant latest = newest.getOrDefault(group, Instant.MIN);
            if (!latest.equals(Instant.MIN) && event.time().isBefore(latest.minus(lateness))) {
                continue;
            }
            if (event.time().isAfter(latest)) {
                newest.put(group, event.time());
            }
            Seen seen = new Seen(event, rule, Double.parseDouble(event.field().apply("Size")));
            groups.computeIfAbsent(group, ignored -> new ArrayList<>()).add(seen);
            each.accept(group, seen);
        }
        return groups;
    }

    List<String> arriving(List<Occurrence> events) {
        List<String> hits = new ArrayList<>();
        Map<String, List<Seen>> soFar = new TreeMap<>();
        Map<String, Instant> held = new TreeMap<>();
        accepted(events, (group, seen) -> {
            List<Seen> all = soFar.computeIfAbsent(group, ignored -> new ArrayList<>());
            all.add(seen);
            TreeSet<Instant> ends = new TreeSet<>();
            all.forEach(each -> ends.add(each.time()));
            for (Instant end : ends.tailSet(seen.time())) {
                boolean reaches = !end.isAfter(seen.time().plus(correlation.timespan()));
                Instant before = held.get(group);
                boolean spoken =
                        before != null && Duration.between(before, end).abs().compareTo(correlation.timespan()) <= 0;
                List<Seen> window = all.stream()
                        .filter(each ->
                                !each.time().isAfter(end) && !each.time().isBefore(end.minus(correlation.timespan())))
                        .sorted(Comparator.comparing(Seen::time))
                        .toList();
                double number = number(window);
                if (reaches && !spoken && holds(window, number)) {
                    held.put(group, end);
                    hits.add(said(group, window, number));
                    break;
                }
            }
        });
        return hits;
    }

    /** Sorted. */
    List<String> over(List<Occurrence> events) {
        List<String> hits = new ArrayList<>();
        accepted(events, (group, seen) -> {}).forEach((group, all) -> {
            List<Seen> left = new ArrayList<>(all);
            left.sort(Comparator.comparing(Seen::time));
            while (!left.isEmpty()) {
                Instant end = left.getFirst().time().plus(correlation.timespan());
                List<Seen> window =
                        left.stream().filter(each -> each.time().isBefore(end)).toList();
                left.removeAll(window);
                double number = number(window);
                if (holds(window, number)) {
                    hits.add(said(group, window, number));
                }
            }
        });
        hits.sort(Comparator.naturalOrder());
        return hits;
    }

    private boolean holds(List<Seen> window, double number) {
        if (correlation.presence().isPresent()) {
            Set<String> names = new HashSet<>();
            window.forEach(
                    seen -> names.add(correlation.rules().get(seen.rule()).written()));
            boolean withoutB = names.contains("a") && !names.contains("b");
            boolean withOthers = names.contains("a") && (names.contains("b") || names.contains("c"));
            return correlation.presence().get().negates() ? withoutB : withOthers;
        }
        return within(number);
    }

    private boolean within(double number) {
        for (Bounds.Bound bound : correlation.bounds().all()) {
            double asked = bound.number().doubleValue();
            boolean holds = switch (bound.comparison()) {
                case GT -> number > asked;
                case GTE -> number >= asked;
                case LT -> number < asked;
                case LTE -> number <= asked;
                case EQ -> number == asked;
                case NEQ -> number != asked;
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private double number(List<Seen> window) {
        double[] sizes = window.stream().mapToDouble(Seen::size).sorted().toArray();
        int n = sizes.length;
        double sum = 0;
        for (double size : sizes) {
            sum += size;
        }
        Set<Double> different = new HashSet<>(window.stream().map(Seen::size).toList());
        Set<Integer> rules = new HashSet<>(window.stream().map(Seen::rule).toList());
        return switch (correlation.type()) {
            case EVENT_COUNT -> n;
            case VALUE_COUNT -> different.size();
            case VALUE_SUM -> sum;
            case VALUE_AVG -> sum / n;
            case VALUE_MEDIAN -> (sizes[n / 2] + sizes[(n - 1) / 2]) / 2;
            case VALUE_PERCENTILE ->
                correlation.percentile().isPresent()
                        ? percentile(sizes, correlation.percentile().getAsInt())
                        : rarest(sizes, different);
            case TEMPORAL -> rules.size();
            case TEMPORAL_ORDERED -> longest(window);
        };
    }

    private static double percentile(double[] sizes, int percent) {
        for (double candidate : sizes) {
            long below = java.util.Arrays.stream(sizes)
                    .filter(size -> size <= candidate)
                    .count();
            if (100 * below >= (long) percent * sizes.length) {
                return candidate;
            }
        }
        throw new AssertionError("the largest value is not exceeded by any");
    }

    /** The smallest share that is as asked, or one that is not. */
    private double rarest(double[] sizes, Set<Double> different) {
        double smallest = 1_000;
        for (double value : different) {
            double share = 100.0
                    * java.util.Arrays.stream(sizes)
                            .filter(size -> size == value)
                            .count()
                    / sizes.length;
            if (within(share)) {
                smallest = Math.min(smallest, share);
            }
        }
        return smallest;
    }

    /** The most rules that can be picked, each no earlier than the one before it in the correlation's order. */
    private int longest(List<Seen> window) {
        int best = 0;
        for (int picked = 1; picked < 1 << correlation.rules().size(); picked++) {
            Instant at = Instant.MIN;
            boolean possible = true;
            for (int rule = 0; rule < correlation.rules().size() && possible; rule++) {
                if ((picked >> rule & 1) == 1) {
                    Instant from = at;
                    int wanted = rule;
                    var next = window.stream()
                            .filter(seen ->
                                    seen.rule() == wanted && !seen.time().isBefore(from))
                            .map(Seen::time)
                            .min(Comparator.naturalOrder());
                    possible = next.isPresent();
                    at = next.orElse(at);
                }
            }
            best = possible ? Math.max(best, Integer.bitCount(picked)) : best;
        }
        return best;
    }

    private String said(String group, List<Seen> window, double number) {
        double told = correlation.presence().isPresent()
                ? window.stream().map(Seen::rule).distinct().count()
                : number;
        return group + " " + window.getFirst().time() + " " + window.getLast().time() + " " + window.size() + " "
                + CorrelatorModelTest.rounded(BigDecimal.valueOf(told));
    }
}
