package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.returns.Recurring.Sighting;
import bzh.vigie.collector.detect.returns.Sweep.Found;
import bzh.vigie.collector.detect.returns.Sweep.Thing;
import bzh.vigie.collector.detect.returns.Sweep.Where;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Place;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What lies on a disk held against tombstones. Where that is against the eviction goes by of when the disk is, as a person stated. */
public final class ScanSweep {
    private final Recurring recurring;
    private final Instant now;

    /** At that time, by the collector's clock. */
    public ScanSweep(Cards cards, Instant now) {
        this.recurring = new Recurring(cards);
        this.now = now;
    }

    /** What the evidence of a finding says of the scan that shows it. */
    public static Map<String, String> evidence(Scan scan) {
        return Map.of(
                Scans.SCAN,
                Long.toString(scan.number()),
                Scans.AS_OF,
                scan.stated().asOf().toString());
    }

    /** The scan of the same disk, of those that stand, that is of the last time before this one. */
    public static Optional<ScanFile> before(Store.Session session, Scan scan) {
        return earlier(session, scan)
                .max(Comparator.comparing(each -> each.stated().asOf()))
                .map(each -> ScanFile.read(session.scans().bytes(each)));
    }

    private static Stream<Scan> earlier(Store.Session session, Scan scan) {
        return session.scans().standing(new Scope.Communes(Set.of(scan.stated().commune()))).stream()
                .filter(each -> each.number() != scan.number()
                        && each.stated().host().equals(scan.stated().host())
                        && each.stated().asOf().isBefore(scan.stated().asOf()));
    }

    /** Against every tombstone that stands and concerns the disk's commune; also what is marked there and should be gone. */
    public List<Finding> all(Store.Session session, Scan scan, ScanFile file) {
        List<Finding> findings = new ArrayList<>();
        Map<Incident, List<Tombstone>> byIncident = new LinkedHashMap<>();
        for (Tombstone tombstone : session.tombstones().standing()) {
            session.incidents()
                    .find(new Scope.All(), tombstone.incident())
                    .filter(incident ->
                            incident.communes().contains(scan.stated().commune()))
                    .ifPresent(incident -> byIncident
                            .computeIfAbsent(incident, each -> new ArrayList<>())
                            .add(tombstone));
        }
        byIncident.forEach((incident, tombstones) -> {
            Evictions evictions = Evictions.of(session.incidents().evictions(new Scope.All(), incident.id()));
            Set<String> known = new HashSet<>();
            tombstones.forEach(each -> known.add(Sweep.place(each.host(), each.key())));
            of(scan, file, new Marked(tombstones), known, evictions).forEach(each -> findings.add(each.finding()));
            tombstones.forEach(each -> findings.addAll(there(session, scan, file, each, evictions)));
        });
        return findings;
    }

    /**
     * Against some tombstones.
     *
     * @param known places that are marked themselves
     */
    List<Found> of(Scan scan, ScanFile file, Marked marked, Set<String> known, Evictions evictions) {
        List<Found> found = new ArrayList<>();
        AgentId host = scan.stated().host();
        Set<String> there = new HashSet<>();
        for (ScanFile.Line line : file.items()) {
            String key = line.record().value("key");
            if (known.contains(Sweep.place(Optional.of(host), key))) {
                continue;
            }
            SigmaRecord record =
                    line.record().toBuilder().put("change", "present").build();
            List<Match> matches = marked.matches(Features.seen(record.flat(), host.text()));
            if (matches.isEmpty() || !there.add(key)) {
                continue;
            }
            Place place = evictions.place(host, scan.stated().asOf());
            Finding finding = recurring.again(sighting(scan, line), key, record, matches, place, place);
            found.add(Found.of(
                    new Where(host, scan.stated().name(), scan.stated().commune()),
                    new Thing(key, record, scan.stated().asOf(), Optional.empty()),
                    matches,
                    finding.with(evidence(scan))));
        }
        return found;
    }

    private Sighting sighting(Scan scan, ScanFile.Line line) {
        return new Sighting(
                scan.stated().host(),
                scan.stated().name(),
                scan.stated().commune(),
                "scan/" + scan.number() + "/" + line.number(),
                now,
                scan.stated().asOf());
    }

    /** What is marked there itself, and is there after it was to be gone: never removed, or back where an earlier scan showed it gone. */
    private List<Finding> there(
            Store.Session session, Scan scan, ScanFile file, Tombstone tombstone, Evictions evictions) {
        AgentId host = scan.stated().host();
        Optional<Instant> due = tombstone
                .host()
                .filter(host::equals)
                .flatMap(id -> evictions.due(tombstone).stream().findFirst())
                .filter(scan.stated().asOf()::isAfter);
        if (due.isEmpty() || tombstone.key().isEmpty()) {
            return List.of();
        }
        Marked one = new Marked(List.of(tombstone));
        Place place = evictions.place(host, scan.stated().asOf());
        List<Finding> findings = new ArrayList<>();
        for (ScanFile.Line line : file.items()) {
            if (!findings.isEmpty() || !line.record().value("key").equals(tombstone.key())) {
                continue;
            }
            List<Match> matches = one.matches(Features.seen(line.record().flat(), host.text()));
            SigmaRecord record =
                    line.record().toBuilder().put("change", "present").build();
            Sighting sighting = sighting(scan, line);
            if (matches.isEmpty()) {
                continue;
            }
            boolean left = matches.getFirst().sure() && !wasGone(session, scan, tombstone, due.get());
            Finding finding = left
                    ? recurring.notRemoved(sighting, tombstone, tombstone.key(), record, due.get(), place)
                    : recurring.again(sighting, tombstone.key(), record, matches, place, Place.AFTER);
            findings.add(finding.with(evidence(scan)));
        }
        return findings;
    }

    /** Whether an earlier scan of the disk, of after it was to be gone, could read its place and did not find it. */
    private static boolean wasGone(Store.Session session, Scan scan, Tombstone tombstone, Instant due) {
        String location = tombstone.fields().getOrDefault("location", "");
        return earlier(session, scan)
                .filter(each -> each.stated().asOf().isAfter(due))
                .map(each -> ScanFile.read(session.scans().bytes(each)))
                .anyMatch(file -> file.places().stream()
                                .map(ScanFile.Line::record)
                                .anyMatch(place -> place.value("location").equals(location)
                                        && place.value("status").equals("read"))
                        && file.items().stream()
                                .noneMatch(line -> line.record().value("key").equals(tombstone.key())));
    }
}
