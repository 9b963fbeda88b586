package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Inventories.Prevalence;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemNames;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Sha256;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tables that all hosts share: keys, items and shapes. An item is kept without its times, which differ from host to
 * host.
 */
final class ItemTables {
    private static final Pattern KEY = Pattern.compile("(?:[0-9a-fA-F]{2}){1,64}");

    private final Sql sql;
    private final ItemCache shared;
    /** What this session wrote; not shared before its end, since after a rollback a number can be given again. */
    private final Map<Long, Item> fresh = new HashMap<>();

    private final Map<Long, String> shapes = new HashMap<>();

    ItemTables(Sql sql, ItemCache shared) {
        this.sql = sql;
        this.shared = shared;
    }

    /** An item and its shape by number. */
    record Numbered(long item, long shape) {}

    /** Where items with a key stand. */
    record Place(long key, long location, String account) {}

    void committed() {
        fresh.forEach(shared::put);
    }

    /** But for when it starts, which many hosts have in common. */
    static Item withoutTimes(Item item) {
        ItemTimes lasting = ItemTimes.NONE.starting(item.times().starts());
        return item.times().equals(lasting) ? item : withTimes(item, lasting);
    }

    static Item withTimes(Item i, ItemTimes times) {
        return new Item(
                i.location(),
                i.techniques(),
                i.os(),
                i.account(),
                i.name(),
                i.value(),
                i.source(),
                i.target(),
                i.sha256(),
                i.signer(),
                i.signature(),
                i.packageName(),
                i.shipped(),
                i.enabled(),
                times,
                i.resolved(),
                i.replaceableBy(),
                i.authentihash(),
                i.imphash(),
                i.tlsh(),
                i.originalName(),
                i.pdb(),
                i.build(),
                i.observables(),
                i.traits());
    }

    /** Every place in which an item with this key stands on some host; none for what is no key: an alert's evidence may call anything so. */
    List<Place> places(String key) {
        if (!KEY.matcher(key).matches()) {
            return List.of();
        }
        return sql.list(
                "SELECT number, location, account FROM item_key WHERE key = ?",
                row -> new Place(row.getLong(1), row.getLong(2), row.getString(3)),
                HexFormat.of().parseHex(key));
    }

    long key(String key, long location, String account) {
        byte[] bytes = HexFormat.of().parseHex(key);
        return sql.first(
                        "SELECT number FROM item_key WHERE key = ? AND location = ? AND account = ?",
                        row -> row.getLong(1),
                        bytes,
                        location,
                        account)
                .orElseGet(() -> sql.insert(
                        "INSERT INTO item_key (key, location, account) VALUES (?, ?, ?)", bytes, location, account));
    }

    /** The number of this item, which has no times; it is stored now where it is not yet. */
    Numbered number(Item item) {
        byte[] bytes = EventCodec.encodeItem(item);
        Sha256 content = Sha256.over(bytes);
        String fingerprint = item.fingerprint();
        return sql.first(
                        "SELECT number, shape FROM item WHERE fingerprint = ? AND content = ?",
                        row -> new Numbered(row.getLong(1), row.getLong(2)),
                        fingerprint,
                        content)
                .orElseGet(() -> {
                    long shape = shape(item.shape());
                    long number = sql.insert(
                            "INSERT INTO item (fingerprint, content, shape, bytes) VALUES (?, ?, ?, ?)",
                            fingerprint,
                            content,
                            shape,
                            bytes);
                    fresh.put(number, item);
                    return new Numbered(number, shape);
                });
    }

    /** Under which it was stored; empty where somebody changed what is stored, as far as this version makes the same names. */
    String fingerprint(long number) {
        return sql.first(
                        "SELECT fingerprint, content, bytes FROM item WHERE number = ?",
                        row -> isSound(row.getString(1), row.getBytes(2), row.getBytes(3)) ? row.getString(1) : "",
                        number)
                .orElse("");
    }

