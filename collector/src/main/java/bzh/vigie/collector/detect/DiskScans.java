package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.finding.Sightings;
import bzh.vigie.collector.detect.persistence.ItemFindings;
import bzh.vigie.collector.detect.persistence.ItemKeys;
import bzh.vigie.collector.detect.persistence.TwoReadings;
import bzh.vigie.collector.detect.persistence.TwoReadings.Difference;
import bzh.vigie.collector.detect.persistence.TwoReadings.Kind;
import bzh.vigie.collector.detect.persistence.TwoReadings.NotCompared;
import bzh.vigie.collector.detect.persistence.Voucher;
import bzh.vigie.collector.detect.returns.ScanSweep;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.watchlist.Watchlist;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scans.Compared;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Moment;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a scan of a disk shows: by the rules, as of what an agent tells, against what the agent of its host told until then, against what is
 * marked, and of indicators. Immutable.
 */
public final class DiskScans {
    /** Findings of a store name a scan instead. */
    private static final Path NO_FILE = Path.of("");

    private final Cards cards;
    private final Ruling ruling;
    private final ItemFindings items;
    private final DifferenceFindings findings;

    /** By these rules, with the cards of the detectors among them. */
    public DiskScans(RuleSet rules) {
        this.cards = new Cards(rules.cards());
        this.ruling = new Ruling(new CompiledRules(rules.rules()), rules.correlations(), rules.onlyCorrelated());
        this.items = new ItemFindings(cards);
        this.findings = new DifferenceFindings(cards, items);
    }

