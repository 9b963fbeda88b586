package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Indicators;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The watchlist in the store's file. */
final class SqliteIndicators implements Indicators {
    private final Sql sql;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteIndicators(Sql sql, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public List<Listed> add(Optional<String> incident, List<Indicator> indicators, String subject, Author author) {
        Instant now = time.instant();
        List<Listed> fresh = new ArrayList<>();
        for (Indicator each : indicators) {
            Listed listed = new Listed(Listed.id(incident, each), incident, each, now, author.name());
            if (put(listed)) {
                fresh.add(listed);
            }
        }
        if (count() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " indicators");
        }
        changed();
        audit.add(author, "watchlist-add", incident.orElse("") + "|" + subject + "|" + indicators.size());
        return fresh;
    }

    /** Whether it is new, or told from now on. */
    private boolean put(Listed listed) {
        Optional<Indicator> before = find(listed.id()).map(Listed::indicator);
        Indicator each = before.map(listed.indicator()::after).orElse(listed.indicator());
        int known = sql.change(
                "UPDATE indicator SET source = ?2, description = ?3, tlp = ?4, confidence = ?5, valid_from = ?6,"
                        + " valid_until = ?7, collector_only = ?8, alerts = ?9 WHERE id = ?1",
                listed.id(),
                each.source(),
                each.description(),
                each.tlp(),
                each.confidence(),
                each.validFrom(),
                each.validUntil(),
                each.collectorOnly(),
                each.alerts());
        if (known == 0) {
            sql.change(
                    "INSERT INTO indicator (id, incident, type, value, source, description, tlp, confidence,"
                            + " valid_from, valid_until, collector_only, alerts, added, author)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    listed.id(),
                    listed.incident(),
                    each.what().type(),
                    each.what().value(),
                    each.source(),
                    each.description(),
                    each.tlp(),
                    each.confidence(),
                    each.validFrom(),
                    each.validUntil(),
                    each.collectorOnly(),
                    each.alerts(),
                    listed.added(),
                    listed.author());
        }
        return known == 0 || (each.alerts() && before.filter(Indicator::alerts).isEmpty());
    }

    @Override
    public List<Listed> list(Optional<String> incident, Optional<String> after, int limit) {
        return sql.list(
                "SELECT * FROM indicator WHERE id > ?1 AND (?2 IS NULL OR incident = ?2) ORDER BY id LIMIT ?3",
                SqliteIndicators::listed,
                after.orElse(""),
                incident,
                limit);
    }

    @Override
    public Optional<Listed> find(String id) {
        return sql.first("SELECT * FROM indicator WHERE id = ?", SqliteIndicators::listed, id);
    }

    @Override
    public int count() {
        return sql.first("SELECT count(*) FROM indicator", row -> row.getInt(1)).orElse(0);
    }

    @Override
    public boolean remove(String id, Author author) {
        Optional<Listed> there = find(id);
        if (there.isEmpty()) {
            return false;
        }
        sql.change("DELETE FROM indicator WHERE id = ?", id);
        changed();
        audit.add(author, "watchlist-remove", there.get().incident().orElse("") + "|" + id);
        return true;
    }

    @Override
    public boolean mark(String id, Tlp tlp, boolean collectorOnly, Author author) {
        Optional<Listed> there = find(id);
        if (there.isEmpty()) {
            return false;
        }
        sql.change("UPDATE indicator SET tlp = ?2, collector_only = ?3 WHERE id = ?1", id, tlp, collectorOnly);
        changed();
        Indicator was = there.get().indicator();
        audit.add(
                author,
                "watchlist-mark",
                there.get().incident().orElse("") + "|" + id + "|" + marking(was.tlp(), was.collectorOnly()) + "|"
                        + marking(tlp, collectorOnly));
        return true;
    }

    private static String marking(Tlp tlp, boolean collectorOnly) {
        return tlp.word() + (collectorOnly ? " collector-only" : "");
    }

    @Override
    public void lookedBack(Collection<String> ids, Instant began) {
        ids.forEach(id -> sql.change("UPDATE indicator SET looked_back = ?2 WHERE id = ?1", id, began));
    }

    @Override
    public int notLookedBack(String incident) {
        return sql.first(
                        "SELECT count(*) FROM indicator WHERE incident = ? AND looked_back IS NULL",
                        row -> row.getInt(1),
                        incident)
                .orElse(0);
    }

    @Override
    public long changes() {
        return sql.first(
                        "SELECT (SELECT number FROM indicator_changes) + (SELECT count(*) FROM incident_commune)",
                        row -> row.getLong(1))
                .orElse(0L);
    }

    private void changed() {
        sql.change("UPDATE indicator_changes SET number = number + 1");
    }

    private static Listed listed(ResultSet row) throws SQLException {
        String type = Objects.requireNonNull(row.getString("type"));
        Observable what = Observable.of(type, Objects.requireNonNull(row.getString("value")))
                .orElseThrow(() -> new StoreException(
                        Fault.NEWER_VERSION, "The watchlist has an indicator of the type " + type + "."));
        return new Listed(
                row.getString("id"),
                Optional.ofNullable(row.getString("incident")),
                new Indicator(
                        what,
                        row.getString("source"),
                        row.getString("description"),
                        Tlp.valueOf(row.getString("tlp")),
                        row.getInt("confidence"),
                        Sql.ifInstant(row, "valid_from"),
                        Sql.ifInstant(row, "valid_until"),
                        row.getBoolean("collector_only"),
                        row.getBoolean("alerts")),
                Sql.instant(row, "added"),
                row.getString("author"));
    }
}
