package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.StoredFields;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a rule would have held of in the history, before it is turned on: newest days first, within a time. */
public final class RuleTrial {
    /** Days looked back at most. */
    public static final int DAYS = 90;

    /** Events shown at most. */
    public static final int SHOWN = 50;

    private RuleTrial() {}

    /**
     * What came of it.
     *
     * @param looked events judged
     * @param held how many of them the rule holds of
     * @param days how many of them on each day (UTC), of the days that were looked at whole or in part
     * @param shown some of them
     * @param whole whether all events of the last {@value #DAYS} days were judged
     * @param since everything received since the beginning of this day was judged; empty where not even one day's was
     */
    public record Result(
            long looked,
            long held,
            Map<LocalDate, Long> days,
            List<Hit> shown,
            boolean whole,
            Optional<LocalDate> since) {
        public Result {
            days = java.util.Collections.unmodifiableMap(new TreeMap<>(days));
            shown = List.copyOf(shown);
        }
    }

    /** Judges the events of the scope that were received until now by this rule alone, for as long as that. */
    public static Result of(SigmaRule rule, EventSearch history, Scope scope, Instant now, Duration time) {
        CompiledRules rules = new CompiledRules(List.of(rule));
        long until = System.nanoTime() + time.toNanos();
        long[] looked = {0};
        List<Hit> shown = new ArrayList<>();
        Map<LocalDate, Long> days = new TreeMap<>();
        Optional<LocalDate> since = Optional.empty();
        boolean going = true;
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        for (int i = 0; i < DAYS && going; i++) {
            LocalDate day = today.minusDays(i);
            Instant from = day.atStartOfDay().toInstant(ZoneOffset.UTC);
            going = history.each(scope, Optional.of(from), Optional.of(from.plus(Duration.ofDays(1))), hit -> {
                looked[0]++;
                if (!rules.judge(StoredFields.record(hit.fields())).isEmpty()) {
                    days.merge(day, 1L, Long::sum);
                    if (shown.size() < SHOWN) {
                        shown.add(hit.shown(scope));
                    }
                }
                return System.nanoTime() - until < 0;
            });
            if (going) {
                since = Optional.of(day);
            }
        }
        long held = days.values().stream().mapToLong(Long::longValue).sum();
        return new Result(looked[0], held, days, shown, going, since);
    }
}
