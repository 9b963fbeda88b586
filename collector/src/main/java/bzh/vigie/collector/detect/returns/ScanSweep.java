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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
            tombstones.forEach(each -> findings.addAll(notRemoved(scan, file, each, evictions)));
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

    private List<Finding> notRemoved(Scan scan, ScanFile file, Tombstone tombstone, Evictions evictions) {
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
        return file.items().stream()
                .filter(line -> line.record().value("key").equals(tombstone.key()))
                .filter(line -> one.matches(Features.seen(line.record().flat(), host.text())).stream()
                        .anyMatch(Match::sure))
                .limit(1)
                .map(line -> recurring
                        .notRemoved(
                                sighting(scan, line),
                                tombstone,
                                tombstone.key(),
                                line.record().toBuilder()
                                        .put("change", "present")
                                        .build(),
                                due.get(),
                                evictions.place(host, scan.stated().asOf()))
                        .with(evidence(scan)))
                .toList();
    }
}
