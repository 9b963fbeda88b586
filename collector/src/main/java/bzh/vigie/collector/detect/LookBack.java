package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.returns.ScanSweep;
import bzh.vigie.collector.detect.watchlist.Concerned;
import bzh.vigie.collector.detect.watchlist.PastObservations;
import bzh.vigie.collector.detect.watchlist.Sighting;
import bzh.vigie.collector.detect.watchlist.UndecidedPattern;
import bzh.vigie.collector.detect.watchlist.ValuesAsked;
import bzh.vigie.collector.detect.watchlist.Watchlist;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.incident.HistorySearch;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Looks for indicators in what is kept already: the inventory of every host as it is, the scans of disks, and the whole
 * event history, oldest day first. What
 * it finds becomes alerts as if it had been looked for then. One use, one thread; {@link #items} and {@link #events} are for any thread.
 */
public final class LookBack {
    private static final int PAGE = 200;

    private final Store store;
    private final EventSearch history;
    private final Cards cards;
    private final Watchlist watchlist;
    private final Concerned concerned;
    private final List<Listed> indicators;
    private final Optional<ValuesAsked> asked;
    private final Map<AgentId, Optional<Host>> hosts = new HashMap<>();
    private final WatchlistAlerts found;
    private final PastObservations past;
    private final Map<IncidentId, SearchProgress> progress = new HashMap<>();
    private final LongAdder items = new LongAdder();
    private final LongAdder events = new LongAdder();
    private int undecided;

    /** One for these indicators. */
    public LookBack(Store store, EventSearch history, Cards cards, Collection<Listed> indicators) {
        this.store = store;
        this.history = history;
        this.cards = cards;
        this.indicators = List.copyOf(indicators);
        this.watchlist = new Watchlist(indicators);
        this.asked = ValuesAsked.of(indicators, events::add);
        this.found = store.read(session -> new WatchlistAlerts(session, cards, indicators));
        this.concerned = found.concerned();
        this.past = new PastObservations(indicators);
        indicators.forEach(each -> each.incident()
                .map(IncidentId::new)
                .ifPresent(incident -> progress.computeIfAbsent(incident, id -> new SearchProgress(store, id))));
    }

    /** How many items were looked at so far. */
    public long items() {
        return items.sum();
    }

    /** How many events were looked at so far. */
    public long events() {
        return events.sum();
    }

    /**
     * What was found.
     *
     * @param seen by id of the indicator, how often
     * @param alerts new ones; what was seen again on a host is one
     */
    public record Result(Map<String, Long> seen, int alerts) {
        public Result {
            seen = Map.copyOf(seen);
        }
    }

    /** Looks, an incident's indicators in its communes alone. What was found is told at the end; where it fails, by the next one. */
    public Result run(Scope all, Instant now) {
        Scope scope = concerned.within(all);
        int alerts = 0;
        if (watchlist.size() > 0) {
            inventories(scope, now);
            scans(scope, now);
            cloud(scope, now);
            if (asked.isPresent()) {
                history.each(scope, asked.get(), this::look);
            } else {
                history.each(scope, Optional.empty(), Optional.empty(), hit -> {
                    events.increment();
                    return look(hit);
                });
            }
            several();
            alerts = Raising.past(store, found.found());
            tellUndecided(now);
        }
        store.change(session -> keep(session, scope, now));
        return new Result(found.times(), alerts);
    }

    /** That it came to its end, unless it left out a commune: one that may not be seen, or that an incident reached meanwhile. */
    private void keep(Store.Session session, Scope scope, Instant began) {
        progress.keySet().forEach(incident -> HistorySearch.ended(session, incident));
        if (Concerned.by(session, indicators).within(new Scope.All()).equals(scope)) {
            session.indicators().lookedBack(indicators.stream().map(Listed::id).toList(), began);
        }
    }

    /** Observations that were left out: those that a pattern of several was about, beyond the most that are put together. */
    public int leftOut() {
        return past.leftOut();
    }

    private void several() {
        past.found()
                .forEach(each -> host(each.host())
                        .ifPresent(host -> found.take(
                                new WatchlistAlerts.Seen(
                                        host.id(),
                                        host.hostname(),
                                        host.commune(),
                                        "",
                                        host.id().text() + "/observations/"
                                                + each.sighting().listed().id(),
                                        each.last(),
                                        each.last(),
                                        each.last()),
                                Map.of(),
                                each.evidence(),
                                List.of(each.sighting()))));
    }

    /** Patterns that could not be decided on a host, an alert each; how many. */
    public int undecided() {
        return undecided;
    }

    private void tellUndecided(Instant now) {
        List<Finding> findings = new ArrayList<>();
        past.undecided()
                .forEach((id, patterns) -> host(id).ifPresent(host -> patterns.stream()
                        .filter(each -> concerned.is(each.sighting().listed(), host.commune())
                                && WatchlistFindings.isTold(each.sighting(), now))
                        .forEach(each -> findings.add(new Finding(
                                UndecidedPattern.RULE,
                                each.severity(cards.severity(UndecidedPattern.RULE)),
                                cards.techniques(UndecidedPattern.RULE),
                                host.commune(),
                                host.id(),
                                host.hostname(),
                                each.cause(host.id().text()),
                                host.id().text() + "/observations/"
                                        + each.sighting().listed().id(),
                                now,
                                now,
                                each.evidence())))));
        undecided = findings.size();
        if (!findings.isEmpty()) {
            store.change(session -> findings.forEach(finding -> Raising.raise(session, finding)));
        }
    }

    private boolean look(Hit hit) {
        progress.values().forEach(each -> each.at(hit.received()));
        past.take(hit.host(), hit.received(), hit.fields());
        List<Sighting> sightings = watchlist.seenIn(hit.fields());
        if (!sightings.isEmpty()) {
            host(hit.host())
                    .ifPresent(host -> take(host, hit.id(), hit.received(), hit.received(), hit.fields(), sightings));
        }
        return true;
    }

    private void inventories(Scope scope, Instant now) {
        Optional<AgentId> after = Optional.empty();
        while (true) {
            Optional<AgentId> from = after;
            List<Host> page = store.read(session -> session.hosts().list(scope, from, PAGE));
            for (Host host : page) {
                for (Known known : store.read(session -> session.inventories().at(host.id(), now))) {
                    items.increment();
                    Map<String, String> fields = fields(known);
                    past.take(host.id(), known.since(), fields);
                    take(
                            host,
                            host.id().text() + "/inventory/" + known.item().key(),
                            known.since(),
                            now,
                            fields,
                            watchlist.seenIn(fields));
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            after = Optional.of(page.getLast().id());
        }
    }

    private static Map<String, String> fields(Known known) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("kind", "item");
        fields.put("change", "present");
        ItemFields.of(known.item())
                .forEach((name, value) -> fields.put(
                        name,
                        value instanceof List<?> list
                                ? String.join(
                                        "\n", list.stream().map(String::valueOf).toList())
                                : String.valueOf(value)));
        return fields;
    }

    private Optional<Host> host(AgentId id) {
        return hosts.computeIfAbsent(
                id, ignored -> store.read(session -> session.hosts().find(id)));
    }

    private void take(
            Host host,
            String event,
            Instant first,
            Instant last,
            Map<String, String> fields,
            List<Sighting> sightings) {
        found.take(
                new WatchlistAlerts.Seen(host.id(), host.hostname(), host.commune(), "", event, first, last, last),
                fields,
                Map.of(),
                sightings);
    }

    /** Scans of disks, also of hosts that have no agent. */
    private void scans(Scope scope, Instant now) {
        for (Scan scan : store.read(session -> session.scans().standing(scope))) {
            ScanFile file = ScanFile.read(store.read(session -> session.scans().bytes(scan)));
            for (ScanFile.Line line : file.items()) {
                items.increment();
                Map<String, String> fields = DiskScans.fields(line);
                found.take(DiskScans.seen(scan, line, now), fields, ScanSweep.evidence(scan), watchlist.seenIn(fields));
            }
        }
    }

    /** Exports of Microsoft 365 and Entra that were imported as external logs. */
    private void cloud(Scope scope, Instant now) {
        store.read(session -> session.cloudExports().standing(scope))
                .forEach(from -> store.read(session -> {
                    CloudExports.each(session, from, each -> {
                        items.increment();
                        found.take(
                                CloudIntake.seen(each, from.commune(), now),
                                each.fields(),
                                CloudIntake.more(each, from.name()),
                                watchlist.seenIn(each.fields()));
                    });
                    return from;
                }));
    }
}
