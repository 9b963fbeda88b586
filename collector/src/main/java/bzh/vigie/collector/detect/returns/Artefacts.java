package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.returns.ArtefactPresence.Absent;
import bzh.vigie.collector.detect.returns.ArtefactPresence.By;
import bzh.vigie.collector.detect.returns.ArtefactPresence.NotConfirmed;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Present;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Why;
import bzh.vigie.collector.identity.MachineChange;
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
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.NatureLine;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Fields of an item that say what it does and whether it is on. */
    private static final List<String> TEXT = List.of("source", "name", "value", "target", "enabled");

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
     * @param due when it was to be gone, the earliest time that was said: who gives it longer than the eviction makes it no less due; empty
     *     where nobody said so
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

        private OnHost with(ArtefactPresence other) {
            return new OnHost(tombstone, host, hostname, commune, key, fields, marked, due, other);
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
            Instant now) {
        return new Artefacts(session, now)
                .state(tombstone, Optional.of(host), key, fields, Optional.empty(), Optional.empty());
    }

    private List<OnHost> all(Scope scope, IncidentId incident) {
        Evictions evictions = Evictions.of(session.incidents().evictions(scope, incident));
        Map<String, Tombstone> standing = session.tombstones().list(scope, incident).stream()
                .filter(Tombstone::standing)
                .collect(Collectors.toMap(Tombstone::id, Function.identity()));
        Map<String, Instant> cleared = new HashMap<>();
        List<Recurrence> again = new ArrayList<>();
        for (Recurrence each : session.tombstones().recurrences(scope, incident)) {
            Optional<NatureLine> another = each.nature()
                    .filter(line -> line.nature() == Nature.AUTHORISED || line.nature() == Nature.UNRELATED)
                    .filter(line -> !each.awaitsApproval());
            if (another.isPresent()) {
                cleared.merge(thing(each.alert()), another.get().written(), (a, b) -> a.isAfter(b) ? a : b);
            } else {
                again.add(each);
            }
        }
        Map<AgentId, String> disks = new HashMap<>();
        session.scans()
                .list(scope, incident)
                .forEach(scan -> disks.put(scan.stated().host(), scan.stated().name()));
        Rows rows = new Rows(evictions, cleared, disks);
        standing.values().stream().filter(each -> each.host().isPresent()).forEach(rows::ofMark);
        for (Recurrence each : again) {
            Recurring.like(each.alert().evidence())
                    .flatMap(id -> Optional.ofNullable(standing.get(id)).stream())
                    .findFirst()
                    .filter(of ->
                            !each.alert().evidence().getOrDefault("key", "").isEmpty())
                    .ifPresent(of -> rows.ofAlert(of, each.alert()));
        }
        // What was marked in several places at once is told by these places, where it was seen in any.
        standing.values().stream().filter(each -> !rows.tells(each)).forEach(rows::ofMark);
        return rows.all().stream()
                .sorted(Comparator.comparingInt((OnHost each) -> order(each.state()))
                        .thenComparing(OnHost::commune)
                        .thenComparing(OnHost::hostname)
                        .thenComparingLong(each -> each.tombstone().number())
                        .thenComparing(OnHost::key))
                .toList();
    }

    private static String thing(Alert alert) {
        return thing(Optional.of(alert.host()), alert.evidence().getOrDefault("key", ""));
    }

    private static String thing(Optional<AgentId> host, String thing) {
        return host.map(AgentId::text).orElse("") + "|" + thing;
    }

    /** The lines, one for each thing on each host. */
    private final class Rows {
        private final Evictions evictions;
        /** When two persons last said of a thing that it is authorised or another intrusion's. */
        private final Map<String, Instant> cleared;
        /** Names of hosts of which a disk was read. */
        private final Map<AgentId, String> disks;

        private final Map<String, OnHost> rows = new HashMap<>();

        Rows(Evictions evictions, Map<String, Instant> cleared, Map<AgentId, String> disks) {
            this.evictions = evictions;
            this.cleared = cleared;
            this.disks = disks;
        }

        Collection<OnHost> all() {
            return rows.values();
        }

        boolean tells(Tombstone tombstone) {
            return rows.values().stream().anyMatch(each -> each.tombstone().equals(tombstone));
        }

        void ofMark(Tombstone tombstone) {
            put(tombstone, tombstone.host(), tombstone.commune(), tombstone.key(), true, tombstone.fields());
        }

        void ofAlert(Tombstone tombstone, Alert alert) {
            String key = alert.evidence().getOrDefault("key", "");
            put(tombstone, Optional.of(alert.host()), alert.commune(), key, false, alert.evidence());
        }

        private void put(
                Tombstone tombstone,
                Optional<AgentId> host,
                Commune commune,
                String key,
                boolean marked,
                Map<String, String> fields) {
            String thing = thing(host, key.isEmpty() ? tombstone.id() : key);
            Optional<Instant> end = host.flatMap(evictions::forHost).flatMap(Interval::end);
            Optional<Instant> due = marked ? evictions.due(tombstone).stream().findFirst() : end;
            OnHost row = new OnHost(
                    tombstone,
                    host,
                    host.flatMap(session.hosts()::find)
                            .map(Host::hostname)
                            .or(() -> host.flatMap(id -> Optional.ofNullable(disks.get(id))))
                            .orElse(CloudParts.isOne(fields) ? CloudExports.HOST : ""),
                    commune,
                    key,
                    fields,
                    marked,
                    due,
                    since(due, end, state(tombstone, host, key, fields, Optional.ofNullable(cleared.get(thing)), end)));
            OnHost ignored = rows.merge(thing, row, Rows::one);
        }

        /** State after the end of an eviction: presence of before it is not confirmed. Presence that was seen after the artefact was due stays. */
        private ArtefactPresence since(Optional<Instant> due, Optional<Instant> end, ArtefactPresence state) {
            return state instanceof Present present
                            && due.filter(present.confirmed()::isAfter).isEmpty()
                            && end.filter(at -> now.isAfter(at)
                                            && present.confirmed().isBefore(at))
                                    .isPresent()
                    ? new NotConfirmed(Optional.of(present.confirmed()), Why.BEFORE_EVICTION, Optional.empty())
                    : state;
        }

        /** One thing on one host is one line, whatever it looks like: that of its own mark, with what a disk showed of it. */
        private static OnHost one(OnHost before, OnHost now) {
            boolean first = before.marked() || !now.marked();
            OnHost kept = first ? before : now;
            OnHost other = first ? now : before;
            boolean later = kept.state() instanceof NotConfirmed mine
                    && other.state() instanceof NotConfirmed theirs
                    && theirs.since()
                            .filter(at -> mine.since().filter(at::isBefore).isEmpty())
                            .isPresent();
            return later ? kept.with(other.state()) : kept;
        }
    }

    private static int order(ArtefactPresence state) {
        return switch (state) {
            case Present ignored -> 0;
            case NotConfirmed ignored -> 1;
            case Absent ignored -> 2;
        };
    }

    /**
     * @param cleared when persons last said that what stands there is not the attacker's
     * @param end of the eviction of the host
     */
    private ArtefactPresence state(
            Tombstone tombstone,
            Optional<AgentId> host,
            String key,
            Map<String, String> fields,
            Optional<Instant> cleared,
            Optional<Instant> end) {
        if (key.isEmpty()) {
            return new NotConfirmed(Optional.empty(), Why.NOT_LISTED, Optional.empty());
        }
        Optional<Host> known = host.flatMap(session.hosts()::find);
        if (known.isEmpty()) {
            return new NotConfirmed(
                    Optional.ofNullable(fields.get(Scans.AS_OF)).map(Instant::parse), Why.NO_AGENT, Optional.empty());
        }
        AgentId agent = reader(known.get(), fields);
        Optional<Known> last = session.inventories().last(agent, key);
        if (last.isEmpty()) {
            Why why = known.get().state() == State.ACTIVE ? Why.NEVER_TOLD : Why.NOT_SENDING;
            return new NotConfirmed(Optional.empty(), why, Optional.empty());
        }
        Known item = last.get();
        if (item.removed().isPresent()) {
            return status(agent, item.item())
                    .filter(each -> each.reason() == ReasonCode.COVERED)
                    .<ArtefactPresence>map(each -> new NotConfirmed(item.removed(), Why.COVERED, Optional.of(each)))
                    .orElseGet(
                            () -> absent(agent, item, new Absent(item.removed().get(), false), end));
        }
        Optional<Certainty> certainty = certainty(tombstone, fields, item, agent)
                .filter(each -> each == Certainty.CERTAIN
                        || cleared.filter(item.since()::isBefore).isEmpty());
        if (certainty.isEmpty()) {
            return absent(agent, item, new Absent(item.since(), true), end);
        }
        Optional<LocationStatus> status = status(agent, item.item());
        return why(agent, item, status)
                .<ArtefactPresence>map(why -> new NotConfirmed(
                        Optional.of(item.lastSeen()), why, why == Why.PLACE_UNREAD ? status : Optional.empty()))
                .orElseGet(() -> new Present(item.lastSeen(), by(agent, item), certainty.get()));
    }

    /**
     * Absence that another machine reported holds for this one when its own full scan found it so. Absence of before the end of the eviction
     * holds after it when a later scan found it so.
     */
    private ArtefactPresence absent(AgentId agent, Known item, Absent absent, Optional<Instant> end) {
        Optional<MachineChange> other = MachineChange.of(session, agent).filter(each -> each.includes(absent.seen()));
        if (other.filter(each -> !each.isOver(session, agent)).isPresent()) {
            Optional<Instant> before = Optional.of(item.lastSeen()).filter(seen -> seen.isBefore(absent.seen()));
            return new NotConfirmed(before, Why.OTHER_MACHINE, Optional.empty());
        }
        Optional<Instant> unconfirmed = end.filter(now::isAfter).filter(absent.seen()::isBefore);
        if (unconfirmed.isEmpty()) {
            return absent;
        }
        String account = item.item().account().map(Account::id).orElse("");
        Instant confirmed = Stream.of(
                        Optional.of(absent.seen()),
                        Optional.of(item.lastSeen()),
                        session.inventories().scanned(agent, item.item().location(), account))
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElseThrow();
        return unconfirmed.filter(confirmed::isBefore).isPresent()
                ? new NotConfirmed(Optional.of(confirmed), Why.ABSENT_BEFORE_EVICTION, Optional.empty())
                : absent;
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

    /**
     * How sure it is that what stands there now is what was marked, or was known again there. Empty where it is something else, which may
     * rightly have taken its place: that it runs from there alone says nothing.
     */
    static Optional<Certainty> certainty(Tombstone tombstone, Map<String, String> fields, Known known, AgentId host) {
        Map<String, String> there = Sweep.fields(known.item());
        boolean marked = fields.equals(tombstone.fields());
        if (marked && (isAsItWas(fields, there) || isWordForWord(fields, there))) {
            return Optional.of(Certainty.CERTAIN);
        }
        Optional<Certainty> now = new Marked(List.of(tombstone))
                .matches(Features.seen(there, host.text())).stream()
                        .map(Match::certainty)
                        .filter(each -> each != Certainty.POSSIBLE)
                        .findFirst();
        return now.isPresent() || marked || !isAsItWas(fields, there)
                ? now
                : Arrays.stream(Certainty.values())
                        .filter(each -> ItemFields.word(each).equals(fields.getOrDefault("certainty", "")))
                        .findFirst()
                        .or(() -> Optional.of(Certainty.POSSIBLE));
    }

    /** Whether nothing of it changed that makes an item another. */
    private static boolean isAsItWas(Map<String, String> fields, Map<String, String> there) {
        return Stream.of("fingerprint", "shape")
                .map(each -> fields.getOrDefault(each, "").equals(there.getOrDefault(each, "?")))
                .anyMatch(same -> same);
    }

    /** Whether it says the same; its program may have been deleted since, or be back, but is no other one. */
    private static boolean isWordForWord(Map<String, String> fields, Map<String, String> there) {
        String before = fields.getOrDefault("sha256", "");
        String now = there.getOrDefault("sha256", "");
        return !there.getOrDefault("value", "").isBlank()
                && TEXT.stream().allMatch(each -> fields.getOrDefault(each, "").equals(there.getOrDefault(each, "")))
                && (before.equals(now) || before.isEmpty() || now.isEmpty());
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

    private Optional<Why> why(AgentId agent, Known item, Optional<LocationStatus> status) {
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
        return item.lastSeen().isBefore(now.minus(FRESH)) ? Optional.of(Why.NO_PASS) : Optional.empty();
    }

    /** What the agent said of how it reads places. */
    private Optional<Why> down(AgentId agent) {
        return session.coverage().states(agent).stream()
                .filter(each -> each.source().endsWith(".persistence") && each.state() == WatchState.DOWN)
                .findFirst()
                .map(each -> each.reason() == ReasonCode.STOPPED ? Why.STOPPED : Why.NOT_READING);
    }
}
