package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.returns.Artefacts;
import bzh.vigie.collector.detect.returns.Artefacts.OnHost;
import bzh.vigie.collector.detect.returns.LocalChecking;
import bzh.vigie.collector.detect.returns.LocalChecking.OfHost;
import bzh.vigie.collector.evidence.LedgerVerification;
import bzh.vigie.collector.incident.Domains;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Move;
import bzh.vigie.collector.incident.Evictions.Watch;
import bzh.vigie.collector.incident.HistorySearch;
import bzh.vigie.collector.incident.HostMatching;
import bzh.vigie.collector.incident.HostMatching.Matched;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.neighbour.SeenMachines;
import bzh.vigie.collector.review.Reviewed;
import bzh.vigie.collector.schedule.Schedules;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.EvictionLine;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Neighbours.Sighting;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.Tombstones.Withdrawn;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is stored of an incident at one time, as a conclusion rests on it: the same facts give the same conclusion.
 *
 * @param at by the collector's clock
 * @param evictions as they were dated
 * @param hosts with an agent that may send, each in its window of the watch; none whose eviction has no end
 * @param earlier those whose eviction was said to end earlier than as it is dated now, each from that end to its window
 * @param unstarted hosts whose own eviction has no end yet
 * @param matching expected hosts against those with an agent
 * @param undecided alerts of medium severity or above since the eviction began that nobody closed
 * @param excepted those that an exception hides
 * @param recurrences alerts of what should not be there after the eviction, closed or not
 * @param machines seen and not enrolled, without those that were exempted
 * @param exempted seen and not enrolled, of which an analyst says that no agent could watch them
 * @param unsighted communes of which no host told any other machine that it saw since the first eviction ended
 * @param witnessed of hosts that are stated to be gone, by key, when an imported witness last saw one since the eviction ended
 * @param attestations every line, in the order of writing
 * @param review how far the review of items has come
 * @param tampered what of the evidence does not agree with the ledger
 * @param accounts those of the communes
 * @param domains what is known of their directories
 * @param directoryMarked when something that lies in one was last marked as the attacker's, or seen again
 * @param table by which the coverage is judged
 * @param scheduled what starts by itself at a time on these hosts
 * @param scans of disks of hosts that have an agent
 * @param checks what each host with an agent told of the indicators that it is given to look for by itself, of the last list alone and since
 *     its eviction ended; also of those that may not send any more, but for what is attested to be gone
 * @param artefacts of the attacker, host by host, and how each stands as of now
 * @param withdrawn marks that were taken back
 * @param moves of the end of the eviction, of all hosts or one, in the order of writing
 */
