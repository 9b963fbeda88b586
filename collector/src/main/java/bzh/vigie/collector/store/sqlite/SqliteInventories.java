package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.sqlite.Shelf.OnAgent;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Inventories as sets of item numbers: one {@link Shelf} per host, location and account. What changes in a session stays in
 * memory until {@link #flush}, so that a listing of 10,000 items writes one row.
 */
final class SqliteInventories implements Inventories {
    private static final String IN =
            "agent = ? AND location IN (SELECT number FROM location WHERE substr(id, 1, ?) = ?)";

    private final Sql sql;
    private final Names names;
    private final ItemTables items;
    private final LocationStatuses statuses;
    private final Map<Room, List<Shelf>> rooms = new HashMap<>();
    private final Map<Room, Set<Long>> shapes = new HashMap<>();

    /** One location of one host, with all its accounts: within it a shape is counted once for the host. */
    private record Room(long agent, long location) {}

    SqliteInventories(Sql sql, Names names, ItemCache cache) {
        this.sql = sql;
        this.names = names;
        this.items = new ItemTables(sql, cache);
        this.statuses = new LocationStatuses(sql);
    }

    void flush() {
        rooms.values().stream().flatMap(List::stream).forEach(Shelf::flush);
    }

    void committed() {
        items.committed();
    }

    /** Nothing is known any more of what a host has in locations whose ids begin so. */
    void drop(AgentId host, String locations) {
        flush();
        rooms.clear();
        shapes.clear();
        OptionalLong agent = names.ifAgent(host);
        if (agent.isPresent()) {
            for (String table : List.of("inventory_past", "location_status")) {
                sql.change(
                        "DELETE FROM " + table + " WHERE inventory IN (SELECT number FROM inventory WHERE " + IN + ")",
                        agent.getAsLong(),
                        locations.length(),
                        locations);
            }
            sql.change("DELETE FROM inventory WHERE " + IN, agent.getAsLong(), locations.length(), locations);
        }
    }

    @Override
    public void forget(AgentId host) {
        flush();
        OptionalLong agent = names.ifAgent(host);
        if (agent.isEmpty()) {
            return;
        }
        List<Shelf> own = Shelf.of(sql, agent.getAsLong()).stream()
                .filter(shelf -> !names.location(shelf.location()).startsWith(Directories.LOCATIONS))
                .toList();
        Map<Room, Set<Long>> had = new HashMap<>();
        for (Shelf shelf : own) {
            Stream.concat(shelf.there().stream(), shelf.past().stream())
                    .forEach(entry -> had.computeIfAbsent(
                                    new Room(agent.getAsLong(), shelf.location()), room -> new HashSet<>())
                            .add(entry.shape()));
            for (String table : List.of("inventory_past", "location_status")) {
                sql.change("DELETE FROM " + table + " WHERE inventory = ?", shelf.number());
            }
            sql.change("DELETE FROM inventory WHERE number = ?", shelf.number());
        }
        sql.change("DELETE FROM inventory_pass WHERE agent = ?", agent.getAsLong());
        rooms.clear();
        shapes.clear();
        had.values().stream().flatMap(Set::stream).forEach(items::withdraw);
    }

    /** What one host has in locations whose ids begin so is another's from now on, who loses what it had there. */
    void move(AgentId from, AgentId to, String locations) {
        drop(to, locations);
        OptionalLong before = names.ifAgent(from);
        if (before.isPresent()) {
            sql.change(
                    "UPDATE inventory SET agent = ? WHERE " + IN,
                    names.agent(to),
                    before.getAsLong(),
                    locations.length(),
                    locations);
        }
    }

    @Override
    public Optional<Known> find(AgentId host, String key) {
        OptionalLong agent = names.ifAgent(host);
        if (agent.isEmpty()) {
            return Optional.empty();
        }
        for (ItemTables.Place place : items.places(key)) {
            Optional<Shelf> shelf = shelf(new Room(agent.getAsLong(), place.location()), place.account());
            Optional<Known> known =
                    shelf.flatMap(s -> Optional.ofNullable(s.get(place.key())).map(entry -> known(s, entry)));
            if (known.isPresent()) {
                return known;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Known> last(AgentId host, String key) {
        Optional<Known> now = find(host, key);
        OptionalLong agent = names.ifAgent(host);
        if (now.isPresent() || agent.isEmpty()) {
            return now;
        }
        return items.places(key).stream()
                .flatMap(place -> shelf(new Room(agent.getAsLong(), place.location()), place.account()).stream()
                        .flatMap(shelf -> shelf.past().stream()
                                .filter(entry -> entry.key() == place.key())
                                .map(entry -> new Placed(shelf, entry))))
                .max(Comparator.comparingLong(placed -> placed.entry().until()))
                .map(placed -> known(placed.shelf(), placed.entry()));
    }

    @Override
    public List<Known> location(AgentId host, String location, String accountId) {
        return shelf(host, location, accountId)
                .map(shelf -> oldestFirst(shelf.there().stream().map(entry -> new Placed(shelf, entry))))
                .orElse(List.of());
    }

    @Override
    public List<Known> at(AgentId host, Instant when) {
        OptionalLong agent = names.ifAgent(host);
        if (agent.isEmpty()) {
            return List.of();
        }
        flush();
        return at(Shelf.of(sql, agent.getAsLong()), when);
    }

    @Override
    public List<Known> at(AgentId host, Set<String> locations, Instant when) {
        OptionalLong agent = names.ifAgent(host);
        if (agent.isEmpty()) {
            return List.of();
        }
        flush();
        return at(
                locations.stream()
                        .map(names::ifLocation)
                        .flatMap(number -> number.stream().boxed())
                        .flatMap(number -> Shelf.of(sql, agent.getAsLong(), number).stream())
                        .toList(),
                when);
    }

    @Override
    public List<OnHost> now(Scope scope, Commune commune, String location) {
        flush();
        List<OnHost> now = new ArrayList<>();
        for (OnAgent each : Shelf.of(sql, scope, commune, location)) {
            oldestFirst(each.shelf().there().stream().map(entry -> new Placed(each.shelf(), entry)))
                    .forEach(known -> now.add(new OnHost(each.host(), known)));
        }
        return now;
    }

    private List<Known> at(List<Shelf> shelves, Instant when) {
        long micros = Micros.of(when);
        List<Placed> placed = new ArrayList<>();
        for (Shelf shelf : shelves) {
            Stream.concat(shelf.there().stream(), shelf.past().stream())
                    .filter(entry -> entry.since() <= micros && micros < entry.until())
                    .forEach(entry -> placed.add(new Placed(shelf, entry)));
        }
        return oldestFirst(placed.stream());
    }

    @Override
    public List<Stood> during(AgentId host, Instant from, Instant to) {
        OptionalLong agent = names.ifAgent(host);
        if (agent.isEmpty()) {
            return List.of();
        }
        flush();
        Map<Long, List<Entry>> past = new HashMap<>();
        sql.list(
                """
                SELECT inventory, entries FROM inventory_past
                  WHERE inventory IN (SELECT number FROM inventory WHERE agent = ?)\
                """,
                row -> past.computeIfAbsent(row.getLong(1), number -> new ArrayList<>())
                        .addAll(EntryCodec.decode(row.getBytes(2))),
                agent.getAsLong());
        long start = Micros.of(from);
        long end = Micros.of(to);
        List<Stood> stood = new ArrayList<>();
        for (Shelf shelf : Shelf.of(sql, agent.getAsLong())) {
            List<Entry> all = new ArrayList<>(shelf.there());
            all.addAll(past.getOrDefault(shelf.number(), List.of()));
            long listed = all.stream().mapToLong(Entry::firstSeen).min().orElse(0);
            for (Entry entry : all) {
                if (entry.since() < end && entry.until() > start) {
                    stood.add(new Stood(
                            entry.item(),
                            entry.key(),
                            items.shapeOf(entry.shape()),
                            Moment.instant(entry.firstSeen()),
                            Moment.instant(entry.since()),
                            entry.until() == Entry.THERE
                                    ? Optional.empty()
                                    : Optional.of(Moment.instant(entry.until())),
                            Moment.instant(listed)));
                }
            }
        }
        return stood;
    }

    @Override
    public Item item(long number) {
        return items.item(number);
    }

    @Override
    public String fingerprint(long number) {
        return items.fingerprint(number);
    }

    @Override
    public void put(AgentId host, Commune commune, Item item, long reading, Instant received) {
        Room room = new Room(names.agent(host), names.location(item.location()));
        String account = item.account().map(Account::id).orElse("");
        Shelf shelf = shelf(room, account).orElseGet(() -> make(room, account));
        long key = items.key(item.key(), room.location(), account);
        long micros = Micros.of(received);
        Item lasting = ItemTables.withoutTimes(item);
        Entry before = shelf.get(key);
        if (before != null && items.item(before.item()).equals(lasting)) {
            shelf.put(before.seenAgain(before.item(), before.shape(), micros, reading, item.times()));
            return;
        }
        ItemTables.Numbered numbered = items.number(lasting);
        if (before != null && items.item(before.item()).fingerprint().equals(item.fingerprint())) {
            shelf.put(before.seenAgain(numbered.item(), numbered.shape(), micros, reading, item.times()));
            return;
        }
        count(room, numbered.shape(), commune, received);
        if (before != null) {
            shelf.end(before, micros);
        }
        long firstSeen =
                before != null ? before.firstSeen() : shelf.firstSeenBefore(key).orElse(micros);
        shelf.put(new Entry(
                key, numbered.item(), numbered.shape(), firstSeen, micros, micros, reading, item.times(), Entry.THERE));
    }

    @Override
    public void remove(AgentId host, String key, Instant received) {
        long agent = names.agent(host);
        for (ItemTables.Place place : items.places(key)) {
            shelf(new Room(agent, place.location()), place.account()).ifPresent(shelf -> {
                Entry entry = shelf.get(place.key());
                if (entry != null) {
                    shelf.end(entry, Micros.of(received));
                }
            });
        }
    }

    @Override
    public void read(AgentId host, LocationRead read, Instant received) {
        LocationStatus status = read.status();
        Room room = new Room(names.agent(host), names.location(status.location()));
        String account = status.account().map(Account::id).orElse("");
        Shelf shelf = shelf(room, account).orElseGet(() -> make(room, account));
        shelf.reading(
                status.state() == LocationStatus.State.READ,
                Micros.of(received),
                read.digest(),
                read.completeListing());
        statuses.put(shelf.number(), status);
    }

    @Override
    public void passed(AgentId host, Pass pass) {
        // What is in memory has the pass before.
        flush();
        rooms.clear();
        long began = Micros.of(pass.began());
        sql.change(
                """
                INSERT INTO inventory_pass VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (agent) DO UPDATE
                  SET began = ?2, received = ?3, word = ?4, confirmed = max(confirmed, ?5)""",
                names.agent(host),
                began,
                Micros.of(pass.received()),
                pass.word(),
                pass.word() == Word.AGREES ? began : 0);
    }

    @Override
    public Optional<Pass> lastPass(AgentId host) {
        OptionalLong agent = names.ifAgent(host);
        return agent.isEmpty()
                ? Optional.empty()
                : sql.first(
                        "SELECT began, received, word FROM inventory_pass WHERE agent = ?",
                        row -> new Pass(
                                Moment.instant(row.getLong("began")),
                                Moment.instant(row.getLong("received")),
                                Word.valueOf(row.getString("word"))),
                        agent.getAsLong());
    }

    @Override
    public List<InventoryDigest.Entry> digests(AgentId host) {
        flush();
        OptionalLong agent = names.ifAgent(host);
        return agent.isEmpty()
                ? List.of()
                : sql.list(
                        """
                        SELECT l.id, i.account, i.digest FROM inventory i JOIN location l ON l.number = i.location
                          WHERE i.agent = ? AND i.digest IS NOT NULL""",
                        row -> new InventoryDigest.Entry(
                                row.getString("id"), row.getString("account"), Sha256.of(row.getBytes("digest"))),
                        agent.getAsLong());
    }

    @Override
    public List<LocationStatus> statuses(AgentId host) {
        OptionalLong agent = names.ifAgent(host);
        return agent.isEmpty() ? List.of() : statuses.of(agent.getAsLong());
    }

    @Override
    public Optional<Sha256> digest(AgentId host, String location, String accountId) {
        return shelf(host, location, accountId).flatMap(Shelf::digest);
    }

    @Override
    public Optional<Instant> scanned(AgentId host, String location, String accountId) {
        flush();
        OptionalLong agent = names.ifAgent(host);
        OptionalLong number = names.ifLocation(location);
        if (agent.isEmpty() || number.isEmpty()) {
            return Optional.empty();
        }
        return sql.first("""
                        SELECT max(i.confirmed, coalesce(p.confirmed, 0)) FROM inventory i
                          JOIN location_status s ON s.inventory = i.number AND s.state IN ('READ', 'NOT_APPLICABLE')
                          LEFT JOIN inventory_pass p ON p.agent = i.agent
                          WHERE i.agent = ? AND i.location = ? AND i.account = ?\
                        """, row -> row.getLong(1), agent.getAsLong(), number.getAsLong(), accountId)
                .filter(confirmed -> confirmed > 0)
                .map(Moment::instant);
    }

    @Override
    public boolean hasListing(AgentId host, String location, String accountId) {
        return shelf(host, location, accountId).map(Shelf::listed).orElse(false);
    }

    @Override
    public String point(AgentId host, String locations) {
        flush();
        OptionalLong agent = names.ifAgent(host);
        return agent.isEmpty()
                ? ""
                : String.join(
                        " ",
                        sql.list(
                                "SELECT number || '.' || confirmed || '.' || length(entries) || '.' ||"
                                        + " coalesce(hex(digest), '') FROM inventory WHERE " + IN + " ORDER BY number",
                                row -> row.getString(1),
                                agent.getAsLong(),
                                locations.length(),
                                locations));
    }

    @Override
    public Prevalence prevalence(String shape) {
        return items.prevalence(shape).orElse(new Prevalence(0, 0));
    }

    @Override
    public int communes(Scope scope, String shape) {
        return items.communes(scope, shape);
    }

    @Override
    public int communesBefore(String shape, Instant before, Set<Commune> but) {
        return items.communesBefore(shape, before, but);
    }

    private void count(Room room, long shape, Commune commune, Instant received) {
        Set<Long> had = shapes.computeIfAbsent(room, r -> {
            Set<Long> found = new HashSet<>();
            for (Shelf shelf : shelves(r)) {
                shelf.there().forEach(entry -> found.add(entry.shape()));
                shelf.past().forEach(entry -> found.add(entry.shape()));
            }
            return found;
        });
        if (had.add(shape)) {
            items.spread(shape, commune, received);
        }
    }

    private List<Shelf> shelves(Room room) {
        return rooms.computeIfAbsent(room, r -> new ArrayList<>(Shelf.of(sql, r.agent(), r.location())));
    }

    private Optional<Shelf> shelf(Room room, String account) {
        return shelves(room).stream()
                .filter(shelf -> shelf.account().equals(account))
                .findFirst();
    }

    private Optional<Shelf> shelf(AgentId host, String location, String accountId) {
        OptionalLong agent = names.ifAgent(host);
        OptionalLong number = names.ifLocation(location);
        return agent.isEmpty() || number.isEmpty()
                ? Optional.empty()
                : shelf(new Room(agent.getAsLong(), number.getAsLong()), accountId);
    }

    private Shelf make(Room room, String account) {
        Shelf shelf = Shelf.make(sql, room.agent(), room.location(), account);
        shelves(room).add(shelf);
        return shelf;
    }

    private record Placed(Shelf shelf, Entry entry) {}

    private List<Known> oldestFirst(Stream<Placed> placed) {
        return placed.sorted(Comparator.comparingLong((Placed p) -> p.entry().firstSeen())
                        .thenComparingLong(p -> p.entry().key())
                        .thenComparingLong(p -> p.entry().since()))
                .map(p -> known(p.shelf(), p.entry()))
                .toList();
    }

    private Known known(Shelf shelf, Entry entry) {
        boolean there = entry.until() == Entry.THERE;
        Item item = items.item(entry.item());
        long lastSeen = there ? Math.max(entry.lastSeen(), shelf.confirmed()) : entry.lastSeen();
        return new Known(
                ItemTables.withTimes(item, entry.times().starting(item.times().starts())),
                Moment.instant(entry.firstSeen()),
                Moment.instant(entry.since()),
                Moment.instant(lastSeen),
                entry.reading(),
                there ? Optional.empty() : Optional.of(Moment.instant(entry.until())));
    }
}
