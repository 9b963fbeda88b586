package bzh.vigie.collector.review;

import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Watch;
import bzh.vigie.collector.review.ReviewGroup.State;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Inventories.Stood;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemLabel;
import bzh.vigie.event.ItemNames;
import bzh.vigie.text.DirectoryText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All groups of one list of an incident, with what was decided of each. Items are those that a host had at any time after its eviction,
 * or that changed during it; of a host without a date, nothing. What a host fills the list with is bounded: it is counted, waits, and
 * can be decided in no way but by looking at that host.
 *
 * @param groups in their order: the rarest first
 * @param floods hosts with more groups of their own than {@link #MOST_OF_HOST}, and how many items were left out
 * @param unread hosts of which no item was ever told
 * @param hosts how many were looked at
 * @param items how many
 */
public record ReviewList(
        Matter matter, List<ReviewGroup> groups, Map<String, Long> floods, List<Host> unread, int hosts, long items) {
    /** Groups that a host may have that no host before it has. */
    public static final int MOST_OF_HOST = 20_000;

    /** Groups of a list. */
    static final int MOST = 200_000;

    private static final int NAMES = 20;
    private static final Duration FIRST_LISTING = Duration.ofHours(1);

    public ReviewList {
        groups = List.copyOf(groups);
        floods = new TreeMap<>(floods);
        unread = List.copyOf(unread);
    }

    /** Reads it, of the communes of the incident that may be seen, as it was at that time. */
    public static ReviewList of(Store.Session session, Scope scope, Incident incident, Matter matter, Instant at) {
        return of(session, scope, incident, matter, at, MOST_OF_HOST);
    }

    /** Items alone, and of each host only what it had before its reinforced watch was over: what a conclusion asks for. */
    public static ReviewList ofWatch(Store.Session session, Scope scope, Incident incident, Instant at) {
        return ofWatch(session, scope, incident, at, session.reviews().standing(scope, incident.id()));
    }

    /** The same where it was read already what was decided. */
    static ReviewList ofWatch(Store.Session session, Scope scope, Incident incident, Instant at, List<Line> standing) {
        return new Reading(session, scope, incident, Matter.ITEMS, at, true, MOST_OF_HOST).list(standing);
    }

    /** Changes during the eviction, where it was read already what was decided. */
    static ReviewList ofChanges(
            Store.Session session, Scope scope, Incident incident, Instant at, List<Line> standing) {
        return new Reading(session, scope, incident, Matter.REMEDIATION, at, false, MOST_OF_HOST).list(standing);
    }

    static ReviewList of(
            Store.Session session, Scope scope, Incident incident, Matter matter, Instant at, int mostOfHost) {
        return new Reading(session, scope, incident, matter, at, false, mostOfHost)
                .list(session.reviews().standing(scope, incident.id()));
    }

    /** How many groups stand how. */
    public Map<State, Long> states() {
        Map<State, Long> states = new EnumMap<>(State.class);
        groups.forEach(group -> states.merge(group.state(), 1L, Long::sum));
        return states;
    }

    /** The hosts of a commune whose items are in the review at that time. */
    public static List<AgentId> hosts(
            Store.Session session, Scope scope, Incident incident, Commune commune, Instant at) {
        Reading reading = new Reading(session, scope, incident, Matter.ITEMS, at, false, MOST_OF_HOST);
        return reading.hosts(Set.of(commune)).keySet().stream()
                .filter(host -> reading.end(host).isPresent())
                .map(Host::id)
                .toList();
    }

    /** The group as decisions keep it. */
    public static Subject subject(Store.Session session, ReviewGroup group) {
        Item item = session.inventories().item(group.sample());
        return new Subject(group.id(), ItemNames.lineage(item), GroupKey.publisher(item), Sweep.fields(item));
    }

    /** What is known of a group while hosts are read. */
    private static final class Tally {
        private final String id;
        private final String change;
        private final Stood sample;
        private final Set<Commune> communes = new HashSet<>();
        private final List<String> names = new ArrayList<>();
        private Optional<AgentId> last = Optional.empty();
        private int hosts;
        private long items;
        private Instant first;
        private Instant newest;
        private boolean there;

        Tally(String id, String change, Stood sample) {
            this.id = id;
            this.change = change;
            this.sample = sample;
            this.first = sample.firstSeen();
            this.newest = sample.since();
        }

        void add(Host host, Stood stood) {
            items++;
            if (!last.equals(Optional.of(host.id()))) {
                last = Optional.of(host.id());
                hosts++;
                communes.add(host.commune());
                if (names.size() < NAMES) {
                    names.add(host.hostname());
                }
            }
            first = stood.firstSeen().isBefore(first) ? stood.firstSeen() : first;
            newest = stood.since().isAfter(newest) ? stood.since() : newest;
            there |= stood.until().isEmpty();
        }
    }

    /** That something with this key was there in a form since then. */
    private record Begun(long key, Instant since) {}

    /** One reading of the store. */
    private static final class Reading {
        private final Store.Session session;
        private final Scope scope;
        private final Incident incident;
        private final Matter matter;
        private final Instant at;
        private final boolean watchOnly;
        private final int mostOfHost;
        private final Evictions evictions;
        private final Map<Long, String> groupOf = new HashMap<>();
        private final Map<String, Tally> tallies = new LinkedHashMap<>();
        private final Map<String, Long> floods = new TreeMap<>();
        private final List<Host> unread = new ArrayList<>();
        private int hosts;
        private long items;

        Reading(
                Store.Session session,
                Scope scope,
                Incident incident,
                Matter matter,
                Instant at,
                boolean watchOnly,
                int mostOfHost) {
            this.session = session;
            this.scope = scope;
            this.incident = incident;
            this.matter = matter;
            this.at = at;
            this.watchOnly = watchOnly;
            this.mostOfHost = mostOfHost;
            this.evictions = Evictions.of(session.incidents().evictions(scope, incident.id()));
        }

        ReviewList list(List<Line> standing) {
            hosts(incident.communes().stream().filter(scope::allows).collect(Collectors.toSet()))
                    .forEach(this::read);
            return new ReviewList(matter, new Deciding(this, standing).groups(), floods, unread, hosts, items);
        }

        /** Those that are not attested to be gone and have an eviction, with it. */
        Map<Host, Interval> hosts(Set<Commune> communes) {
            List<Attestations.Line> attested = session.attestations().lines(scope, incident.id());
            Map<Host, Interval> found = new LinkedHashMap<>();
            for (Host host : session.hosts().all(new Scope.Communes(communes))) {
                if (!Attestations.isGone(attested, host)) {
                    evictions.forHost(host.id()).ifPresent(interval -> found.put(host, interval));
                }
            }
            return found;
        }

        /** When its eviction ended, if it did. */
        Optional<Instant> end(Host host) {
            return evictions.forHost(host.id()).flatMap(Interval::end).filter(at::isAfter);
        }

        private void read(Host host, Interval eviction) {
            // What came at that very instant is meant too.
            Instant until = at.plusNanos(1_000);
            boolean changes = matter == Matter.REMEDIATION;
            Optional<Instant> end = end(host);
            if (watchOnly) {
                Instant over = Watch.after(Optional.of(eviction), incident.watchDays())
                        .map(Watch::end)
                        .orElse(until);
                until = over.isBefore(until) ? over : until;
            }
            if (!changes && end.isEmpty()) {
                return;
            }
            hosts++;
            List<Stood> all = changes
                    ? session.inventories().during(host.id(), eviction.start(), end.orElse(until))
                    : session.inventories().during(host.id(), end.orElseThrow(), until);
            if (!changes && all.isEmpty()) {
                unread.add(host);
            }
            int before = tallies.size();
            if (!changes) {
                all.forEach(stood -> add(host, stood, "", before));
                return;
            }
            Set<Begun> begun = new HashSet<>();
            all.forEach(stood -> begun.add(new Begun(stood.key(), stood.since())));
            for (Stood stood : all) {
                if (isWithin(stood.since(), eviction) && !isFirstListing(stood)) {
                    add(host, stood, stood.firstSeen().equals(stood.since()) ? "added" : "changed", before);
                }
                boolean gone = stood.until()
                        .filter(left -> isWithin(left, eviction) && !begun.contains(new Begun(stood.key(), left)))
                        .isPresent();
                if (gone) {
                    add(host, stood, "removed", before);
                }
            }
        }

        private boolean isWithin(Instant time, Interval eviction) {
            return !time.isBefore(eviction.start())
                    && eviction.end().filter(end -> !time.isBefore(end)).isEmpty()
                    && !time.isAfter(at);
        }

        /** A host that got its agent during the eviction tells what it has, which is no change. */
        private static boolean isFirstListing(Stood stood) {
            return stood.since().isBefore(stood.listed().plus(FIRST_LISTING))
                    && stood.firstSeen().equals(stood.since());
        }

        private void add(Host host, Stood stood, String change, int before) {
            items++;
            String group = groupOf.computeIfAbsent(
                    stood.item(), number -> GroupKey.of(session.inventories().item(number), stood.shape()));
            String id = change.isEmpty() ? group : GroupKey.of(group, change);
            Tally tally = tallies.get(id);
            if (tally == null) {
                if (tallies.size() - before >= mostOfHost || tallies.size() >= MOST) {
                    floods.merge(host.hostname() + " " + host.id().text(), 1L, Long::sum);
                    return;
                }
                tally = new Tally(id, change, stood);
                tallies.put(id, tally);
            }
            tally.add(host, stood);
        }
    }

    /** What was decided of the groups that were read. */
    private static final class Deciding {
        private final Reading read;
        private final Map<String, Map<Commune, Line>> decided = new HashMap<>();
        private final Map<Commune, Map<String, Line>> baselined = new HashMap<>();
        private final Map<Commune, Set<String>> updatable = new HashMap<>();
        private final Set<String> tombstones;

        Deciding(Reading read, List<Line> standing) {
            this.read = read;
            Store.Session session = read.session;
            tombstones = session.tombstones().list(new Scope.All(), read.incident.id()).stream()
                    .filter(Tombstone::standing)
                    .map(Tombstone::id)
                    .collect(Collectors.toSet());
            Map<Commune, List<Line>> approved = new HashMap<>();
            for (Line line : standing) {
                if (line.matter() == read.matter) {
                    decided.computeIfAbsent(line.subject().id(), id -> new HashMap<>())
                            .put(line.commune(), line);
                    if (line.decision() == Decision.APPROVED) {
                        approved.computeIfAbsent(line.commune(), each -> new ArrayList<>())
                                .add(line);
                    }
                }
            }
            if (read.matter == Matter.ITEMS) {
                for (Commune commune : read.incident.communes()) {
                    Map<String, Line> signed = new HashMap<>();
                    session.reviews()
                            .baselined(commune)
                            .forEach(line -> signed.put(line.subject().id(), line));
                    baselined.put(commune, signed);
                    approved.computeIfAbsent(commune, each -> new ArrayList<>()).addAll(signed.values());
                    updatable.put(
                            commune,
                            approved.getOrDefault(commune, List.of()).stream()
                                    .map(line -> line.subject().lineage() + " "
                                            + line.subject().publisher())
                                    .collect(Collectors.toSet()));
                }
            }
        }

        List<ReviewGroup> groups() {
            return read.tallies.values().stream()
                    .map(this::group)
                    .sorted(ReviewGroup.ORDER)
                    .toList();
        }

        private ReviewGroup group(Tally tally) {
            Item item = read.session.inventories().item(tally.sample.item());
            var spread = read.session.inventories().prevalence(tally.sample.shape());
            boolean needed = read.matter != Matter.ITEMS || DecisionNeed.isFor(item);
            SortedMap<Commune, State> states = new TreeMap<>();
            Map<Commune, Line> lines = new HashMap<>(decided.getOrDefault(tally.id, Map.of()));
            lines.keySet().retainAll(tally.communes);
            for (Commune commune : tally.communes) {
                Optional<Line> signed = Optional.ofNullable(
                        baselined.getOrDefault(commune, Map.of()).get(tally.id));
                Optional<Line> line = Optional.ofNullable(lines.get(commune)).or(() -> signed);
                line.ifPresent(each -> lines.put(commune, each));
                boolean recorded = line.isEmpty()
                        && Update.mayBe(item, spread)
                        && updatable
                                .getOrDefault(commune, Set.of())
                                .contains(ItemNames.lineage(item) + " " + GroupKey.publisher(item));
                states.put(
                        commune,
                        recorded
                                ? State.RECORDED
                                : line.map(this::state).orElse(needed ? State.WAITING : State.NOT_NEEDED));
            }
            boolean isOfDirectory = item.location().startsWith(Directories.LOCATIONS);
            String name = isOfDirectory
                    ? DirectoryText.line(item.location(), item.source(), item.name(), item.value())
                    : ItemLabel.of(item.source(), item.name());
            int longest = isOfDirectory ? ReviewGroup.LONGEST_OF_DIRECTORY : ReviewGroup.LONGEST_NAME;
            return new ReviewGroup(
                    tally.id,
                    tally.sample.item(),
                    tally.change,
                    item.location(),
                    name.length() > longest ? name.substring(0, longest) : name,
                    DirectoryGravity.of(item),
                    item.signature(),
                    item.shipped(),
                    item.signer(),
                    item.sha256().isPresent() || item.target().isBlank(),
                    ByName.only(item),
                    tally.hosts,
                    tally.items,
                    tally.first,
                    tally.newest,
                    tally.there,
                    tally.names,
                    spread,
                    states,
                    lines);
        }

        private State state(Line line) {
            return switch (line.decision()) {
                case APPROVED -> State.APPROVED;
                case WATCH -> State.WATCH;
                // A mark that was taken back decides nothing.
                case ATTACKER -> tombstones.contains(line.tombstone()) ? State.ATTACKER : State.WAITING;
                case REOPENED -> State.WAITING;
            };
        }
    }
}
