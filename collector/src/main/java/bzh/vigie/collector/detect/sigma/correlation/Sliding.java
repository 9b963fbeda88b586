package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Correlation;
import bzh.vigie.collector.detect.sigma.Presence;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an open-ended condition says of a window that moves on: kept up as entries come in and leave, so that an event costs the
 * same however many are in its window. Not thread-safe.
 */
sealed interface Sliding {
    /** Takes an entry into the window. */
    void add(Entry entry);

    /** The window begins after this entry now. */
    void remove(Entry entry);

    /**
     * The number that makes the condition hold; empty where it does not.
     *
     * @param since when the window begins, in microseconds
     */
    Optional<BigDecimal> holds(long since);

    /** Whether entries may be added in another order than that of {@link Entry#IN_TIME}. */
    default boolean takesAnyOrder() {
        return true;
    }

    /** An empty window of a correlation that is open-ended. */
    static Sliding of(Correlation correlation) {
        return switch (correlation.type()) {
            case EVENT_COUNT -> new Events(correlation);
            case VALUE_COUNT -> new Values(correlation);
            case VALUE_SUM -> new Sum(correlation);
            case TEMPORAL -> new Met(correlation);
            case TEMPORAL_ORDERED -> new Row(correlation);
            case VALUE_AVG, VALUE_MEDIAN, VALUE_PERCENTILE ->
                throw new IllegalArgumentException("is judged when its window is over: " + correlation.type());
        };
    }

    private static Optional<BigDecimal> bounded(Correlation correlation, BigDecimal number) {
        return correlation.bounds().hold(number) ? Optional.of(number) : Optional.empty();
    }

    /** How many events. */
    final class Events implements Sliding {
        private final Correlation correlation;
        private int count;

        Events(Correlation correlation) {
            this.correlation = correlation;
        }

        @Override
        public void add(Entry entry) {
            count++;
        }

        @Override
        public void remove(Entry entry) {
            count--;
        }

        @Override
        public Optional<BigDecimal> holds(long since) {
            return bounded(correlation, BigDecimal.valueOf(count));
        }
    }

    /** How many different values. */
    final class Values implements Sliding {
        private final Correlation correlation;
        private final Map<String, Integer> counts = new HashMap<>();

        Values(Correlation correlation) {
            this.correlation = correlation;
        }

        @Override
        public void add(Entry entry) {
            counts.merge(entry.value(), 1, Integer::sum);
        }

        @Override
        public void remove(Entry entry) {
            counts.computeIfPresent(entry.value(), (value, count) -> count == 1 ? null : count - 1);
        }

        @Override
        public Optional<BigDecimal> holds(long since) {
            return bounded(correlation, BigDecimal.valueOf(counts.size()));
        }
    }

    /** What numbers add up to. */
    final class Sum implements Sliding {
        private final Correlation correlation;
        private BigDecimal sum = BigDecimal.ZERO;

        Sum(Correlation correlation) {
            this.correlation = correlation;
        }

        @Override
        public void add(Entry entry) {
            sum = sum.add(entry.number());
        }

        @Override
        public void remove(Entry entry) {
            sum = sum.subtract(entry.number());
        }

        @Override
        public Optional<BigDecimal> holds(long since) {
            return bounded(correlation, sum);
        }
    }

    /** Which rules were met. */
    final class Met implements Sliding {
        private final Correlation correlation;
        private final int[] counts;

        Met(Correlation correlation) {
            this.correlation = correlation;
            this.counts = new int[correlation.rules().size()];
        }

        @Override
        public void add(Entry entry) {
            counts[entry.rule()]++;
        }

        @Override
        public void remove(Entry entry) {
            counts[entry.rule()]--;
        }

        @Override
        public Optional<BigDecimal> holds(long since) {
            Set<String> met = new HashSet<>();
            for (int rule = 0; rule < counts.length; rule++) {
                if (counts[rule] > 0) {
                    met.add(correlation.rules().get(rule).written());
                }
            }
            BigDecimal number = BigDecimal.valueOf(met.size());
            Optional<Presence> words = correlation.presence();
            if (words.isPresent()) {
                return words.get().holds(met) ? Optional.of(number) : Optional.empty();
            }
            return bounded(correlation, number);
        }
    }

    /**
     * The longest row of different rules in the order of the correlation. Of each length and last rule the row that began last is known:
     * it is in the window as long as its beginning is, so that nothing needs to be taken out.
     */
    final class Row implements Sliding {
        private static final long NEVER = Long.MIN_VALUE;

        private final Correlation correlation;
        private final long[][] began;

        Row(Correlation correlation) {
            this.correlation = correlation;
            int rules = correlation.rules().size();
            this.began = new long[rules][rules];
            for (long[] ofLength : began) {
                Arrays.fill(ofLength, NEVER);
            }
        }

        @Override
        public boolean takesAnyOrder() {
            return false;
        }

        @Override
        public void add(Entry entry) {
            int rule = entry.rule();
            began[0][rule] = entry.micros();
            for (int more = 1; more <= rule; more++) {
                long last = NEVER;
                for (int before = 0; before < rule; before++) {
                    last = Math.max(last, began[more - 1][before]);
                }
                began[more][rule] = Math.max(began[more][rule], last);
            }
        }

        @Override
        public void remove(Entry entry) {
            // Rows that began with it are over by their times.
        }

        @Override
        public Optional<BigDecimal> holds(long since) {
            int longest = 0;
            for (int more = 0; more < began.length; more++) {
                for (long start : began[more]) {
                    longest = start >= since ? more + 1 : longest;
                }
            }
            BigDecimal number = BigDecimal.valueOf(longest);
            // In words, every rule of it must be met, and in order.
            if (correlation.presence().isPresent()) {
                return longest == began.length ? Optional.of(number) : Optional.empty();
            }
            return bounded(correlation, number);
        }
    }
}
