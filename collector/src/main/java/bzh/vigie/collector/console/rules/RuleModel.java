package bzh.vigie.collector.console.rules;

import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.detect.RuleTrial;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.Refused;
import bzh.vigie.collector.detect.sigma.RuleSet.Narrowing;
import bzh.vigie.collector.detect.sigma.Tuning;
import bzh.vigie.collector.store.AlertExceptions.Excepting;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the pages about rules show. */
public final class RuleModel {
    /** Days of a picture, and units of it: the width of a day with its gap, and the height. */
    public static final int DAYS = 30;

    public static final int WIDTH = 6;
    public static final int HEIGHT = 30;

    private RuleModel() {}

    /** What a rule told on the last days, oldest first. */
    public record Hits(List<Long> days, LocalDate first) {
        public Hits {
            days = List.copyOf(days);
        }

        static Hits of(Map<LocalDate, Long> counts, LocalDate today, int days) {
            LocalDate first = today.minusDays(days - 1L);
            return new Hits(
                    first.datesUntil(today.plusDays(1))
                            .map(day -> counts.getOrDefault(day, 0L))
                            .toList(),
                    first);
        }

        /** In all. */
        public long total() {
            return days.stream().mapToLong(Long::longValue).sum();
        }

        /** How high the bar of a day is. */
        public int height(int day) {
            long most =
                    Math.max(1, days.stream().mapToLong(Long::longValue).max().orElse(1));
            return (int) Math.ceilDiv(days.get(day) * HEIGHT, most);
        }

        /** Width of the picture. */
        public int width() {
            return days.size() * WIDTH;
        }
    }

    /** A rule as one line. */
    public record Line(Card card, String title, boolean off, Level level, Hits hits, int exceptions) {}

    /** All of them. */
    public record Rules(List<Line> lines, Optional<String> next, String asked, int all, int off, int refused)
            implements ForPrograms {
        public Rules {
            lines = List.copyOf(lines);
        }

        @Override
        public Object json() {
            return RuleJson.of(this);
        }
    }

    /** Files and rules that are not loaded, and why. */
    public record NotLoaded(List<Refused> refused, Optional<String> next, String asked, int all)
            implements ForPrograms {
        public NotLoaded {
            refused = List.copyOf(refused);
        }

        @Override
        public Object json() {
            return RuleJson.of(this);
        }
    }

    /**
     * One of them.
     *
     * @param version of the tuning, for whoever decides about what they saw
     * @param region whether the reader sees the whole region, for which rules and their exceptions are decided
     * @param mayBeHidden whether its alerts may be hidden
     * @param exceptions values and reasons of several communes: empty for who does not see the region
     * @param canBeTried whether it judges single events
     * @param trial what it would have held of; empty where that was not asked
     */
    public record One(
            Line line,
            String description,
            Tuning tuning,
            String version,
            boolean region,
            boolean mayBeHidden,
            List<Tuning.Exemption> exceptions,
            List<Excepting> alertExceptions,
            List<Narrowing> narrowings,
            boolean canBeTried,
            Optional<Trial> trial,
            Form form)
            implements ForPrograms {
        public One {
            exceptions = List.copyOf(exceptions);
            alertExceptions = List.copyOf(alertExceptions);
            narrowings = List.copyOf(narrowings);
        }

        @Override
        public Object json() {
            return RuleJson.of(this);
        }
    }

    /**
     * A trial and its picture.
     *
     * @param whole whether all events were judged: not where the history was being made anew
     */
    public record Trial(RuleTrial.Result result, Hits hits, boolean whole) {}
}
