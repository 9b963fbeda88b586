package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.watchlist.Concerned;
import bzh.vigie.collector.detect.watchlist.Sighting;
import bzh.vigie.collector.detect.watchlist.Watchlist;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Place;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.CloudExports.CloudRecord;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What exports of Microsoft 365 and Entra show of indicators. An incident's own is what the attacker used: each account that it is seen with is
 * a suspected recurrence, or before the end of the eviction a part of the attack. Of any other it is told that it was seen. One thread.
 */
final class CloudIndicators {
    /** Of the rule whose alerts are recurrences that nobody is sure of. */
    static final String SUSPECTED = "vigie-suspected-return";

    private final Cards cards;
    private final Watchlist watchlist;
    private final Concerned concerned;
    private final Instant now;
    private final WatchlistAlerts others;
    private final Map<String, Finding> own = new LinkedHashMap<>();
    private final Map<String, Evictions> evictions = new HashMap<>();

    /**
     * Holds nothing yet.
     *
     * @param others takes what is of no incident, and counts all
     */
    CloudIndicators(
            Cards cards, Collection<Listed> indicators, Concerned concerned, Instant now, WatchlistAlerts others) {
        this.cards = cards;
        this.watchlist = new Watchlist(indicators);
        this.concerned = concerned;
        this.now = now;
        this.others = others;
    }

    /**
     * Takes a record.
     *
     * @param name of the import that it is of
     */
    void take(Store.Session session, CloudRecord record, Commune commune, String name) {
        for (Sighting sighting : watchlist.seenIn(record.fields())) {
            Optional<String> incident = sighting.listed().incident();
            if (incident.isEmpty()) {
                others.take(
                        CloudIntake.seen(record, commune, now),
                        record.fields(),
                        CloudIntake.more(record, name),
                        List.of(sighting));
            } else if (WatchlistFindings.isTold(sighting, record.time()) && concerned.is(sighting.listed(), commune)) {
                others.count(sighting);
                again(session, record, commune, name, sighting, incident.get());
            }
        }
    }

    private void again(
            Store.Session session,
            CloudRecord record,
            Commune commune,
            String name,
            Sighting sighting,
            String incident) {
        AgentId host = CloudExports.idOf(commune);
        Place place = evictions
                .computeIfAbsent(
                        incident,
                        each -> Evictions.of(session.incidents().evictions(new Scope.All(), new IncidentId(each))))
                .place(host, record.time());
        String rule = place == Place.AFTER ? SUSPECTED : Tombstones.SAME_ATTACK;
        String cause = sighting.listed().id() + "|" + host.text() + "|" + record.account();
        Finding before = own.get(commune + rule + cause);
        if (before != null && !record.time().isBefore(before.hostTime())) {
            return;
        }
        SigmaRecord.Builder seen = SigmaRecord.of(new LogSource("m365", "", ""));
        record.fields().forEach(seen::put);
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(seen.build()));
        evidence.putAll(WatchlistFindings.evidence(sighting));
        evidence.putAll(CloudIntake.more(record, name));
        evidence.put(Tombstones.INCIDENT, incident);
        // What the alert is called by, as others are by their mark; the value itself may be for few eyes.
        evidence.put(Tombstones.TOMBSTONE, sighting.listed().id());
        evidence.put("eviction", ItemFields.word(place));
        evidence.put("matched", "indicator");
        evidence.put("certainty", "likely");
        evidence.put("score", Integer.toString(sighting.listed().indicator().confidence()));
        own.put(
                commune + rule + cause,
                new Finding(
                        rule,
                        WatchlistFindings.severity(sighting),
                        cards.techniques(rule),
                        commune,
                        host,
                        CloudExports.HOST,
                        cause,
                        CloudIntake.event(record, commune),
                        now,
                        record.time(),
                        evidence));
    }

    /** What was found of incidents' own. */
    List<Finding> recurrences() {
        return List.copyOf(own.values());
    }
}