    /**
     * A comparison with what it found.
     *
     * @param isOfTold whether the agent had told anything by then
     */
    public record Comparison(Compared compared, List<Difference> differences, boolean ofOtherSystem, boolean isOfTold) {
        public Comparison {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Compares a disk with what the agent of its host had told by then, but for what that agent read of its domain's directory, which is
     * not of this host.
     *
     * @param asOf of when the disk is; what was received after that does not count
     */
    public static Comparison compare(Store.Session session, ScanFile disk, Host host, Instant asOf) {
        TwoReadings both = new TwoReadings();
        List<Known> told = session.inventories().at(host.id(), asOf).stream()
                .filter(known -> !known.item().location().startsWith(Directories.LOCATIONS))
                .toList();
        String os = told.isEmpty() ? "" : told.getFirst().item().os();
        for (Known known : told) {
            both.first(
                    SigmaFields.item(
                            new Event.ItemSeen(
                                    new Moment(asOf, "collector", 0),
                                    "collector",
                                    Change.PRESENT,
                                    known.item(),
                                    Optional.empty(),
                                    known.reading()),
                            Change.PRESENT,
                            Optional.empty(),
                            Map.of()),
                    0);
        }
        // Of a host that had told nothing by then no place can be compared.
        if (!told.isEmpty()) {
            session.inventories().statuses(host.id()).stream()
                    .filter(status -> !status.location().startsWith(Directories.LOCATIONS))
                    .forEach(status -> both.first(ScanFile.place(status), 0));
        }
        both.first(ScanFile.summary(os), 0);
        disk.items().forEach(line -> both.second(line.record(), line.number()));
        disk.places().forEach(line -> both.second(line.record(), line.number()));
        disk.summary().ifPresent(line -> both.second(line, 0));
        List<Difference> differences = both.differences();
        List<NotCompared> not = both.notCompared();
        return new Comparison(
                new Compared(
                        count(differences, Kind.ONLY_ON_DISK) + count(differences, Kind.ONLY_IN_SECOND),
                        count(differences, Kind.ONLY_IN_FIRST),
                        count(differences, Kind.DIFFERS),
                        not.size(),
                        not.stream()
                                .limit(Scans.MOST_NAMED)
                                .map(each -> each.location() + (each.user().isEmpty() ? "" : "  " + each.user()))
                                .toList()),
                differences,
                both.areOfDifferentSystems(),
                !told.isEmpty());
    }

    private static int count(List<Difference> differences, Kind kind) {
        return (int) differences.stream().filter(each -> each.kind() == kind).count();
    }

    /** What differs, as findings: an item that the agent did not tell is high. */
    public List<Finding> differences(Scan scan, Comparison comparison, Instant now) {
        List<Finding> all = new ArrayList<>();
        for (Difference each : comparison.differences()) {
            SigmaRecord record = DifferenceFindings.record(each);
            Offline.Result result =
                    findings.of(each, record, ruling.speaking(ruling.rules().judge(record)), NO_FILE);
            String where = scan.number() + "/" + each.kind() + "/" + each.line() + "/" + record.value("key");
            all.add(new Finding(
                            result.rule(),
                            result.severity(),
                            result.techniques(),
                            scan.stated().commune(),
                            scan.stated().host(),
                            scan.stated().name(),
                            "disk|" + Evidence.bounded(where),
                            "scan/" + scan.number() + "/" + each.line(),
                            now,
                            scan.stated().asOf(),
                            result.evidence())
                    .with(ScanSweep.evidence(scan)));
        }
        return all;
    }

    /**
     * What rules say of what lies on a disk whose host has no agent that told it, in the situation of that host when the disk was last used:
     * there, where it is the first that is known of it, otherwise come, changed or gone since the scan before.
     */
    public List<Finding> ruled(Store.Session session, Scan scan, ScanFile file, Instant now) {
        Situation situation = new Situations(session.incidents())
                .of(scan.stated().host(), scan.stated().commune(), scan.stated().asOf())
                .situation();
        List<Finding> all = new ArrayList<>();
        for (ScanFile.Line line : changes(file, ScanSweep.before(session, scan))) {
            SigmaRecord record = line.record();
            items.verdict(record, ruling.speaking(ruling.rules().judge(record)), situation, Voucher.of(record))
                    .map(verdict -> new Finding(
                            verdict.rule(),
                            verdict.severity(),
                            verdict.techniques(),
                            scan.stated().commune(),
                            scan.stated().host(),
                            scan.stated().name(),
                            ItemFindings.cause(scan.stated().host(), record, verdict),
                            "scan/" + scan.number() + "/" + record.value("change") + "/" + line.number(),
                            now,
                            scan.stated().asOf(),
                            verdict.evidence()))
                    .ifPresent(finding -> all.add(finding.with(ScanSweep.evidence(scan))));
        }
        return all;
    }

    /** Items with what became of them since the reading before. */
    private static List<ScanFile.Line> changes(ScanFile file, Optional<ScanFile> before) {
        if (before.isEmpty()) {
            return file.items().stream().map(line -> changed(line, "present")).toList();
        }
        TwoReadings both = new TwoReadings();
        Set<String> known = new HashSet<>();
        before.get().items().forEach(line -> {
            both.first(line.record(), line.number());
            known.add(ItemKeys.of(line.record()));
        });
        before.get().places().forEach(line -> both.first(line.record(), line.number()));
        file.items().forEach(line -> both.second(line.record(), line.number()));
        file.places().forEach(line -> both.second(line.record(), line.number()));
        List<ScanFile.Line> changes = new ArrayList<>();
        Set<Integer> compared = new HashSet<>();
        for (Difference each : both.differences()) {
            if (!each.first()) {
                compared.add(each.line());
            }
            SigmaRecord.Builder record = each.record().toBuilder()
                    .put("change", each.first() ? "removed" : each.kind() == Kind.DIFFERS ? "changed" : "added");
            each.other().forEach((name, value) -> record.ifAny("before." + name, value));
            changes.add(new ScanFile.Line(each.line(), record.build()));
        }
        // Of places that could not be read whole before.
        file.items().stream()
                .filter(line -> !compared.contains(line.number()) && !known.contains(ItemKeys.of(line.record())))
                .forEach(line -> changes.add(changed(line, "newly-visible")));
        return changes;
    }

    private static ScanFile.Line changed(ScanFile.Line line, String change) {
        return new ScanFile.Line(
                line.number(), line.record().toBuilder().put("change", change).build());
    }

    /** What lies there like something that is marked. */
    public List<Finding> marked(Store.Session session, Scan scan, ScanFile file, Instant now) {
        return new ScanSweep(cards, now).all(session, scan, file);
    }

    /** What of these indicators lies there. */
    public List<Finding> indicators(
            Store.Session session, Scan scan, ScanFile file, List<Listed> indicators, Instant now) {
        Watchlist watchlist = new Watchlist(indicators);
        WatchlistAlerts found = new WatchlistAlerts(session, cards, indicators);
        for (ScanFile.Line line : file.items()) {
            Map<String, String> fields = fields(line);
            found.take(seen(scan, line, now), fields, ScanSweep.evidence(scan), watchlist.seenIn(fields));
        }
        return found.found().stream().map(Sightings::first).toList();
    }

    /** An item of a scan as it is looked at. */
    static Map<String, String> fields(ScanFile.Line line) {
        Map<String, String> fields = new LinkedHashMap<>(line.record().flat());
        fields.put("change", "present");
        return fields;
    }

    /** An indicator that ended before the disk was last used is not told of it. */
    static WatchlistAlerts.Seen seen(Scan scan, ScanFile.Line line, Instant now) {
        return new WatchlistAlerts.Seen(
                scan.stated().host(),
                scan.stated().name(),
                scan.stated().commune(),
                "",
                "scan/" + scan.number() + "/" + line.number(),
                scan.stated().asOf(),
                scan.stated().asOf(),
                now);
    }
}