    private static boolean isSound(String fingerprint, byte[] content, byte[] bytes) {
        try {
            return Arrays.equals(content, Sha256.over(bytes).bytes())
                    && (!fingerprint.startsWith(ItemNames.VERSION + ":")
                            || EventCodec.decodeItem(bytes).fingerprint().equals(fingerprint));
        } catch (MalformedBatchException e) {
            return false;
        }
    }

    Item item(long number) {
        Item known = fresh.get(number);
        if (known == null) {
            known = shared.get(number);
        }
        if (known == null) {
            byte[] bytes = sql.first("SELECT bytes FROM item WHERE number = ?", row -> row.getBytes(1), number)
                    .orElseThrow(() -> damaged(new IllegalStateException("no item " + number)));
            try {
                known = EventCodec.decodeItem(bytes);
            } catch (MalformedBatchException e) {
                throw damaged(e);
            }
            // What this session did not write itself is committed.
            shared.put(number, known);
        }
        return known;
    }

    /** A host, which had none of this shape before, has one now. */
    void spread(long shape, Commune commune, Instant received) {
        int communes = sql.change(
                "INSERT OR IGNORE INTO shape_commune (shape, commune, since) VALUES (?, ?, ?)",
                shape,
                commune,
                received);
        sql.change("UPDATE shape SET hosts = hosts + 1, communes = communes + ? WHERE number = ?", communes, shape);
    }

    /** A host has none of this shape in one location any more. Where nobody has one, its items go; the newest number stays, so that none is given again. */
    void withdraw(long shape) {
        sql.change("UPDATE shape SET hosts = hosts - 1 WHERE number = ?", shape);
        long hosts = sql.first("SELECT hosts FROM shape WHERE number = ?", row -> row.getLong(1), shape)
                .orElse(1L);
        if (hosts <= 0) {
            sql.change("DELETE FROM item WHERE shape = ? AND number < (SELECT max(number) FROM item)", shape);
            sql.change("DELETE FROM shape_commune WHERE shape = ?", shape);
            sql.change("UPDATE shape SET communes = 0 WHERE number = ?", shape);
        }
    }

    Optional<Prevalence> prevalence(String shape) {
        return sql.first(
                "SELECT communes, hosts FROM shape WHERE shape = ?",
                row -> new Prevalence(row.getInt(1), row.getInt(2)),
                shape);
    }

    /** Communes other than those that had it before that time. */
    int communesBefore(String shape, Instant before, Set<Commune> but) {
        return (int) sql.list("""
            SELECT commune FROM shape_commune
            WHERE shape = (SELECT number FROM shape WHERE shape = ?) AND since < ?\
            """, row -> new Commune(row.getString(1)), shape, before).stream()
                .filter(commune -> !but.contains(commune))
                .count();
    }

    int communes(Scope scope, String shape) {
        return sql.scoped(
                        "SELECT count(*) FROM shape_commune WHERE {scope} AND shape = (SELECT number FROM shape WHERE"
                                + " shape = ?2)",
                        row -> row.getInt(1),
                        scope,
                        shape)
                .getFirst();
    }

    /** The shape of that number. */
    String shapeOf(long number) {
        return shapes.computeIfAbsent(
                number,
                each -> sql.first("SELECT shape FROM shape WHERE number = ?", row -> row.getString(1), each)
                        .orElseThrow(() -> damaged(new IllegalStateException("no shape " + each))));
    }

    private long shape(String shape) {
        return sql.first("SELECT number FROM shape WHERE shape = ?", row -> row.getLong(1), shape)
                .orElseGet(() -> sql.insert("INSERT INTO shape (shape, communes, hosts) VALUES (?, 0, 0)", shape));
    }

    private static StoreException damaged(Exception cause) {
        return new StoreException(Fault.DAMAGED, "The store holds a damaged item: restore it from a backup.", cause);
    }
}