public record Facts(
        Incident incident,
        Instant at,
        Evictions evictions,
        List<WatchedHost> hosts,
        List<WatchedHost> earlier,
        List<Host> unstarted,
        HostMatching matching,
        List<Alert> undecided,
        List<Excepted> excepted,
        List<Recurrence> recurrences,
        List<SeenMachine> machines,
        List<SeenMachine> exempted,
        List<Commune> unsighted,
        Map<Named, Instant> witnessed,
        List<Attestations.Line> attestations,
        Reviewed review,
        List<String> tampered,
        AccountFacts accounts,
        DomainFacts domains,
        Optional<Instant> directoryMarked,
        CoverageTable table,
        List<ScheduledRun> scheduled,
        OfflineScans scans,
        List<OfHost> checks,
        List<OnHost> artefacts,
        List<Withdrawn> withdrawn,
        List<Move> moves,
        HistorySearch search) {
    private static final int PAGE = 500;

    /** In the evidence of what a look back finds, so that the time of an alert is not when it was found; recurrences likewise. */
    private static final String INDICATOR = "indicator_id";

    private static final String NOT_REMOVED = "vigie-not-removed";

    public Facts {
        hosts = List.copyOf(hosts);
        earlier = List.copyOf(earlier);
        unstarted = List.copyOf(unstarted);
        undecided = List.copyOf(undecided);
        excepted = List.copyOf(excepted);
        recurrences = List.copyOf(recurrences);
        machines = List.copyOf(machines);
        exempted = List.copyOf(exempted);
        unsighted = List.copyOf(unsighted);
        witnessed = Map.copyOf(witnessed);
        attestations = List.copyOf(attestations);
        tampered = List.copyOf(tampered);
        scheduled = List.copyOf(scheduled);
        checks = List.copyOf(checks);
        artefacts = List.copyOf(artefacts);
        withdrawn = List.copyOf(withdrawn);
        moves = List.copyOf(moves);
    }

    /** The same as they are kept with what was judged by them: without each account. */
    Facts judged() {
        return new Facts(
                incident,
                at,
                evictions,
                hosts,
                earlier,
                unstarted,
                matching,
                undecided,
                excepted,
                recurrences,
                machines,
                exempted,
                unsighted,
                witnessed,
                attestations,
                review,
                tampered,
                accounts.judged(),
                domains,
                directoryMarked,
                table,
                scheduled,
                scans,
                checks,
                artefacts,
                withdrawn,
                moves,
                search);
    }

    /** Whether an attestation counts, by its end and by when the eviction was that it must come after. */
    public boolean counts(Attestations.Line line) {
        return counts(line, evictions, at);
    }

    /** Whether an attestation counts at that time. */
    public static boolean counts(Attestations.Line line, Evictions evictions, Instant at) {
        return Attested.counts(line, evictions, at);
    }

    /** How many hosts that are expected have no agent that could say anything. */
    public long withoutAgent() {
        return matching.expected().stream()
                .filter(each -> each.agents().isEmpty())
                .count();
    }

    /** The alert that a criterion names so: its id stands last. */
    public Optional<Alert> named(String about) {
        String id = about.substring(about.lastIndexOf(' ') + 1);
        return Stream.of(
                        undecided.stream(),
                        excepted.stream().map(Excepted::alert),
                        recurrences.stream().map(Recurrence::alert))
                .flatMap(each -> each)
                .filter(alert -> alert.id().equals(id))
                .findFirst();
    }

    /** Reads them, of the communes of the incident that may be seen. */
    public static Facts of(Store.Session session, Scope scope, Incident incident, Instant at) {
        List<EvictionLine> dated = session.incidents().evictions(scope, incident.id());
        Evictions evictions = Evictions.of(dated);
        List<Attestations.Line> attestations = session.attestations().lines(scope, incident.id());
        AccountFacts accounts = AccountFacts.of(session, scope, incident, evictions, attestations, at);
        Predicate<Reading> isNone = reading -> Domains.gone(attestations, reading.commune(), reading.domain())
                .filter(line -> counts(line, evictions, at))
                .isPresent();
        HostMatching matching = HostMatching.of(session, scope, incident.id())
                .orElseThrow()
                .believing(isNone, accounts.mistrusted(attestations, evictions)::isWord);
        Map<AgentId, Role> roles = new HashMap<>();
        for (Matched matched : matching.expected()) {
            matched.agents()
                    .forEach(agent ->
                            roles.merge(agent.id(), matched.host().role(), (a, b) -> a.compareTo(b) >= 0 ? a : b));
        }
        Scope communes = new Scope.Communes(Set.copyOf(incident.communes()));
        CoverageTable table = new CoverageTable(session.thresholds().lines(scope, incident.id()));
        List<Alert> since = since(session, communes, evictions);
        Evidences evidences = new Evidences(session, table, since);
        Set<AgentId> ruled = accounts.ruled(attestations, evictions);
        List<WatchedHost> hosts = new ArrayList<>();
        List<WatchedHost> earlier = new ArrayList<>();
        List<ScheduledRun> scheduled = new ArrayList<>();
        List<Host> unstarted = new ArrayList<>();
        // One that was revoked or uninstalled is not left out: its time is a hole. Only what is attested to be gone is.
        for (Host host : session.hosts().all(communes)) {
            if (Attestations.isGone(attestations, host)) {
                continue;
            }
            Optional<Watch> watch = Watch.after(evictions.forHost(host.id()), incident.watchDays())
                    .filter(each -> each.start().isBefore(at));
            if (watch.isEmpty()) {
                unstarted.add(host);
                continue;
            }
            Instant start = watch.get().start();
            Instant planned = watch.get().end();
            Window window = new Window(start, planned.isBefore(at) ? planned : at);
            Role role = roles.getOrDefault(host.id(), Role.WORKSTATION);
            boolean before = host.enrolled().isBefore(start);
            boolean isRuled = ruled.contains(host.id());
            WatchedHost watched = evidences.watched(host, window, role, before, isRuled);
            Evictions.earliestEnd(dated, host.id())
                    .filter(start::isAfter)
                    .map(end -> evidences.watched(host, new Window(end, start), role, before, isRuled))
                    .ifPresent(earlier::add);
            hosts.add(watched);
            scheduled.addAll(
                    ScheduledRun.of(watched, session.inventories().at(host.id(), Schedules.locations(), window.to())));
        }
        List<SeenMachine> machines = incident.communes().stream()
                .flatMap(commune -> SeenMachines.of(session, scope, commune, isNone).stream())
                .toList();
        List<Recurrence> recurrences = session.tombstones().recurrences(scope, incident.id());
        return new Facts(
                incident,
                at,
                evictions,
                hosts,
                earlier,
                unstarted,
                matching,
                since.stream().filter(alert -> alert.status().isOpen()).toList(),
                Excepted.of(session, since, evictions),
                Stream.concat(
                                afterwards(session, scope, incident, evictions, recurrences).stream(),
                                ofOthers(session, scope, incident, evictions, at).stream())
                        .toList(),
                machines.stream()
                        .filter(machine -> machine.exempted().isEmpty())
                        .toList(),
                machines.stream()
                        .filter(machine -> machine.exempted().isPresent())
                        .toList(),
                incident.communes().stream()
                        .filter(commune -> isUnsighted(session, commune, evictions.lastEnd()))
                        .toList(),
                witnessed(session, communes, attestations, evictions, at),
                attestations,
                Reviewed.of(session, scope, incident, recurrences, at),
                LedgerVerification.of(session, List.of()).told(),
                accounts,
                DomainFacts.of(session, incident, evictions, attestations, accounts, at),
                DirectoryMarks.last(session, scope, incident.id(), recurrences),
                table,
                scheduled,
                OfflineScans.of(
                        session,
                        scope,
                        incident.id(),
                        since,
                        attestations.stream()
                                .filter(line -> line.statement() == Statement.PRIVILEGED_CODE)
                                .flatMap(line -> line.host().stream())
                                .collect(Collectors.toSet())),
                LocalChecking.of(session, communes, incident.id(), at).hosts(incident.id()).stream()
                        .filter(each -> !Attestations.isGone(attestations, each.host()))
                        .toList(),
                Artefacts.of(session, scope, incident.id(), at),
                session.tombstones().withdrawn(scope, incident.id()),
                Evictions.moves(dated),
                HistorySearch.of(session, incident));
    }

    /**
     * Not what is marked itself where it was found, was not seen there since its host's eviction ended as that is dated now, and was decided:
     * that is a part of the attack. Dating the eviction later leaves what nobody decided.
     */
    private static List<Recurrence> afterwards(
            Store.Session session, Scope scope, Incident incident, Evictions evictions, List<Recurrence> recurrences) {
        Set<String> marked = session.tombstones().list(scope, incident.id()).stream()
                .filter(Tombstone::standing)
                .flatMap(each -> each.host().map(host -> host.text() + "|" + each.key()).stream())
                .collect(Collectors.toSet());
        return recurrences.stream()
                .filter(each -> !each.sameAttack())
                .filter(each -> each.isUndecided()
                        || !marked.contains(each.alert().host().text() + "|"
                                + each.alert().evidence().getOrDefault("key", ""))
                        || each.alert().rule().equals(NOT_REMOVED)
                        || evictions
                                .forHost(each.alert().host())
                                .flatMap(Interval::end)
                                .filter(Scans.lastSeen(each.alert())::isBefore)
                                .isEmpty())
                .toList();
    }

    /**
     * What another incident's marks were seen as in the watch after this eviction, on hosts of this incident's communes: who opens a new
     * incident does not forget what came back in the old one.
     */
    private static List<Recurrence> ofOthers(
            Store.Session session, Scope scope, Incident incident, Evictions evictions, Instant at) {
        return session.incidents().list(scope).stream()
                .filter(other -> !other.id().equals(incident.id()))
                .filter(other -> other.communes().stream().anyMatch(incident.communes()::contains))
                .flatMap(other -> session.tombstones().recurrences(scope, other.id()).stream())
                .filter(each -> incident.communes().contains(each.alert().commune()))
                .filter(each -> Watch.after(evictions.forHost(each.alert().host()), incident.watchDays())
                        .filter(watch -> watch.start().isBefore(at)
                                && !Scans.lastSeen(each.alert()).isBefore(watch.start())
                                && Scans.lastSeen(each.alert()).isBefore(watch.end()))
                        .isPresent())
                .map(each -> new Recurrence(each.alert(), each.lines(), false, each.dated()))
                .toList();
    }

    /**
     * Of medium severity or above, raised again or for the first time since the first eviction began, of whichever host: hosts of a
     * commune share alerts. Without a date, all.
     */
    private static List<Alert> since(Store.Session session, Scope communes, Evictions evictions) {
        List<Alert> since = new ArrayList<>();
        Optional<String> before = Optional.empty();
        List<Alert> page;
        do {
            page = session.alerts().list(communes, before, PAGE);
            page.stream()
                    .filter(alert -> alert.severity().compareTo(Severity.MEDIUM) >= 0)
                    .filter(alert -> alert.evidence().containsKey(INDICATOR)
                            || Tombstones.RULES.contains(alert.rule())
                            || !alert.lastTime().isBefore(evictions.earliest()))
                    .forEach(since::add);
            before = page.isEmpty() ? before : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
        return since;
    }

    private static Map<Named, Instant> witnessed(
            Store.Session session,
            Scope communes,
            List<Attestations.Line> attestations,
            Evictions evictions,
            Instant at) {
        Instant from = evictions.all().flatMap(Interval::end).orElse(at);
        return attestations.stream()
                .filter(line -> line.statement() == Statement.EXPECTED_GONE)
                .flatMap(line -> line.named().stream())
                .map(named -> new Named(named.commune(), HostNames.key(named.name())))
                .distinct()
                .flatMap(named -> session
                        .witnesses()
                        .seen(communes, named.commune(), named.name(), from, at, Witnesses.MOST_LINES)
                        .stream()
                        .map(told -> told.sighting().time())
                        .max(Instant::compareTo)
                        .map(last -> Map.entry(named, last))
                        .stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static boolean isUnsighted(Store.Session session, Commune commune, Optional<Instant> evicted) {
        return session.neighbours().list(new Scope.Communes(Set.of(commune)), commune).stream()
                .map(Sighting::neighbour)
                .filter(seen -> seen.origin() != Neighbour.Origin.OWN_CARD)
                .noneMatch(seen -> evicted.filter(
                                end -> Moment.instant(seen.lastWallMicros()).isBefore(end))
                        .isEmpty());
    }
}
