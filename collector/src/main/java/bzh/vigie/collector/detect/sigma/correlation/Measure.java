package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Correlation;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a correlation's condition says of a window. Pure. */
final class Measure {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private Measure() {}

    /**
     * The number that makes the condition hold; empty where it does not.
     *
     * @param window at least one entry, in the order of {@link Entry#IN_TIME}
     */
    static Optional<BigDecimal> holds(Correlation correlation, List<Entry> window) {
        if (correlation.presence().isPresent()) {
            Set<String> seen = new HashSet<>();
            window.forEach(
                    entry -> seen.add(correlation.rules().get(entry.rule()).written()));
            boolean holds = correlation.presence().get().holds(seen)
                    && (correlation.type() != Correlation.Type.TEMPORAL_ORDERED
                            || chain(window, correlation.rules().size())
                                    == correlation.rules().size());
            return holds ? Optional.of(BigDecimal.valueOf(seen.size())) : Optional.empty();
        }
        if (correlation.type() == Correlation.Type.VALUE_PERCENTILE
                && correlation.percentile().isEmpty()) {
            return share(correlation, window);
        }
        BigDecimal number = switch (correlation.type()) {
            case EVENT_COUNT -> BigDecimal.valueOf(window.size());
            case VALUE_COUNT -> BigDecimal.valueOf(values(window).size());
            case TEMPORAL -> BigDecimal.valueOf(rules(window));
            case TEMPORAL_ORDERED ->
                BigDecimal.valueOf(chain(window, correlation.rules().size()));
            case VALUE_SUM -> sum(window);
            case VALUE_AVG -> sum(window).divide(BigDecimal.valueOf(window.size()), MathContext.DECIMAL64);
            case VALUE_MEDIAN -> median(sorted(window));
            case VALUE_PERCENTILE ->
                percentile(sorted(window), correlation.percentile().orElse(50));
        };
        return correlation.bounds().hold(number) ? Optional.of(number) : Optional.empty();
    }

    private static Map<String, Integer> values(List<Entry> window) {
        Map<String, Integer> values = new HashMap<>();
        window.forEach(entry -> values.merge(entry.value(), 1, Integer::sum));
        return values;
    }

    private static long rules(List<Entry> window) {
        return window.stream().mapToInt(Entry::rule).distinct().count();
    }

    /** The longest row of different rules in the order of the correlation. */
    private static int chain(List<Entry> window, int rules) {
        int[] longest = new int[rules];
        for (Entry entry : window) {
            int before = 0;
            for (int rule = 0; rule < entry.rule(); rule++) {
                before = Math.max(before, longest[rule]);
            }
            longest[entry.rule()] = Math.max(longest[entry.rule()], before + 1);
        }
        int longestOfAll = 0;
        for (int each : longest) {
            longestOfAll = Math.max(longestOfAll, each);
        }
        return longestOfAll;
    }

    private static BigDecimal sum(List<Entry> window) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Entry entry : window) {
            sum = sum.add(entry.number());
        }
        return sum;
    }

    private static List<BigDecimal> sorted(List<Entry> window) {
        return window.stream().map(Entry::number).sorted().toList();
    }

    private static BigDecimal median(List<BigDecimal> sorted) {
        BigDecimal upper = sorted.get(sorted.size() / 2);
        return sorted.size() % 2 == 1
                ? upper
                : upper.add(sorted.get(sorted.size() / 2 - 1)).divide(BigDecimal.TWO, MathContext.DECIMAL64);
    }

    /** By nearest rank: the smallest value that at least so many percent of all do not exceed. */
    private static BigDecimal percentile(List<BigDecimal> sorted, int percent) {
        int rank = (int) ((long) percent * sorted.size() + 99) / 100;
        return sorted.get(Math.max(0, rank - 1));
    }

    /** The share in percent of the rarest value whose share is as asked. */
    private static Optional<BigDecimal> share(Correlation correlation, List<Entry> window) {
        return values(window).values().stream()
                .map(count -> HUNDRED.multiply(BigDecimal.valueOf(count))
                        .divide(BigDecimal.valueOf(window.size()), MathContext.DECIMAL64))
                .filter(correlation.bounds()::hold)
                .min(BigDecimal::compareTo);
    }
}
