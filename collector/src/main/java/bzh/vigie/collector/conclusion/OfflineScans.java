package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The scans of an incident's hosts that have an agent, and what became of what differs.
 *
 * @param scans those that stand, in the order of writing
 * @param closed of each, how many of its differences a person explained: closed, not as true, and not marked as the attacker's
 * @param open of each, how many nobody did
 */
public record OfflineScans(List<Scan> scans, Map<Long, Integer> closed, Map<Long, Integer> open) {
    /** Rules of what differs between two readings. */
    private static final Set<String> DIFFERENCES =
            Set.of("vigie-item-not-shown", "vigie-item-in-one-reading", "vigie-item-read-otherwise");

    public OfflineScans {
        scans = List.copyOf(scans);
        closed = Map.copyOf(closed);
        open = Map.copyOf(open);
    }

    /** Why no scan of a host agrees with its agent. */
    public enum Objection {
        /** There is none. */
        NO_SCAN,
        /** A person says so, and there is no file that shows it. */
        SCAN_WITHOUT_FILE,
        /** It was read by the host's own system, which may hide what it likes. */
        SCAN_BY_ITS_OWN_SYSTEM,
        /** The disk is of a time before the host's eviction ended. */
        SCAN_BEFORE_THE_END,
        /** The attacker's code was stated to have run there after the scan was taken in. */
        SCAN_BEFORE_THE_STATEMENT,
        /** Differences that nobody closed or that were what they said, more than are told one by one, or one that is marked as the attacker's. */
        SCAN_DIFFERS,
        /** Places that one of both could not read, of which nobody states how they are. */
        SCAN_NOT_WHOLE,
        /** A person says that it does not agree. */
        SCAN_DENIED
    }

    /** Reads them. */
    static OfflineScans of(Store.Session session, Scope scope, IncidentId id, List<Alert> alerts) {
        List<Scan> scans = session.scans().list(scope, id).stream()
                .filter(scan -> scan.standing() && scan.compared().isPresent())
                .toList();
        Set<String> marked = session.tombstones().list(scope, id).stream()
                .filter(Tombstone::standing)
                .flatMap(each -> each.host().map(host -> host.text() + "|" + each.key()).stream())
                .collect(Collectors.toSet());
        Map<Long, Integer> closed = new HashMap<>();
        Map<Long, Integer> open = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        scans.forEach(scan -> numbers.put(Long.toString(scan.number()), scan.number()));
        for (Alert alert : alerts) {
            Long number = numbers.get(alert.evidence().getOrDefault(Scans.SCAN, ""));
            if (number != null && DIFFERENCES.contains(alert.rule())) {
                boolean attackers = marked.contains(
                        alert.host().text() + "|" + alert.evidence().getOrDefault("key", ""));
                boolean explained = !attackers && Evidences.isExplained(session, alert);
                (explained ? closed : open).merge(number, 1, Integer::sum);
            }
        }
        return new OfflineScans(scans, closed, open);
    }

    /** Those of one host. */
    List<Scan> of(AgentId host) {
        return scans.stream().filter(scan -> scan.stated().host().equals(host)).toList();
    }

    /**
     * Why the last scan of a host from other media does not agree with what its agent told; empty where it does.
     *
     * @param privileged the line that states that the attacker's code ran there
     * @param said the last line about whether a scan agrees; empty where there is none that counts
     */
    Optional<Objection> against(AgentId host, Evictions evictions, Line privileged, Optional<Line> said) {
        List<Scan> all = of(host);
        Optional<Scan> last = all.stream()
                .filter(scan -> scan.stated().otherMedia())
                .max(Comparator.comparing((Scan scan) -> scan.stated().asOf()).thenComparingLong(Scan::number));
        if (last.isEmpty()) {
            boolean stated = said.flatMap(Line::answer).equals(Optional.of(Answer.YES));
            return Optional.of(
                    !all.isEmpty()
                            ? Objection.SCAN_BY_ITS_OWN_SYSTEM
                            : stated ? Objection.SCAN_WITHOUT_FILE : Objection.NO_SCAN);
        }
        return against(last.get(), evictions, privileged, said);
    }

    private Optional<Objection> against(Scan scan, Evictions evictions, Line privileged, Optional<Line> said) {
        Optional<Instant> end = evictions.forHost(scan.stated().host()).flatMap(Interval::end);
        Optional<Answer> since =
                said.filter(line -> !line.written().isBefore(scan.written())).flatMap(Attestations.Line::answer);
        int differences = scan.compared().orElseThrow().differences();
        if (end.filter(scan.stated().asOf()::isAfter).isEmpty()) {
            return Optional.of(Objection.SCAN_BEFORE_THE_END);
        }
        if (scan.written().isBefore(privileged.written())) {
            return Optional.of(Objection.SCAN_BEFORE_THE_STATEMENT);
        }
        if (since.equals(Optional.of(Answer.NO))) {
            return Optional.of(Objection.SCAN_DENIED);
        }
        // Of more than a hundred of an hour several are told as one: those can only be scanned again.
        if (open.getOrDefault(scan.number(), 0) > 0 || closed.getOrDefault(scan.number(), 0) < differences) {
            return Optional.of(Objection.SCAN_DIFFERS);
        }
        return scan.compared().orElseThrow().notCompared() > 0 && !since.equals(Optional.of(Answer.YES))
                ? Optional.of(Objection.SCAN_NOT_WHOLE)
                : Optional.empty();
    }
}
