package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.returns.ArtefactPresence.Absent;
import bzh.vigie.collector.detect.returns.ArtefactPresence.By;
import bzh.vigie.collector.detect.returns.ArtefactPresence.NotConfirmed;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Present;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Why;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Inventories.Pass;
import bzh.vigie.collector.store.Inventories.Word;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every artefact of an incident on every host where it was marked or known again, and how it stands there. What an analyst called
 * authorised or another intrusion's is none.
 */
public final class Artefacts {
    /** A pass is due every four hours, or as a policy says: at most this. */
    static final Duration FRESH = Duration.ofHours(24);

    /** Not connected for so long is silence; a heartbeat is due at least once an hour of one that is. */
    private static final Duration SILENT = Duration.ofMinutes(10);

    private static final Duration SILENT_THOUGH_CONNECTED = Duration.ofMinutes(70);

    private final Store.Session session;
    private final Instant now;

    private Artefacts(Store.Session session, Instant now) {
        this.session = session;
        this.now = now;
    }

    /**
     * One of them on one host.
     *
     * @param host whose agent tells of it; empty where none does
     * @param hostname empty where there is no such host
     * @param key of the item; empty where it is none
     * @param fields what was marked, or seen again
     * @param marked there itself; else it was known again there
     * @param due when it was to be gone; empty where nobody said so
     */
    public record OnHost(
            Tombstone tombstone,
            Optional<AgentId> host,
            String hostname,
            Commune commune,
            String key,
            Map<String, String> fields,
            boolean marked,
            Optional<Instant> due,
            ArtefactPresence state) {
        public OnHost {
            fields = Map.copyOf(fields);
        }

        /** Whether it was seen there after it was to be gone. */
        public boolean isLeft() {
            return due.flatMap(at -> state.lastPresent().filter(at::isBefore)).isPresent();
        }

        /** Whether it is to be gone by that time and nobody saw that it is. */
        public boolean isOpen(Instant at) {
            return due.filter(at::isAfter).isPresent() && !(state instanceof Absent);
        }
    }

    /** All of an incident in communes that may be seen: what is there first, then what is not known, by commune and host. */
    public static List<OnHost> of(Store.Session session, Scope scope, IncidentId incident, Instant now) {
        return new Artefacts(session, now).all(scope, incident);
    }

    /** How what was marked, or what is known as it, stands on a host. */
    static ArtefactPresence state(
            Store.Session session,
            Tombstone tombstone,
            AgentId host,
            String key,
            Map<String, String> fields,
            Optional<Instant> due,
            Instant now) {
        return new Artefacts(session, now).state(tombstone, Optional.of(host), key, fields, due);
    }

    private List<OnHost> all(Scope scope, IncidentId incident) {
        Evictions evictions = Evictions.of(session.incidents().evictions(scope, incident));
        Map<String, Tombstone> standing = session.tombstones().list(scope, incident).stream()
                .filter(Tombstone::standing)
                .collect(Collectors.toMap(Tombstone::id, Function.identity()));
        List<Recurrence> again = session.tombstones().recurrences(scope, incident).stream()
                .filter(each -> each.nature()
                        .filter(line -> line.nature() == Nature.AUTHORISED || line.nature() == Nature.UNRELATED)
                        .isEmpty())
                .toList();
        Set<String> seenAgain = again.stream()
                .map(each -> each.alert().evidence().getOrDefault("tombstone", ""))
                .collect(Collectors.toSet());
        Map<String, OnHost> rows = new HashMap<>();
        for (Tombstone tombstone : standing.values()) {
            // What was marked in several places at once is told by these places.
            if (tombstone.host().isPresent() || !seenAgain.contains(tombstone.id())) {
                put(
                        rows,
                        row(
                                tombstone,
                                tombstone.host(),
                                tombstone.commune(),
                                tombstone.key(),
                                true,
                                tombstone.fields(),
                                evictions));
            }
        }
        for (Recurrence each : again) {
            Alert alert = each.alert();
            Optional<Tombstone> of =
                    Optional.ofNullable(standing.get(alert.evidence().getOrDefault("tombstone", "")));
            String key = alert.evidence().getOrDefault("key", "");
            if (of.isPresent() && !key.isEmpty()) {
                put(
                        rows,
                        row(
                                of.get(),
                                Optional.of(alert.host()),
                                alert.commune(),
                                key,
                                false,
                                alert.evidence(),
                                evictions));
            }
        }
        return rows.values().stream()
                .sorted(Comparator.comparingInt((OnHost each) -> order(each.state()))
                        .thenComparing(OnHost::commune)
                        .thenComparing(OnHost::hostname)
                        .thenComparingLong(each -> each.tombstone().number())
                        .thenComparing(OnHost::key))
                .toList();
    }

    /** One thing on one host is one line, whatever it looks like: that of its own mark. */
    private static void put(Map<String, OnHost> rows, OnHost row) {
        String thing = row.key().isEmpty() ? row.tombstone().id() : row.key();
        OnHost ignored = rows.merge(
                row.host().map(AgentId::text).orElse("") + "|" + thing,
                row,
                (before, now) -> before.marked() || !now.marked() ? before : now);
    }

    private static int order(ArtefactPresence state) {
        return switch (state) {
            case Present ignored -> 0;
            case NotConfirmed ignored -> 1;
            case Absent ignored -> 2;
        };
    }

    private OnHost row(
            Tombstone tombstone,
            Optional<AgentId> host,
            Commune commune,
            String key,
            boolean marked,
            Map<String, String> fields,
            Evictions evictions) {
        Optional<Instant> due = due(tombstone, host, marked, evictions);
        return new OnHost(
                tombstone,
                host,
                host.flatMap(session.hosts()::find)
                        .map(Host::hostname)
                        .orElse(CloudParts.isOne(fields) ? CloudExports.HOST : ""),
                commune,
                key,
                fields,
                marked,
                due,
                state(tombstone, host, key, fields, due));
    }

