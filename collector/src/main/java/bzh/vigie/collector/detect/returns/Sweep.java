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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
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
     * @param like those that it looks like, the surest first
     * @param sure whether it is a return, and not only suspected to be one
     * @param score how sure, up to 100
     * @param features by what it is known again
     */
    public record Found(
            Where host,
            Thing thing,
            List<Tombstone> like,
            boolean sure,
            int score,
            Set<Feature> features,
            Finding finding) {
        public Found {
            like = List.copyOf(like);
            features = Set.copyOf(features);
        }

        static Found of(Where host, Thing thing, List<Match> matches, Finding finding) {
            Match first = matches.getFirst();
            return new Found(
                    host,
                    thing,
                    matches.stream().map(Match::tombstone).toList(),
                    first.sure(),
                    first.score(),
                    first.features(),
                    finding);
        }
    }

    /**
     * What is known not to look like what is sought, so that a second search for the same things does not look at it again: few forms of items
     * stand on many hosts. Used by one thread.
     */
    public static final class Unlike {
        private final BitSet items = new BitSet();
        /** With how many items each has. */
        private final Map<Long, Integer> scans = new HashMap<>();

        private boolean hasItem(long number) {
            return number <= Integer.MAX_VALUE && items.get((int) number);
        }

        private void addItem(long number) {
            if (number <= Integer.MAX_VALUE) {
                items.set((int) number);
            }
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

        /** What looks like that tombstone, whatever else it looks like. */
        public List<Found> like(Tombstone tombstone) {
            return found.stream()
                    .filter(each -> each.like().contains(tombstone))
                    .toList();
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
        if (!features.commands().isEmpty()) {
            all.add(Feature.COMMAND);
        }
        if (!features.tlsh().isEmpty()) {
            all.add(Feature.SIMILAR_FILE);
        }
        return all;
    }

    /** Digests of words of something marked, by which agents know it again where they tell only digests. */
    public static Set<String> words(Tombstone tombstone) {
        return Features.marked(
                        tombstone.fields(), tombstone.host().map(AgentId::text).orElse(""))
                .digests();
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
        return of(sought, communes, marked, evictions, cards, new Unlike());
    }

    /**
     * The same where something is known already.
     *
     * @param unlike what was sought, or what has the same fields; grows
     */
    public Result of(
            List<Tombstone> sought,
            List<Commune> communes,
            List<Tombstone> marked,
            Evictions evictions,
            Cards cards,
            Unlike unlike) {
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
                List<Stood> had = store.read(s -> had(s.inventories(), host, evictions));
                items += had.size();
                List<Stood> some = had.stream()
                        .filter(each -> !unlike.hasItem(each.item()))
                        .toList();
                if (some.isEmpty()) {
                    continue;
                }
                for (Like like : store.read(s -> like(s.inventories(), host, some, all, known, unlike))) {
                    if (found.size() >= MOST) {
                        cut++;
                    } else {
                        found.add(found(host, like.known(), like.matches(), evictions, recurring));
                    }
                }
            }
        }
        ScanSweep scans = new ScanSweep(cards, now);
        for (Scan scan : store.read(s -> s.scans().standing(new Scope.Communes(Set.copyOf(communes))))) {
            hosts++;
            Integer before = unlike.scans.get(scan.number());
            if (before != null) {
                items += before;
                continue;
            }
            ScanFile file = ScanFile.read(store.read(s -> s.scans().bytes(scan)));
            items += file.items().size();
            List<Found> onDisk = scans.of(scan, file, all, known, evictions);
            if (onDisk.isEmpty()) {
                unlike.scans.put(scan.number(), file.items().size());
            }
            for (Found each : onDisk) {
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
    private List<Stood> had(Inventories inventories, Host host, Evictions evictions) {
        Instant from = evictions
                .forHost(host.id())
                .flatMap(Interval::end)
                .filter(now::isAfter)
                .orElse(now);
        return inventories.during(host.id(), from, now.plus(1, ChronoUnit.MICROS)).stream()
                .sorted(Comparator.comparing((Stood stood) -> stood.until().isPresent())
                        .thenComparing(stood -> stood.until().orElse(now), Comparator.reverseOrder())
                        .thenComparing(Stood::firstSeen)
                        .thenComparingLong(Stood::key))
                .toList();
    }

    /** An item that looks like something marked. */
    private record Like(Known known, List<Match> matches) {}

    private List<Like> like(
            Inventories inventories, Host host, List<Stood> had, Marked all, Set<String> known, Unlike unlike) {
        List<Like> found = new ArrayList<>();
        Set<Long> there = new HashSet<>();
        for (Stood stood : had) {
            Item item = inventories.item(stood.item());
            Map<String, String> fields = fields(item);
            List<Match> matches = all.matches(Features.seen(fields, host.id().text()));
            if (matches.isEmpty()) {
                if (!AccountNames.isOfHost(fields)) {
                    unlike.addItem(stood.item());
                }
                continue;
            }
            // Of the forms of one item the first is told.
            if (!known.contains(place(Optional.of(host.id()), item.key())) && there.add(stood.key())) {
                found.add(new Like(known(inventories, host, stood, item), matches));
            }
        }
        return found;
    }

    private static Known known(Inventories inventories, Host host, Stood stood, Item item) {
        Optional<Known> now = stood.until().isPresent() ? Optional.empty() : inventories.find(host.id(), item.key());
        return now.orElseGet(() -> new Known(
                item, stood.firstSeen(), stood.since(), stood.until().orElse(stood.since()), 0, stood.until()));
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
        return Found.of(Where.of(host), new Thing(key, record, known.firstSeen(), known.removed()), matches, finding);
    }
}
