package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.Evictions.Place;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Findings of what is seen again. Each is told for its host, since a conclusion is drawn for a host, and for the tombstone that it looks
 * most like; others that it looks like are named with it.
 *
 * @param cards of the detectors
 */
record Recurring(Cards cards) {
    static final String RETURN = "vigie-return";
    static final String SUSPECTED = Tombstones.SUSPECTED;
    static final String NOT_REMOVED = Tombstones.NOT_REMOVED;
    static final String SAME_ATTACK = Tombstones.SAME_ATTACK;

    private static final String ALSO_LIKE = "also_like";
    private static final int MOST_NAMED = 10;

    /** Where and when something was seen. */
    record Sighting(AgentId host, String hostname, Commune commune, String event, Instant received, Instant hostTime) {}

    /**
     * Of something that looks like tombstones.
     *
     * @param what it is on that host: the key of an item, a program, an account
     * @param matches at least one, the surest first
     * @param place where the first sighting of it lies against the eviction of its host
     * @param last where this one does: before the end of the eviction it is a part of the attack, and no recurrence
     */
    Finding again(Sighting sighting, String what, SigmaRecord record, List<Match> matches, Place place, Place last) {
        Match first = matches.getFirst();
        Map<String, String> evidence = evidence(record, first.tombstone(), place);
        evidence.put(
                "matched",
                first.features().stream().sorted().map(ItemFields::word).collect(Collectors.joining("\n")));
        evidence.put("certainty", ItemFields.word(first.certainty()));
        evidence.put(
                "known_parts", first.parts().stream().sorted().limit(MOST_NAMED).collect(Collectors.joining("\n")));
        evidence.put("score", Integer.toString(first.score()));
        evidence.put(
                ALSO_LIKE,
                matches.stream()
                        .skip(1)
                        .limit(MOST_NAMED)
                        .map(match -> match.tombstone().id())
                        .collect(Collectors.joining("\n")));
        String rule = last != Place.AFTER ? SAME_ATTACK : first.sure() ? RETURN : SUSPECTED;
        Finding finding = finding(rule, sighting, first.tombstone(), what, evidence);
        boolean lesser =
                first.certainty() == Certainty.POSSIBLE && finding.severity().compareTo(Severity.MEDIUM) > 0;
        return lesser ? finding.at(Severity.MEDIUM) : finding;
    }

    /** Of an item that is marked, or known as what is, and is there after it was to be removed. */
    Finding notRemoved(
            Sighting sighting, Tombstone tombstone, String key, SigmaRecord record, Instant due, Place place) {
        Map<String, String> evidence = evidence(record, tombstone, place);
        evidence.put("due", due.toString());
        return finding(NOT_REMOVED, sighting, tombstone, key, evidence);
    }

    private static Map<String, String> evidence(SigmaRecord record, Tombstone tombstone, Place place) {
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(record));
        evidence.put(Tombstones.INCIDENT, tombstone.incident().text());
        evidence.put(Tombstones.TOMBSTONE, tombstone.id());
        evidence.put("eviction", ItemFields.word(place));
        return evidence;
    }

    /** Ids of the tombstones that something seen again looks like, the one that it was told for first. */
    static Stream<String> like(Map<String, String> evidence) {
        return Stream.concat(
                Stream.of(evidence.getOrDefault(Tombstones.TOMBSTONE, "")),
                evidence.getOrDefault(ALSO_LIKE, "").lines());
    }

    /** What findings of one thing on one host that looks like a tombstone are grouped by. */
    static String cause(Tombstone tombstone, AgentId host, String what) {
        return tombstone.id() + "|" + host.text() + "|" + Evidence.bounded(what);
    }

    private Finding finding(
            String rule, Sighting sighting, Tombstone tombstone, String what, Map<String, String> evidence) {
        evidence.values().removeIf(String::isEmpty);
        return new Finding(
                rule,
                cards.severity(rule),
                cards.techniques(rule),
                sighting.commune(),
                sighting.host(),
                sighting.hostname(),
                cause(tombstone, sighting.host(), what),
                sighting.event(),
                sighting.received(),
                sighting.hostTime(),
                evidence);
    }
}
