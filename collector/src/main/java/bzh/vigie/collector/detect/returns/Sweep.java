package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.returns.Recurring.Sighting;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Inventories.Stood;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Everything that hosts have, or had since their eviction, held against tombstones when they are set: what an analyst finds on one PC
 * today may have been on others for weeks. Hosts are read one after the other, each in a transaction of its own, so that nobody waits.
 */
public final class Sweep {
    /** Finds kept of one search. */
    public static final int MOST = 5_000;

    private final Store store;
    private final Instant now;

    /**
     * Over what a store has.
     *
     * @param now by the collector's clock
     */
    public Sweep(Store store, Instant now) {
        this.store = store;
        this.now = now;
    }

    /** A host, or a disk whose host has no agent. */
    public record Where(AgentId id, String hostname, Commune commune) {
        static Where of(Host host) {
            return new Where(host.id(), host.hostname(), host.commune());
        }
    }

    /**
     * An item that is, or was, somewhere.
     *
     * @param firstSeen when it was first told; of a disk, of when that is
     * @param removed when it went; empty where it is there
     */
    public record Thing(String key, SigmaRecord record, Instant firstSeen, Optional<Instant> removed) {}

    /**
     * Something that looks like one of the tombstones.
     *
     * @param sure whether it is a return, and not only suspected to be one
     * @param score how sure, up to 100
     * @param features by what it is known again
     */
    public record Found(Where host, Thing thing, boolean sure, int score, Set<Feature> features, Finding finding) {
        public Found {
            features = Set.copyOf(features);
        }
    }

    /**
     * What was found.
     *
     * @param cut how many more than {@link #MOST} there were
     * @param hosts and items that were looked at, disks among them
     */
    public record Result(List<Found> found, int cut, int hosts, long items) {
        public Result {
            found = List.copyOf(found);
        }
    }

    /** The fields of an item as a tombstone keeps them: text, lists with a line each. */
    public static Map<String, String> fields(Item item) {
        Map<String, String> fields = new LinkedHashMap<>();
        ItemFields.of(item)
                .forEach((name, value) -> fields.put(
                        name,
                        value instanceof List<?> list
                                ? list.stream().map(String::valueOf).collect(Collectors.joining("\n"))
                                : String.valueOf(value)));
        return fields;
    }

    /** By what something marked would be known again. */
    public static Set<Feature> features(Map<String, String> fields, Optional<AgentId> host) {
        Features features = Features.marked(fields, host.map(AgentId::text).orElse(""));
        Set<Feature> all = new TreeSet<>(features.values().keySet());
        features.command().ifPresent(command -> all.add(Feature.COMMAND));
        if (!features.tlsh().isEmpty()) {
            all.add(Feature.SIMILAR_FILE);
        }
        return all;
    }

    /** Whether fields of an item, on whichever host, are like one of these tombstones. */
    public static Predicate<Map<String, String>> like(Collection<Tombstone> tombstones) {
        Marked marked = new Marked(tombstones);
        return fields ->
                !marked.isEmpty() && !marked.matches(Features.seen(fields, "")).isEmpty();
    }

    /** Whether there is anything by which this could be known again. */
    public static boolean canBeKnown(Map<String, String> fields, String agent) {
        return !Features.marked(fields, agent).isEmpty();
    }

