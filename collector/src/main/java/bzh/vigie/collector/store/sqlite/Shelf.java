package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The inventory of one location of one host for one account, in memory for one session: what is there by key, and, once
 * asked for, what was there.
 */
final class Shelf {
    /** With the beginning of the last pass that confirmed what was wholly read. */
    private static final String SELECT = """
            SELECT inventory.*, coalesce((SELECT p.confirmed FROM inventory_pass p
                JOIN location_status s ON s.inventory = inventory.number AND s.state = 'READ'
                WHERE p.agent = inventory.agent), 0) AS passed
              FROM inventory""";

    private final Sql sql;
    private final long number;
    private final long location;
    private final String account;
    /** Entries as they were read, in the order of keys. */
    private final List<Entry> read;
    /** Entries that changed since, by key; empty for one that is gone. */
    private final TreeMap<Long, Optional<Entry>> since = new TreeMap<>();

    private final List<Entry> endedNow = new ArrayList<>();
    private @Nullable Map<Long, Long> firstSeenBefore;
    private boolean entriesChanged;
    private boolean readingChanged;
    private long confirmed;
    private @Nullable Sha256 digest;
    private boolean listed;

    private Shelf(
            Sql sql,
            long number,
            long location,
            String account,
            byte[] entries,
            long confirmed,
            @Nullable Sha256 digest,
            boolean listed) {
        this.sql = sql;
        this.number = number;
        this.location = location;
        this.account = account;
        this.read = EntryCodec.decode(entries);
        this.confirmed = confirmed;
        this.digest = digest;
        this.listed = listed;
    }

    /** Of one location, all accounts. */
    static List<Shelf> of(Sql sql, long agent, long location) {
        return sql.list(SELECT + " WHERE agent = ? AND location = ?", row -> read(sql, row), agent, location);
    }

    /** All of a host. */
    static List<Shelf> of(Sql sql, long agent) {
        return sql.list(SELECT + " WHERE agent = ?", row -> read(sql, row), agent);
    }

    /** One, and the host whose it is. */
    record OnAgent(AgentId host, Shelf shelf) {}

    /** Of hosts of a commune, all whose location has this in its id. */
    static List<OnAgent> of(Sql sql, Scope scope, Commune commune, String location) {
        return sql.scoped(
                """
                SELECT host.id AS whose, inventory.*, 0 AS passed FROM host JOIN agent ON agent.id = host.id
                  JOIN inventory ON inventory.agent = agent.number
                    AND inventory.location IN (SELECT number FROM location WHERE instr(id, ?3) > 0)
                  WHERE {scope} AND commune = ?2 AND state NOT IN ('REVOKED', 'UNINSTALLED') ORDER BY host.id""", row -> new OnAgent(new AgentId(row.getString("whose")), read(sql, row)), scope, commune, location);
    }

    static Shelf make(Sql sql, long agent, long location, String account) {
        byte[] empty = EntryCodec.encode(List.of());
        long number = sql.insert("""
                INSERT INTO inventory (agent, location, account, entries, confirmed, digest, listed)
                VALUES (?, ?, ?, ?, 0, NULL, 0)""", agent, location, account, empty);
        return new Shelf(sql, number, location, account, empty, 0, null, false);
    }

    private static Shelf read(Sql sql, java.sql.ResultSet row) throws java.sql.SQLException {
        byte[] digest = row.getBytes("digest");
        return new Shelf(
                sql,
                row.getLong("number"),
                row.getLong("location"),
                row.getString("account"),
                row.getBytes("entries"),
                Math.max(row.getLong("confirmed"), row.getLong("passed")),
                digest == null ? null : Sha256.of(digest),
                row.getBoolean("listed"));
    }

    long number() {
        return number;
    }

    long location() {
        return location;
    }

    String account() {
        return account;
    }

    /** The last reading or pass that found everything here to be still there, microseconds; 0 before the first. */
    long confirmed() {
        return confirmed;
    }

    Optional<Sha256> digest() {
        return Optional.ofNullable(digest);
    }

    boolean listed() {
        return listed;
    }

    @Nullable
    Entry get(long key) {
        Optional<Entry> now = since.get(key);
        if (now != null) {
            return now.orElse(null);
        }
        int low = 0;
        int high = read.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (read.get(middle).key() < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < read.size() && read.get(low).key() == key ? read.get(low) : null;
    }

    /** Entries of what is there, in the order of keys. */
    List<Entry> there() {
        if (since.isEmpty()) {
            return read;
        }
        List<Entry> there = new ArrayList<>(read.size() + since.size());
        int at = 0;
        for (Map.Entry<Long, Optional<Entry>> now : since.entrySet()) {
            for (; at < read.size() && read.get(at).key() <= now.getKey(); at++) {
                if (read.get(at).key() < now.getKey()) {
                    there.add(read.get(at));
                }
            }
            now.getValue().ifPresent(there::add);
        }
        there.addAll(read.subList(at, read.size()));
        return there;
    }

    void put(Entry entry) {
        since.put(entry.key(), Optional.of(entry));
        entriesChanged = true;
    }

    /** It is no longer there in this form. */
    void end(Entry entry, long received) {
        since.put(entry.key(), Optional.empty());
        Entry ended = entry.ended(received)
                .seenAgain(
                        entry.item(),
                        entry.shape(),
                        Math.max(entry.lastSeen(), confirmed),
                        entry.reading(),
                        entry.times());
        endedNow.add(ended);
        if (firstSeenBefore != null) {
            firstSeenBefore.merge(ended.key(), ended.firstSeen(), Math::min);
        }
        entriesChanged = true;
    }

    void reading(boolean complete, long received, Sha256 told, boolean listing) {
        if (complete) {
            confirmed = Math.max(confirmed, received);
        }
        digest = told;
        listed |= listing;
        readingChanged = true;
    }

    /** When something with this key, which is not there now, was first seen here; empty where never. */
    Optional<Long> firstSeenBefore(long key) {
        if (firstSeenBefore == null) {
            firstSeenBefore = new HashMap<>();
            for (Entry entry : past()) {
                firstSeenBefore.merge(entry.key(), entry.firstSeen(), Math::min);
            }
        }
        return Optional.ofNullable(firstSeenBefore.get(key));
    }

    /** What was there and ended. */
    List<Entry> past() {
        List<Entry> past = new ArrayList<>();
        sql.list("SELECT entries FROM inventory_past WHERE inventory = ? ORDER BY part", r -> r.getBytes(1), number)
                .forEach(part -> past.addAll(EntryCodec.decode(part)));
        past.addAll(endedNow);
        return past;
    }

    /** Writes what changed. */
    void flush() {
        if (entriesChanged) {
            sql.change("UPDATE inventory SET entries = ? WHERE number = ?", EntryCodec.encode(there()), number);
        }
        if (readingChanged) {
            sql.change(
                    "UPDATE inventory SET confirmed = ?, digest = ?, listed = ? WHERE number = ?",
                    confirmed,
                    digest(),
                    listed,
                    number);
        }
        if (!endedNow.isEmpty()) {
            endedNow.sort(Comparator.comparingLong(Entry::key));
            sql.change("""
                    INSERT INTO inventory_past
                    SELECT ?1, coalesce(max(part), 0) + 1, ?2 FROM inventory_past WHERE inventory = ?1""", number, EntryCodec.encode(endedNow));
            endedNow.clear();
        }
        entriesChanged = false;
        readingChanged = false;
    }
}
