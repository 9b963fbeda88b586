package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.cloud.CloudReading;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.finding.Sightings;
import bzh.vigie.collector.detect.returns.CloudSweep;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.watchlist.Watchlist;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.CloudExports.CloudRecord;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an export of Microsoft 365 or Entra shows when it is imported: by rules, of what is marked, and of indicators. Immutable. */
public final class CloudIntake {
    private static final Set<String> PRODUCTS = Set.of("azure", "m365", "");

    private final Cards cards;
    private final Rules rules;
    private final Ruling ruling;

    /** By these rules, with the cards of the detectors among them. */
    public CloudIntake(RuleSet rules) {
        this.cards = new Cards(rules.cards());
        this.rules = new CompiledRules(rules.rules().stream()
                .filter(rule -> PRODUCTS.contains(rule.logSource().product()))
                .toList());
        this.ruling = new Ruling(this.rules, rules.correlations(), rules.onlyCorrelated(), rules.detectorTunings());
    }

    /** Reads a file of that commune: rows that show something of what is marked or watched now are kept whatever they are. */
    public CloudReading reading(Store.Session session, Commune commune) {
        Watchlist watchlist = new Watchlist(WatchlistFindings.all(session));
        CloudSweep.Standing marked = CloudSweep.standing(session, commune);
        return new CloudReading(
                rules,
                record -> !watchlist.seenIn(record.fields()).isEmpty() || marked.isIn(record),
                CloudExports.idOf(commune));
    }

    /**
     * Keeps what was read beside the sign-ins, and raises what it shows; the sign-ins are kept with their import.
     *
     * @param number of the import
     * @param name of the import
     * @return new alerts
     */
    public int keep(Store.Session session, long number, String name, Commune commune, CloudReading read, Instant now) {
        session.cloudExports().add(number, read.summary(), read.records());
        List<Finding> findings = new ArrayList<>(byRules(session, name, commune, read, now));
        Set<Integer> lines = read.records().stream().map(CloudRecord::line).collect(Collectors.toSet());
        List<CloudRecord> all = Stream.concat(read.records().stream(), CloudExports.others(read.signIns(), lines))
                .toList();
        findings.addAll(new CloudSweep(cards, now)
                .of(CloudSweep.standing(session, commune), commune, all, Map.of(CloudExports.EXTERNAL_LOG, name)));
        findings.addAll(indicators(session, name, commune, all, now));
        int raised = 0;
        for (Finding finding : findings) {
            raised += ruling.decided(finding)
                            .filter(each -> !isKnown(session, each) && Raising.raise(session, each))
                            .isPresent()
                    ? 1
                    : 0;
        }
        return raised;
    }

    /** Whether an export before this one showed the same act: it is not done again by being exported again. */
    private static boolean isKnown(Store.Session session, Finding finding) {
        return session.alerts().find(new Scope.All(), finding.alertId()).isPresent();
    }

    private List<Finding> byRules(Store.Session session, String name, Commune commune, CloudReading read, Instant now) {
        AgentId host = CloudExports.idOf(commune);
        Situation situation =
                new Situations(session.incidents()).of(host, commune, now).situation();
        return read.found().stream()
                .filter(each -> !ruling.onlyCorrelated().contains(each.card().id()))
                .map(each -> new Finding(
                                each.card().id(),
                                Cards.severity(each.card(), situation),
                                each.card().techniques(),
                                commune,
                                host,
                                CloudExports.HOST,
                                each.cause(),
                                event(each.first(), commune),
                                now,
                                each.first().time(),
                                each.evidence())
                        .with(CloudSweep.more(each.first()))
                        .with(Map.of(CloudExports.EXTERNAL_LOG, name)))
                .toList();
    }

    private List<Finding> indicators(
            Store.Session session, String name, Commune commune, List<CloudRecord> records, Instant now) {
        List<Listed> indicators = WatchlistFindings.all(session);
        Watchlist watchlist = new Watchlist(indicators);
        WatchlistAlerts found = new WatchlistAlerts(session, cards, indicators);
        records.forEach(each ->
                found.take(seen(each, commune, now), each.fields(), more(each, name), watchlist.seenIn(each.fields())));
        return found.found().stream().map(Sightings::first).toList();
    }

    /** What is said of a record beside its fields. */
    static Map<String, String> more(CloudRecord record, String name) {
        Map<String, String> more = new LinkedHashMap<>(CloudSweep.more(record));
        more.put(CloudExports.EXTERNAL_LOG, name);
        return more;
    }

    /** An indicator that ended before that was done is not told of it. */
    static WatchlistAlerts.Seen seen(CloudRecord record, Commune commune, Instant now) {
        return new WatchlistAlerts.Seen(
                CloudExports.idOf(commune),
                CloudExports.HOST,
                commune,
                record.account(),
                event(record, commune),
                record.time(),
                record.time(),
                now);
    }

    /** What an act is called, in whichever export it is. */
    static String event(CloudRecord record, Commune commune) {
        return String.join(
                "/", "cloud", commune.insee(), record.time().toString(), record.operation(), record.account());
    }
}