    /**
     * Looks at every host of these communes, but not at items that are marked themselves where they are: at what it has, and at what it had
     * at some time since its eviction ended, also where that is gone. And at every scan of a disk and every
     * export of Microsoft 365 and Entra that was imported for one of them.
     *
     * @param sought of one act
     * @param marked of the same incident: those are known to be there
     */
    public Result of(
            List<Tombstone> sought, List<Commune> communes, List<Tombstone> marked, Evictions evictions, Cards cards) {
        Marked all = new Marked(sought);
        Set<String> known = new HashSet<>();
        sought.forEach(each -> known.add(place(each.host(), each.key())));
        marked.forEach(each -> known.add(place(each.host(), each.key())));
        Recurring recurring = new Recurring(cards);
        List<Found> found = new ArrayList<>();
        int cut = 0;
        int hosts = 0;
        long items = 0;
        for (Commune commune : communes) {
            for (Host host : store.read(s -> s.hosts().all(new Scope.Communes(Set.of(commune))))) {
                hosts++;
                List<Known> had = store.read(s -> had(s.inventories(), host, evictions));
                items += had.size();
                Set<String> there = new HashSet<>();
                for (Known item : had) {
                    if (!known.contains(
                            place(Optional.of(host.id()), item.item().key()))) {
                        List<Match> matches = all.matches(
                                Features.seen(fields(item.item()), host.id().text()));
                        // Of the forms of one item the first is told.
                        if (matches.isEmpty() || !there.add(item.item().key())) {
                            continue;
                        }
                        if (found.size() >= MOST) {
                            cut++;
                        } else {
                            found.add(found(host, item, matches, evictions, recurring));
                        }
                    }
                }
            }
        }
        ScanSweep scans = new ScanSweep(cards, now);
        for (Scan scan : store.read(s -> s.scans().standing(new Scope.Communes(Set.copyOf(communes))))) {
            hosts++;
            ScanFile file = ScanFile.read(store.read(s -> s.scans().bytes(scan)));
            items += file.items().size();
            for (Found each : scans.of(scan, file, all, known, evictions)) {
                if (found.size() >= MOST) {
                    cut++;
                } else {
                    found.add(each);
                }
            }
        }
        for (Found each : new CloudSweep(cards, now).of(store, communes, all, evictions)) {
            if (found.size() >= MOST) {
                cut++;
            } else {
                found.add(each);
            }
        }
        return new Result(found, cut, hosts, items);
    }

    /** What is there, oldest first, then what was there after the host's eviction, what went last first. */
    private List<Known> had(Inventories inventories, Host host, Evictions evictions) {
        List<Known> all = new ArrayList<>(inventories.at(host.id(), now));
        evictions
                .forHost(host.id())
                .flatMap(Interval::end)
                .filter(now::isAfter)
                .ifPresent(end -> inventories.during(host.id(), end, now).stream()
                        .filter(stood -> stood.until().isPresent())
                        .sorted(Comparator.comparing(
                                        (Stood stood) -> stood.until().orElse(now))
                                .reversed())
                        .forEach(stood -> all.add(new Known(
                                inventories.item(stood.item()),
                                stood.firstSeen(),
                                stood.since(),
                                stood.until().orElse(now),
                                0,
                                stood.until()))));
        return all;
    }

    static String place(Optional<AgentId> host, String key) {
        return host.map(AgentId::text).orElse("") + "|" + key;
    }

    private Found found(Host host, Known known, List<Match> matches, Evictions evictions, Recurring recurring) {
        Match match = matches.getFirst();
        Event.Change change = known.removed().isPresent() ? Event.Change.REMOVED : Event.Change.PRESENT;
        Event.ItemSeen seen = new Event.ItemSeen(
                new Moment(now, "collector", 0), "collector", change, known.item(), Optional.empty(), known.reading());
        String key = known.item().key();
        Sighting sighting = new Sighting(
                host.id(),
                host.hostname(),
                host.commune(),
                "sweep/" + match.tombstone().id() + "/" + host.id().text() + "/" + key,
                now,
                known.lastSeen());
        SigmaRecord record = SigmaFields.item(
                seen,
                change,
                Optional.empty(),
                Map.of("first_seen", known.firstSeen().toString()));
        // What is there, or was at some time since the eviction ended, is seen as of now.
        Finding finding = recurring.again(
                sighting,
                key,
                record,
                matches,
                evictions.place(host.id(), known.firstSeen()),
                evictions.place(host.id(), now));
        return new Found(
                Where.of(host),
                new Thing(key, record, known.firstSeen(), known.removed()),
                match.sure(),
                match.score(),
                match.features(),
                finding);
    }
}
