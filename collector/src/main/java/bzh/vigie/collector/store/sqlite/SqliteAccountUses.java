package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AccountUses;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Accounts that logged on, one row a host, account, domain and key. */
final class SqliteAccountUses implements AccountUses {
    /** The migration that made the table. */
    private static final String MADE = "-accounts.sql";

    private final Sql sql;

    SqliteAccountUses(Sql sql) {
        this.sql = sql;
    }

    private record Times(Instant first, Instant last) {}

    @Override
    public void seen(Use use) {
        Optional<Times> known = times(use);
        if (known.isEmpty()) {
            int there = sql.first("SELECT count(*) FROM account_use WHERE host = ?", row -> row.getInt(1), use.host())
                    .orElse(0);
            // The one beyond is the one that says that there were more.
            insert(there < MOST_OF_A_HOST ? use : more(use));
            return;
        }
        boolean earlier = use.first().isBefore(known.get().first());
        boolean later = use.last().isAfter(known.get().last().plus(PRECISION));
        if (earlier || later) {
            sql.change(
                    """
                    UPDATE account_use SET sid = ?, way = ?, first = min(first, ?), last = max(last, ?)
                      WHERE host = ? AND account = ? AND domain = ? AND key = ?\
                    """,
                    use.sid(),
                    use.way(),
                    use.first(),
                    use.last(),
                    use.host(),
                    use.account(),
                    use.domain(),
                    use.key());
        }
    }

    private Optional<Times> times(Use use) {
        return sql.first(
                "SELECT first, last FROM account_use WHERE host = ? AND account = ? AND domain = ? AND key = ?",
                row -> new Times(Sql.instant(row, "first"), Sql.instant(row, "last")),
                use.host(),
                use.account(),
                use.domain(),
                use.key());
    }

    private static Use more(Use use) {
        return new Use(use.host(), use.commune(), "", "", "", "", "", use.first(), use.last());
    }

    private void insert(Use use) {
        sql.change(
                "INSERT OR IGNORE INTO account_use (host, commune, account, domain, sid, way, key, first, last)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                use.host(),
                use.commune(),
                use.account(),
                use.domain(),
                use.sid(),
                use.way(),
                use.key(),
                use.first(),
                use.last());
    }

    @Override
    public List<Use> list(Scope scope) {
        return sql.scoped(
                "SELECT * FROM account_use WHERE {scope} ORDER BY host, account, domain, key",
                row -> new Use(
                        new AgentId(row.getString("host")),
                        new Commune(row.getString("commune")),
                        row.getString("account"),
                        row.getString("domain"),
                        row.getString("sid"),
                        row.getString("way"),
                        row.getString("key"),
                        Sql.instant(row, "first"),
                        Sql.instant(row, "last")),
                scope);
    }

    @Override
    public Instant since() {
        return sql.first(
                        "SELECT applied FROM migration WHERE name LIKE ?",
                        row -> Sql.instant(row, "applied"),
                        "%" + MADE)
                .orElse(Instant.MAX);
    }
}
