package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Witnesses.SignedIn;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.text.LetterCase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is stored about accounts of the communes of an incident, as {@link ExposedAccounts} judges it.
 *
 * @param touched hosts that the attacker touched, as far as is known
 * @param uses which account logged on to which host, of all hosts of the communes
 * @param local accounts of touched hosts
 * @param directories what readings of directories and imported lists say of the accounts of each commune
 * @param signedIn accounts of directories that devices without an agent tell of
 * @param logons when logons were watched since the first eviction ended, of hosts where an account was that was on a touched one; none of hosts
 *     that are no longer there
 * @param longestGap longer than this nothing may go unwatched
 */
public record AccountFacts(
        Instant at,
        List<Touched> touched,
        List<Use> uses,
        List<Local> local,
        DirectoryPasswords directories,
        List<SignedIn> signedIn,
        Map<AgentId, LogonWatch> logons,
        Duration longestGap) {
    private static final int PAGE = 500;
    private static final String WINDOWS = "windows.account.local";
    private static final String LINUX = "linux.account.password";
    private static final Set<Nature> NOT_OURS = EnumSet.of(Nature.AUTHORISED, Nature.UNRELATED);
    private static final Set<Why> STATED = EnumSet.of(Why.PRIVILEGED_CODE, Why.ATTESTED);

    /** By what a host is known to have been touched. */
    public enum Why {
        /** Something on it was marked as the attacker's. */
        TOMBSTONE,
        /** It is attested that the attacker's code ran there as administrator. */
        PRIVILEGED_CODE,
        /** It is attested that the attacker was there. */
        ATTESTED,
        /** A recurrence was seen there, and nobody said that it is none of this attacker. */
        RECURRENCE,
        /** An alert of high severity or above was raised there before its eviction ended. */
        ALERT
    }

    /**
     * A host that the attacker touched.
     *
     * @param eviction its own, or that of all
     * @param before whether logons were kept from before its eviction began on: else nobody knows who logged on then
     * @param localRead whether its local accounts were read, or the host is no longer there
     * @param seen when the last was marked or raised there by which that is known; empty where it is only attested
     */
    public record Touched(
            Host host,
            Optional<Interval> eviction,
            boolean before,
            boolean localRead,
            Set<Why> why,
            Optional<Instant> seen) {
        public Touched {
            why = Set.copyOf(why);
        }
    }

    /**
     * An account of a touched host itself.
     *
     * @param name folded
     * @param enabled whether one can log on to it with a password
     * @param set when that was set last, by the host's clock; empty where that is not told
     */
    public record Local(
            AgentId host,
            String name,
            boolean administrator,
            boolean enabled,
            Optional<Instant> set,
            boolean dayOnly) {}

    public AccountFacts {
        touched = List.copyOf(touched);
        uses = List.copyOf(uses);
        local = List.copyOf(local);
        signedIn = List.copyOf(signedIn);
        logons = Map.copyOf(logons);
    }

    /** Reads them, of the communes of the incident that may be seen. */
    public static AccountFacts of(Store.Session session, Scope scope, Incident incident, Instant at) {
        return of(
                session,
                scope,
                incident,
                Evictions.of(session.incidents().evictions(scope, incident.id())),
                session.attestations().lines(scope, incident.id()),
                at);
    }

    /** Likewise. */
    static AccountFacts of(
            Store.Session session,
            Scope scope,
            Incident incident,
            Evictions evictions,
            List<Attestations.Line> attestations,
            Instant at) {
        Scope communes = new Scope.Communes(Set.copyOf(incident.communes()));
        Map<AgentId, Host> hosts = new LinkedHashMap<>();
        session.hosts().all(communes).forEach(host -> hosts.put(host.id(), host));
        Map<AgentId, Map<Why, Instant>> why =
                why(session, scope, communes, incident, evictions, attestations, hosts.keySet(), at);
        Instant since = session.accountUses().since();
        List<Touched> touched = new ArrayList<>();
        List<Local> local = new ArrayList<>();
        why.forEach((id, reasons) -> {
            Host host = hosts.get(id);
            if (host == null) {
                return;
            }
            Optional<Interval> eviction = evictions.forHost(id);
            Instant start = eviction.map(Interval::start).orElse(Instant.MIN);
            boolean gone = Attestations.isGone(attestations, host);
            local.addAll(gone ? List.of() : local(session, id));
            touched.add(new Touched(
                    host,
                    eviction,
                    host.enrolled().isBefore(start) && since.isBefore(start),
                    gone || isRead(session, id),
                    reasons.keySet(),
                    reasons.entrySet().stream()
                            .filter(each -> !STATED.contains(each.getKey()))
                            .map(Map.Entry::getValue)
                            .max(Comparator.naturalOrder())));
        });
        List<Use> uses = touched.isEmpty() ? List.of() : session.accountUses().list(communes);
        hosts.values().removeIf(host -> Attestations.isGone(attestations, host));
        return new AccountFacts(
                at,
                touched,
                uses,
                local,
                DirectoryPasswords.of(
                        session,
                        scope,
                        incident,
                        hosts.values(),
                        mistrusted(touched, attestations, evictions, at),
                        evictions),
                session.witnesses().signedIn(scope, incident.id()),
                logons(session, hosts, touched, uses, at),
                new CoverageTable(session.thresholds().lines(scope, incident.id())).longestGap());
    }

    /** The same without what only judging needs: a directory may have a hundred thousand accounts. */
    AccountFacts judged() {
        return new AccountFacts(
                at, touched, List.of(), List.of(), DirectoryPasswords.NONE, List.of(), Map.of(), longestGap);
    }

    /** Those of the touched hosts that nobody states to be set up anew since: what they tell in their own favour counts for nothing. */
    Set<AgentId> ruled(List<Attestations.Line> attestations, Evictions evictions) {
        return mistrusted(attestations, evictions).hosts().stream()
                .map(Host::id)
                .collect(Collectors.toSet());
    }

    /** Likewise, as those by whose word a directory is known. */
    Mistrusted mistrusted(List<Attestations.Line> attestations, Evictions evictions) {
        return mistrusted(touched, attestations, evictions, at);
    }

    private static Mistrusted mistrusted(
            List<Touched> touched, List<Attestations.Line> attestations, Evictions evictions, Instant at) {
        return new Mistrusted(touched.stream()
                .filter(each -> Attestations.rebuilt(attestations, each.host().id(), each.seen())
                        .filter(line -> Attested.counts(line, evictions, at))
                        .isEmpty())
                .map(Touched::host)
                .toList());
    }

    private static Map<AgentId, LogonWatch> logons(
            Store.Session session, Map<AgentId, Host> hosts, List<Touched> touched, List<Use> uses, Instant at) {
        Optional<Instant> first = touched.stream()
                .flatMap(each -> each.eviction().flatMap(Interval::end).stream())
                .min(Comparator.naturalOrder())
                .filter(at::isAfter);
        if (first.isEmpty()) {
            return Map.of();
        }
        Set<AgentId> on = touched.stream().map(each -> each.host().id()).collect(Collectors.toSet());
        boolean everybody = touched.stream().anyMatch(each -> !each.before());
        Set<String> exposed = uses.stream()
                .filter(use -> everybody || on.contains(use.host()))
                .map(AccountFacts::proof)
                .collect(Collectors.toSet());
        Map<AgentId, LogonWatch> logons = new HashMap<>();
        for (Use use : uses) {
            Host host = hosts.get(use.host());
            if (host != null && exposed.contains(proof(use))) {
                logons.computeIfAbsent(
                        use.host(),
                        id -> LogonWatch.of(HostCoverage.of(host, new Window(first.get(), at), session.coverage())));
            }
        }
        return logons;
    }

    private static String proof(Use use) {
        return use.key().isEmpty() ? use.account() : " " + use.key();
    }

    private static Map<AgentId, Map<Why, Instant>> why(
            Store.Session session,
            Scope scope,
            Scope communes,
            Incident incident,
            Evictions evictions,
            List<Attestations.Line> attestations,
            Set<AgentId> hosts,
            Instant at) {
        Map<AgentId, Map<Why, Instant>> why = new LinkedHashMap<>();
        Map<AgentId, Instant> denied = new HashMap<>();
        for (AgentId host : hosts) {
            line(attestations, Statement.PRIVILEGED_CODE, host, Answer.YES)
                    .ifPresent(yes -> put(why, host, Why.PRIVILEGED_CODE, yes.written()));
            line(attestations, Statement.TOUCHED, host, Answer.YES)
                    .ifPresent(yes -> put(why, host, Why.ATTESTED, yes.written()));
            // That he was not there holds of what was known then, of that eviction, and as long as was stated.
            Stream.of(Answer.NO, Answer.NOT_CONCERNED)
                    .flatMap(no -> line(attestations, Statement.TOUCHED, host, no).stream())
                    .filter(no -> Attested.counts(no, evictions, at))
                    .forEach(no -> denied.put(host, no.written()));
        }
        session.tombstones().list(scope, incident.id()).stream()
                .filter(tombstone -> tombstone.standing() && !Directories.isOfDirectory(tombstone.fields()))
                .forEach(tombstone ->
                        tombstone.host().ifPresent(host -> put(why, host, Why.TOMBSTONE, tombstone.marked())));
        for (Recurrence recurrence : session.tombstones().recurrences(scope, incident.id())) {
            boolean ours = recurrence
                    .nature()
                    .filter(line -> NOT_OURS.contains(line.nature()))
                    .isEmpty();
            if (ours && isOfHost(recurrence.alert()) && !isDenied(recurrence.alert(), denied)) {
                put(
                        why,
                        recurrence.alert().host(),
                        Why.RECURRENCE,
                        recurrence.alert().lastTime());
            }
        }
        alerts(session, communes, alert -> {
            Instant end = evictions.forHost(alert.host()).flatMap(Interval::end).orElse(Instant.MAX);
            if (alert.severity().compareTo(Severity.HIGH) >= 0
                    && alert.time().isBefore(end)
                    && isOfHost(alert)
                    && !isDenied(alert, denied)) {
                put(why, alert.host(), Why.ALERT, alert.time());
            }
        });
        return why;
    }

    private static void put(Map<AgentId, Map<Why, Instant>> why, AgentId host, Why reason, Instant last) {
        why.computeIfAbsent(host, each -> new EnumMap<>(Why.class)).merge(reason, last, (a, b) -> a.isAfter(b) ? a : b);
    }

    /** The last line about it, where it says so. */
    private static Optional<Attestations.Line> line(
            List<Attestations.Line> lines, Statement statement, AgentId host, Answer answer) {
        return Attestations.last(lines, statement, Optional.of(host))
                .filter(line -> line.answer().equals(Optional.of(answer)));
    }

    /** Whether it is of before somebody stated that its host was not touched. */
    private static boolean isDenied(Alert alert, Map<AgentId, Instant> denied) {
        return Optional.ofNullable(denied.get(alert.host()))
                .filter(alert.lastTime()::isBefore)
                .isPresent();
    }

    /** Not what an agent read in its domain's directory: that is the domain's, whichever host reads it. */
    private static boolean isOfHost(Alert alert) {
        return !Directories.isOfDirectory(alert.evidence());
    }

    private static void alerts(Store.Session session, Scope communes, Consumer<Alert> taker) {
        Optional<String> before = Optional.empty();
        List<Alert> page;
        do {
            page = session.alerts().list(communes, before, PAGE);
            page.forEach(taker);
            before = page.isEmpty() ? before : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    private static boolean isRead(Store.Session session, AgentId host) {
        return session.inventories().statuses(host).stream()
                .anyMatch(status -> status.state() == LocationStatus.State.READ
                        && (status.location().equals(WINDOWS)
                                || status.location().equals(LINUX)));
    }

    /** The accounts of a host itself, as its inventory has them. */
    public static List<Local> local(Store.Session session, AgentId host) {
        List<Local> local = new ArrayList<>();
        for (Inventories.Known known : session.inventories().location(host, WINDOWS, "")) {
            Item item = known.item();
            List<String> parts = Arrays.asList(item.value().split("; ", -1));
            local.add(new Local(
                    host,
                    LetterCase.fold(item.name()),
                    parts.contains("administrator"),
                    item.enabled() && !item.traits().contains(Item.Trait.EMPTY_PASSWORD),
                    set(item),
                    false));
        }
        for (Inventories.Known known : session.inventories().location(host, LINUX, "")) {
            Item item = known.item();
            local.add(new Local(
                    host,
                    LetterCase.fold(item.name()),
                    item.name().equals("root"),
                    item.enabled() && item.value().startsWith("password=set "),
                    set(item),
                    true));
        }
        return local;
    }

    private static Optional<Instant> set(Item item) {
        return item.times().passwordSetMicros().stream()
                .mapToObj(Moment::instant)
                .findFirst();
    }
}
