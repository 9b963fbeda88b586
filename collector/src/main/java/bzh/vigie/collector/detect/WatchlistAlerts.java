package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.watchlist.Concerned;
import bzh.vigie.collector.detect.watchlist.Sighting;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What indicators show in what is kept, as findings: one for an indicator on a host, however often it is there. One thread. */
final class WatchlistAlerts {
    private final Cards cards;
    private final Concerned concerned;
    private final Map<String, Finding> found = new LinkedHashMap<>();
    private final Map<String, Long> times = new HashMap<>();

    WatchlistAlerts(Cards cards, Concerned concerned) {
        this.cards = cards;
        this.concerned = concerned;
    }

    /** Where and when something was seen; the alert is of {@code time}. */
    record Seen(AgentId host, String hostname, Commune commune, String event, Instant received, Instant time) {}

    /** Takes what was seen in fields; what is not told, or not looked for in that commune, is left. */
    void take(Seen seen, Map<String, String> fields, Map<String, String> more, List<Sighting> sightings) {
        for (Sighting sighting : sightings) {
            if (!WatchlistFindings.isTold(sighting, seen.received())
                    || !concerned.is(sighting.listed(), seen.commune())) {
                continue;
            }
            count(sighting);
            String cause = WatchlistFindings.cause(seen.host().text(), sighting);
            if (!found.containsKey(seen.commune() + cause)) {
                SigmaRecord.Builder record = SigmaRecord.of(new LogSource("", "", ""));
                fields.forEach(record::ifAny);
                Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(record.build()));
                evidence.putAll(WatchlistFindings.evidence(sighting));
                evidence.putAll(more);
                found.put(
                        seen.commune() + cause,
                        new Finding(
                                WatchlistFindings.RULE,
                                WatchlistFindings.severity(sighting),
                                cards.techniques(WatchlistFindings.RULE),
                                seen.commune(),
                                seen.host(),
                                seen.hostname(),
                                cause,
                                seen.event(),
                                seen.time(),
                                seen.received(),
                                evidence));
            }
        }
    }

    /** Counts that an indicator was seen. */
    void count(Sighting sighting) {
        times.merge(sighting.listed().id(), 1L, Long::sum);
    }

    /** How many there are. */
    int size() {
        return found.size();
    }

    /** Those after so many, in the order in which they were found. */
    List<Finding> after(int known) {
        return found.values().stream().skip(known).toList();
    }

    /** How often each indicator was seen, by its id. */
    Map<String, Long> times() {
        return Map.copyOf(times);
    }
}
