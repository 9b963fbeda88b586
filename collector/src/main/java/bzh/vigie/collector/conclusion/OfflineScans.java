package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.detect.DiskOwner;
import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scans.Compared;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.Arrays;
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
 * @param untold those of hosts whose agent had told nothing by the time of the disk
 * @param last when the disk says that it was last written, by the clock of its host; only of the scans that count, and none where it does
 *     not tell
 */
public record OfflineScans(
        List<Scan> scans,
        Map<Long, Integer> closed,
        Map<Long, Integer> open,
        Set<Long> untold,
        Map<Long, Instant> last) {
    /** Rules of what differs between two readings. */
    private static final Set<String> DIFFERENCES =
            Set.of("vigie-item-not-shown", "vigie-item-in-one-reading", "vigie-item-read-otherwise");

    public OfflineScans {
        scans = List.copyOf(scans);
        closed = Map.copyOf(closed);
        open = Map.copyOf(open);
        untold = Set.copyOf(untold);
        last = Map.copyOf(last);
    }

    /** Why no scan of a host agrees with its agent. */
    public enum Objection {
        /** There is none. */
        NO_SCAN,
        /** A person says so, and there is no file that shows it. */
        SCAN_WITHOUT_FILE,
        /** It was read by the host's own system, which may hide what it likes. */
        SCAN_BY_ITS_OWN_SYSTEM,
        /** The disk is of a time before the host's eviction ended, or says that it was last written before, and nobody repeated that. */
        SCAN_BEFORE_THE_END,
        /** The attacker's code was stated to have run there after the scan was taken in. */
        SCAN_BEFORE_THE_STATEMENT,
        /** Differences that nobody closed or that were what they said, more than are told one by one, or one that is marked as the attacker's. */
        SCAN_DIFFERS,
        /** Lines of its file could not be read, so that what they said is compared with nothing. */
        SCAN_DAMAGED,
        /** Its agent had told nothing by then that it could be compared with. */
        SCAN_OF_NOTHING_TOLD,
        /** More places could not be compared than half of those that it read: no person's word stands for so much. */
        SCAN_OF_TOO_LITTLE,
        /** A place that is none of the {@link LesserPlaces} could not be compared: no person's word stands for it. */
        SCAN_CRITICAL_NOT_COMPARED,
        /** Places that one of both could not read, and that the proof of nobody who attests the rest names. */
        SCAN_NOT_WHOLE,
        /** A person says that it does not agree. */
        SCAN_DENIED
    }

    /**
     * Reads them.
     *
     * @param privileged hosts on which the attacker's code ran: of their disks it is read when they were last written
     */
    static OfflineScans of(
            Store.Session session, Scope scope, IncidentId id, List<Alert> alerts, Set<AgentId> privileged) {
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
        Set<Long> untold = scans.stream()
                .filter(scan -> session.inventories()
                        .at(scan.stated().host(), scan.stated().asOf())
                        .isEmpty())
                .map(Scan::number)
                .collect(Collectors.toSet());
        Map<Long, Instant> last = new HashMap<>();
        privileged.forEach(host -> counting(scans, host)
                .ifPresent(scan -> written(session, scan).ifPresent(time -> last.put(scan.number(), time))));
        return new OfflineScans(scans, closed, open, untold, last);
    }

    /** By the last line of its file. */
    private static Optional<Instant> written(Store.Session session, Scan scan) {
        byte[] bytes;
        try {
            bytes = session.scans().bytes(scan);
        } catch (StoreException e) {
            if (e.fault() == StoreException.Fault.DAMAGED) {
                // What else is wrong with it is said by the evidence.
                return Optional.empty();
            }
            throw e;
        }
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        int from = end;
        while (from > 0 && bytes[from - 1] != '\n') {
            from--;
        }
        return DiskOwner.of(ScanFile.read(Arrays.copyOfRange(bytes, from, end))).newest();
    }

    /** The one of a host that counts: the last that was read from other media. */
    private static Optional<Scan> counting(List<Scan> scans, AgentId host) {
        return scans.stream()
                .filter(scan ->
                        scan.stated().host().equals(host) && scan.stated().otherMedia())
                .max(Comparator.comparing((Scan scan) -> scan.stated().asOf()).thenComparingLong(Scan::number));
    }

    /**
     * What a scan that agrees rests on beside its file: that the disk is of after the eviction is the word of a person alone, whether the disk
     * says otherwise or nothing.
     */
    Optional<String> byWordAlone(AgentId host, Evictions evictions) {
        Optional<Scan> scan = counting(scans, host);
        if (scan.isEmpty()) {
            return Optional.empty();
        }
        if (!last.containsKey(scan.get().number())) {
            return Optional.of("scan-date-by-word-alone");
        }
        return isOlder(scan.get(), evictions)
                ? Optional.of(Criterion.named(
                        "scan-date-confirmed", scan.get().author().reason()))
                : Optional.empty();
    }

    /** By the clock of the disk as it is: by how much that was ahead is what its host told. */
    private boolean isOlder(Scan scan, Evictions evictions) {
        Optional<Instant> end = evictions.forHost(scan.stated().host()).flatMap(Interval::end);
        return Optional.ofNullable(last.get(scan.number()))
                .filter(time -> end.filter(time::isBefore).isPresent())
                .isPresent();
    }

    /** Whether the person who took it in repeated when the disk was last written. */
    private boolean isConfirmed(Scan scan) {
        String reason = scan.author().reason();
        int confirmed = reason.lastIndexOf("[--confirm ");
        return confirmed >= 0
                && Optional.ofNullable(last.get(scan.number()))
                        .filter(time -> reason.indexOf(time.toString(), confirmed) > 0)
                        .isPresent();
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
        Optional<Scan> counting = counting(scans, host);
        if (counting.isEmpty()) {
            boolean stated = said.flatMap(Line::answer).equals(Optional.of(Answer.YES));
            return Optional.of(
                    !all.isEmpty()
                            ? Objection.SCAN_BY_ITS_OWN_SYSTEM
                            : stated ? Objection.SCAN_WITHOUT_FILE : Objection.NO_SCAN);
        }
        return against(counting.get(), evictions, privileged, said);
    }

    private Optional<Objection> against(Scan scan, Evictions evictions, Line privileged, Optional<Line> said) {
        Optional<Instant> end = evictions.forHost(scan.stated().host()).flatMap(Interval::end);
        Optional<Answer> since =
                said.filter(line -> !line.written().isBefore(scan.written())).flatMap(Attestations.Line::answer);
        Compared compared = scan.compared().orElseThrow();
        if (end.filter(scan.stated().asOf()::isAfter).isEmpty() || (isOlder(scan, evictions) && !isConfirmed(scan))) {
            return Optional.of(Objection.SCAN_BEFORE_THE_END);
        }
        if (scan.written().isBefore(privileged.written())) {
            return Optional.of(Objection.SCAN_BEFORE_THE_STATEMENT);
        }
        if (since.equals(Optional.of(Answer.NO))) {
            return Optional.of(Objection.SCAN_DENIED);
        }
        if (scan.content().refused() > 0) {
            return Optional.of(Objection.SCAN_DAMAGED);
        }
        if (untold.contains(scan.number())) {
            return Optional.of(Objection.SCAN_OF_NOTHING_TOLD);
        }
        // Of more than a hundred of an hour several are told as one: those can only be scanned again.
        if (open.getOrDefault(scan.number(), 0) > 0 || closed.getOrDefault(scan.number(), 0) < compared.differences()) {
            return Optional.of(Objection.SCAN_DIFFERS);
        }
        if (compared.notCompared() > scan.content().places() / 2) {
            return Optional.of(Objection.SCAN_OF_TOO_LITTLE);
        }
        if (!compared.named().stream().allMatch(LesserPlaces::has)) {
            return Optional.of(Objection.SCAN_CRITICAL_NOT_COMPARED);
        }
        boolean attested = since.equals(Optional.of(Answer.YES))
                && isNamed(compared, said.orElseThrow().proof());
        return compared.notCompared() > 0 && !attested ? Optional.of(Objection.SCAN_NOT_WHOLE) : Optional.empty();
    }

    /** Whether a proof names each place that was not compared; of more than are named one by one it cannot. */
    private static boolean isNamed(Compared compared, String proof) {
        return compared.notCompared() == compared.named().size()
                && compared.named().stream().allMatch(each -> proof.contains(each.split(Criterion.BETWEEN, 2)[0]));
    }
}