    /** By when it was to be gone: as was said with the mark, else when the eviction of its host ended. */
    static Optional<Instant> due(Tombstone tombstone, Evictions evictions) {
        return due(tombstone, tombstone.host(), true, evictions);
    }

    private static Optional<Instant> due(
            Tombstone tombstone, Optional<AgentId> host, boolean marked, Evictions evictions) {
        return (marked ? tombstone.removal() : Optional.<Instant>empty())
                .or(() -> host.flatMap(evictions::forHost).flatMap(Interval::end));
    }

    private ArtefactPresence state(
            Tombstone tombstone,
            Optional<AgentId> host,
            String key,
            Map<String, String> fields,
            Optional<Instant> due) {
        if (key.isEmpty()) {
            return new NotConfirmed(Optional.empty(), Why.NOT_LISTED, Optional.empty());
        }
        Optional<Host> known = host.flatMap(session.hosts()::find);
        if (known.isEmpty()) {
            return new NotConfirmed(Optional.empty(), Why.NO_AGENT, Optional.empty());
        }
        AgentId agent = reader(known.get(), fields);
        Optional<Known> last = session.inventories().last(agent, key);
        if (last.isEmpty()) {
            Why why = known.get().state() == State.ACTIVE ? Why.NEVER_TOLD : Why.NOT_SENDING;
            return new NotConfirmed(Optional.empty(), why, Optional.empty());
        }
        Known item = last.get();
        if (item.removed().isPresent()) {
            return new Absent(item.removed().get(), false);
        }
        if (!isThat(tombstone, fields, item, agent)) {
            return new Absent(item.since(), true);
        }
        Optional<LocationStatus> status = status(agent, item.item());
        return why(agent, item, status, due)
                .<ArtefactPresence>map(why -> new NotConfirmed(
                        Optional.of(item.lastSeen()), why, why == Why.PLACE_UNREAD ? status : Optional.empty()))
                .orElseGet(() -> new Present(item.lastSeen(), by(agent, item)));
    }

    /** What lies in a directory is told by whoever reads that now. */
    private AgentId reader(Host host, Map<String, String> fields) {
        return Directories.isOfDirectory(fields)
                        && session.directories().readBy(host.id()).isEmpty()
                ? session.directories().list(new Scope.Communes(Set.of(host.commune()))).stream()
                        .filter(Directories.Reader::isRead)
                        .map(Directories.Reader::reader)
                        .findFirst()
                        .orElse(host.id())
                : host.id();
    }

    /** Whether what stands there is what was marked, or known again: something else may rightly have taken its place. */
    private static boolean isThat(Tombstone tombstone, Map<String, String> fields, Known known, AgentId host) {
        return known.item().fingerprint().equals(fields.getOrDefault("fingerprint", ""))
                || new Marked(List.of(tombstone))
                        .matches(Features.seen(Sweep.fields(known.item()), host.text())).stream()
                                .anyMatch(Match::sure);
    }

    private Optional<LocationStatus> status(AgentId agent, Item item) {
        String account = item.account().map(Account::id).orElse("");
        return session.inventories().statuses(agent).stream()
                .filter(each -> each.location().equals(item.location())
                        && each.account().map(Account::id).orElse("").equals(account))
                .findFirst();
    }

    private By by(AgentId agent, Known item) {
        return session.inventories()
                        .lastPass(agent)
                        .filter(pass -> pass.began().equals(item.lastSeen()))
                        .isPresent()
                ? By.FULL_SCAN
                : By.READING;
    }

    private Optional<Why> why(AgentId agent, Known item, Optional<LocationStatus> status, Optional<Instant> due) {
        Host host = session.hosts().find(agent).orElseThrow();
        boolean directory = item.item().location().startsWith(Directories.LOCATIONS);
        if (host.state() != State.ACTIVE) {
            return Optional.of(Why.NOT_SENDING);
        }
        Optional<Why> down = directory ? Optional.empty() : down(agent);
        if (down.isPresent()) {
            return down;
        }
        Instant heard = host.lastSeen().orElse(Instant.MIN);
        if (heard.isBefore(now.minus(host.connected() ? SILENT_THOUGH_CONNECTED : SILENT))) {
            return Optional.of(Why.SILENT);
        }
        if (status.filter(each -> each.state() == LocationStatus.State.READ).isEmpty()) {
            return Optional.of(Why.PLACE_UNREAD);
        }
        Optional<Pass> pass =
                directory ? Optional.empty() : session.inventories().lastPass(agent);
        if (pass.filter(each -> each.word() != Word.AGREES && each.received().isAfter(item.lastSeen()))
                .isPresent()) {
            return Optional.of(pass.get().word() == Word.DIFFERS ? Why.DIFFERS : Why.UNTOLD);
        }
        boolean old = item.lastSeen().isBefore(now.minus(FRESH))
                || due.filter(at -> at.isBefore(now) && !item.lastSeen().isAfter(at))
                        .isPresent();
        return old ? Optional.of(Why.NO_PASS) : Optional.empty();
    }

    /** What the agent said of how it reads places. */
    private Optional<Why> down(AgentId agent) {
        return session.coverage().states(agent).stream()
                .filter(each -> each.source().endsWith(".persistence") && each.state() == WatchState.DOWN)
                .findFirst()
                .map(each -> each.reason() == ReasonCode.STOPPED ? Why.STOPPED : Why.NOT_READING);
    }
}
