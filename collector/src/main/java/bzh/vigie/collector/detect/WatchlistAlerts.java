package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Sightings;
import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.watchlist.Concerned;
import bzh.vigie.collector.detect.watchlist.Sighting;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sightings of indicators in what is kept, as findings: one for an indicator on a host, however often it is there, and one before the end of the
 * eviction and one after it where the indicator is an incident's own. One thread.
 */
final class WatchlistAlerts {
    private final Cards cards;
    private final Concerned concerned;
    private final Map<String, Evictions> evictions = new HashMap<>();
    private final Map<String, Sightings> found = new LinkedHashMap<>();
    private final Map<String, Long> times = new HashMap<>();

    WatchlistAlerts(Store.Session session, Cards cards, Collection<Listed> indicators) {
        this.cards = cards;
        this.concerned = Concerned.by(session, indicators);
        indicators.forEach(each -> each.incident()
                .ifPresent(incident ->
                        evictions.computeIfAbsent(incident, _ -> WatchlistFindings.evictions(session, each))));
    }

    /**
     * Where and when something was seen.
     *
     * @param account whose act it is, in an export; empty on a host
     * @param first when it was seen first
     * @param last when it was seen last
     * @param time of the alert
     */
    record Seen(
            AgentId host,
            String hostname,
            Commune commune,
            String account,
            String event,
            Instant first,
            Instant last,
            Instant time) {}

    /** Where the indicators are looked for. */
    Concerned concerned() {
        return concerned;
    }

    /** Takes what was seen in fields; what is not told, or not looked for in that commune, is left. */
    void take(Seen seen, Map<String, String> fields, Map<String, String> more, List<Sighting> sightings) {
        for (Sighting sighting : sightings) {
            if (!WatchlistFindings.isTold(sighting, seen.first()) || !concerned.is(sighting.listed(), seen.commune())) {
                continue;
            }
            times.merge(sighting.listed().id(), 1L, Long::sum);
            Finding finding = finding(seen, fields, more, sighting);
            String key = finding.commune() + finding.rule() + "|" + finding.cause();
            Sightings known = found.get(key);
            found.put(key, known == null ? Sightings.of(finding) : known.with(finding));
        }
    }

    private Finding finding(Seen seen, Map<String, String> fields, Map<String, String> more, Sighting sighting) {
        SigmaRecord.Builder record = SigmaRecord.of(new LogSource("", "", ""));
        fields.forEach(record::ifAny);
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(record.build()));
        evidence.putAll(WatchlistFindings.evidence(sighting));
        evidence.putAll(more);
        String cause = WatchlistFindings.cause(seen.host().text(), sighting);
        boolean byAccount =
                sighting.listed().incident().isPresent() && !seen.account().isEmpty();
        Finding finding = new Finding(
                WatchlistFindings.RULE,
                WatchlistFindings.severity(sighting),
                cards.techniques(WatchlistFindings.RULE),
                seen.commune(),
                seen.host(),
                seen.hostname(),
                byAccount ? cause + "|" + seen.account() : cause,
                seen.event(),
                seen.time(),
                seen.first(),
                evidence);
        Evictions of = evictions.getOrDefault(sighting.listed().incident().orElse(""), Evictions.of(List.of()));
        return WatchlistFindings.finding(finding, sighting, cards, of, seen.first(), seen.last());
    }

    /** The findings, in the order in which they were made. */
    List<Sightings> found() {
        return List.copyOf(found.values());
    }

    /** How often each indicator was seen, by its id. */
    Map<String, Long> times() {
        return Map.copyOf(times);
    }
}
