package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells of each indicator of the watchlist that an event shows. Takes up a change of the list, also by another process, with the next transaction. */
public final class WatchlistFindings implements Detector {
    /** Id of the detector's card. */
    public static final String RULE = "vigie-indicator-seen";

    private static final int PAGE = 10_000;
    /** From here on a source is sure enough for a high alert, from there on for a medium one (STIX 2.1, appendix A: high, medium). */
    private static final int HIGH = 70;

    private static final int MEDIUM = 30;

    /** Fields of evidence that say what the indicator is. */
    private static final List<String> VALUES =
            List.of("indicator", "indicator_description", "seen_value", Tombstones.TOMBSTONE);

    private final Cards cards;
    private Watchlist watchlist = Watchlist.none();
    private Concerned concerned = Concerned.NOBODY;
    private long changes = -1;

    public WatchlistFindings(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (changes < 0) {
            update(session);
        }
        List<Finding> findings = new ArrayList<>();
        for (Sighting sighting : watchlist.seenIn(seen.record())) {
            if (isTold(sighting, seen.received()) && isConcerned(sighting, seen)) {
                findings.add(finding(seen, sighting, Map.of(), cards, session));
            }
        }
        return findings;
    }

    @Override
    public List<Finding> tick(Instant now, Store.Session session) {
        update(session);
        return List.of();
    }

    @Override
    public void save(Store.Session session) {
        update(session);
    }

    /**
     * A finding of what a host tells now.
     *
     * @param more evidence beside that of the event and of the indicator
     */
    static Finding finding(Seen seen, Sighting sighting, Map<String, String> more, Cards cards, Store.Session session) {
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(seen.record()));
        evidence.putAll(evidence(sighting));
        evidence.putAll(more);
        Finding finding = Finding.about(
                seen,
                RULE,
                severity(sighting),
                cards.techniques(RULE),
                cause(seen.host().text(), sighting),
                evidence);
        return finding(
                finding, sighting, cards, evictions(session, sighting.listed()), seen.received(), seen.received());
    }

    /** Evictions of the incident that an indicator is of; none of one of the region. */
    public static Evictions evictions(Store.Session session, Listed listed) {
        return Evictions.of(listed.incident()
                .map(incident -> session.incidents().evictions(new Scope.All(), new IncidentId(incident)))
                .orElse(List.of()));
    }

    /**
     * The finding as it is told: an incident's own indicator is what its attacker used, so that it is a part of the attack until the eviction of
     * its host ends, and a suspected recurrence from then on; of any other it is told that it was seen.
     *
     * @param finding that it was seen
     * @param first when it was seen first
     * @param last when it was seen last
     */
    public static Finding finding(
            Finding finding, Sighting sighting, Cards cards, Evictions evictions, Instant first, Instant last) {
        if (sighting.listed().incident().isEmpty()) {
            return finding;
        }
        boolean after = evictions.place(finding.host(), last) == Evictions.Place.AFTER;
        Indicator indicator = sighting.listed().indicator();
        return finding.of(after ? Tombstones.SUSPECTED : Tombstones.SAME_ATTACK, cards)
                .with(Map.of(
                        // What the alert is called by, as others are by their mark.
                        Tombstones.TOMBSTONE,
                        indicator.what().value().replace('\n', '|'),
                        "eviction",
                        ItemFields.word(evictions.place(finding.host(), first)),
                        "matched",
                        "indicator",
                        "certainty",
                        "likely",
                        "score",
                        Integer.toString(indicator.confidence())));
    }

    private void update(Store.Session session) {
        long now = session.indicators().changes();
        if (now != changes) {
            List<Listed> all = all(session);
            watchlist = new Watchlist(all);
            concerned = Concerned.by(session, all);
            changes = now;
        }
    }

    private boolean isConcerned(Sighting sighting, Seen seen) {
        return concerned.is(sighting.listed(), seen.commune());
    }

    /** The whole list. */
    public static List<Listed> all(Store.Session session) {
        List<Listed> all = new ArrayList<>();
        Optional<String> after = Optional.empty();
        while (true) {
            List<Listed> page = session.indicators().list(Optional.empty(), after, PAGE);
            all.addAll(page);
            if (page.size() < PAGE) {
                return all;
            }
            after = Optional.of(page.getLast().id());
        }
    }

    /** Whether it is to be told: it counts then, and its source did not give it as context alone. */
    public static boolean isTold(Sighting sighting, Instant received) {
        return sighting.listed().indicator().alerts()
                && !sighting.listed().indicator().isExpiredAt(received);
    }

    /** By how sure the indicator's source is. */
    public static Severity severity(Sighting sighting) {
        int confidence = sighting.listed().indicator().confidence();
        return confidence >= HIGH ? Severity.HIGH : confidence >= MEDIUM ? Severity.MEDIUM : Severity.LOW;
    }

    /** One alert for an indicator on a host. */
    public static String cause(String host, Sighting sighting) {
        return host + "|" + sighting.listed().id();
    }

    /**
     * Who may be told of a finding: as its indicator is marked now, or was when it was seen, whichever is for fewer people; clear where it
     * shows none.
     *
     * @param evidence of the alert
     */
    public static Tlp marking(Map<String, String> evidence, Store.Session session) {
        Tlp then = Tlp.of(evidence.getOrDefault("indicator_tlp", "")).orElse(Tlp.CLEAR);
        return Optional.ofNullable(evidence.get("indicator_id"))
                .flatMap(session.indicators()::find)
                .map(now -> then.stricter(now.indicator().tlp()))
                .orElse(then);
    }

    /** The evidence with another word in place of what the indicator is and where it was seen. */
    public static Map<String, String> withoutValues(Map<String, String> evidence, String word) {
        Map<String, String> told = new LinkedHashMap<>(evidence);
        if (told.containsKey("indicator")) {
            VALUES.forEach(field -> told.computeIfPresent(field, (name, value) -> word));
        }
        return told;
    }

    /** The evidence as it may stand in what goes to others: of an indicator that is red neither its value nor where it was seen. */
    public static Map<String, String> withoutRed(Map<String, String> evidence, Store.Session session) {
        if (marking(evidence, session) != Tlp.RED) {
            return evidence;
        }
        return withoutValues(evidence, "TLP:RED");
    }

    /** What is said of the indicator beside the event. */
    public static Map<String, String> evidence(Sighting sighting) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("indicator", sighting.listed().indicator().what().value().replace('\n', '|'));
        evidence.put("indicator_type", sighting.listed().indicator().what().type());
        evidence.put("indicator_id", sighting.listed().id());
        evidence.put("indicator_source", sighting.listed().indicator().source());
        evidence.put("indicator_tlp", sighting.listed().indicator().tlp().word());
        evidence.put(
                "indicator_confidence",
                Integer.toString(sighting.listed().indicator().confidence()));
        evidence.put("seen_field", sighting.field());
        evidence.put("seen_value", sighting.value());
        String description = sighting.listed().indicator().description();
        if (!description.isEmpty()) {
            evidence.put("indicator_description", description);
        }
        sighting.listed().incident().ifPresent(incident -> evidence.put("incident", incident));
        return evidence;
    }
}
