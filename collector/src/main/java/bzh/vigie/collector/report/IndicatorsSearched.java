package bzh.vigie.collector.report;

import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which indicators were looked for, as numbers: a report tells none of their values, whatever they are marked with.
 *
 * @param sources how many of each source and marking, as {@code source|TLP}, in their order
 * @param types how many of each type
 * @param ofIncident how many of them are the incident's own; the others are the region's
 * @param seen how many an alert of the period shows
 * @param unseeable how many no source can show: mutexes
 * @param silent how many are context, whose being seen is not told
 * @param ended how many ended within the period or before
 * @param added when the first and the last were added; from then on each is looked for in what comes in, and once in all that was kept
 */
public record IndicatorsSearched(
        TreeMap<String, Integer> sources,
        TreeMap<String, Integer> types,
        int ofIncident,
        int seen,
        int unseeable,
        int silent,
        int ended,
        Optional<List<Instant>> added) {
    private static final int PAGE = 10_000;

    /** How many there are. */
    public int count() {
        return types.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Those of an incident, and the region's. */
    static IndicatorsSearched of(Store.Session session, String incident, Collection<Alert> alerts, Instant to) {
        TreeMap<String, Integer> sources = new TreeMap<>();
        TreeMap<String, Integer> types = new TreeMap<>();
        Set<String> shown = new HashSet<>();
        alerts.stream().forEach(alert -> shown.add(alert.evidence().getOrDefault("indicator_id", "")));
        int own = 0;
        int seen = 0;
        int unseeable = 0;
        int silent = 0;
        int ended = 0;
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        Optional<String> after = Optional.empty();
        List<Listed> page;
        do {
            page = session.indicators().list(Optional.empty(), after, PAGE);
            for (Listed each : page) {
                after = Optional.of(each.id());
                if (each.incident().map(incident::equals).orElse(true)
                        && each.added().isBefore(to)) {
                    Tlp tlp = each.indicator().tlp();
                    sources.merge(each.indicator().source() + "|" + tlp.word(), 1, Integer::sum);
                    types.merge(each.indicator().what().type(), 1, Integer::sum);
                    own += each.incident().isPresent() ? 1 : 0;
                    seen += shown.contains(each.id()) ? 1 : 0;
                    unseeable += each.indicator().what().isObservable() ? 0 : 1;
                    silent += each.indicator().alerts() ? 0 : 1;
                    ended += each.indicator().isExpiredAt(to) ? 1 : 0;
                    first = each.added().isBefore(first) ? each.added() : first;
                    last = each.added().isAfter(last) ? each.added() : last;
                }
            }
        } while (page.size() == PAGE);
        return new IndicatorsSearched(
                sources,
                types,
                own,
                seen,
                unseeable,
                silent,
                ended,
                types.isEmpty() ? Optional.empty() : Optional.of(List.of(first, last)));
    }
}
