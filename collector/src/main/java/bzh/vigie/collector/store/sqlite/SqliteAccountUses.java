package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AccountUses;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Accounts that logged on, one row a host, account, domain and key. */
final class SqliteAccountUses implements AccountUses {
    /** After whatever else a name may go on with, in the order of the file's bytes. */
    private static final String LAST = "\udbff\udfff";

    private static final String LISTED = """
            SELECT account, commune, domain, host, count(DISTINCT host) AS hosts, min(first) AS first, max(last) AS last
              FROM account_use INDEXED BY account_use_by_account WHERE {scope} AND account > '' AND account >= ?2
              AND account < ?3 AND (?4 IS NULL OR commune = ?4) AND (account, commune, domain, host) > (?5, ?6, ?7, ?8)
            """;
    private static final String OWN = " AND domain = '' GROUP BY account, commune, domain, host"
            + " ORDER BY account, commune, domain, host LIMIT ?9";
    private static final String OF_A_DOMAIN =
            " AND domain > '' GROUP BY account, commune, domain ORDER BY account, commune, domain LIMIT ?9";

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
                SqliteAccountUses::use,
                scope);
    }

    @Override
    public List<Use> named(Scope scope, Optional<Commune> commune, String account, int limit) {
        return sql.scoped(
                "SELECT * FROM account_use WHERE {scope} AND account = ?2 AND (?3 IS NULL OR commune = ?3)"
                        + " ORDER BY commune, domain, host LIMIT ?4",
                SqliteAccountUses::use,
                scope,
                account,
                commune,
                limit);
    }

    private static Use use(ResultSet row) throws SQLException {
        return new Use(
                new AgentId(row.getString("host")),
                new Commune(row.getString("commune")),
                row.getString("account"),
                row.getString("domain"),
                row.getString("sid"),
                row.getString("way"),
                row.getString("key"),
                Sql.instant(row, "first"),
                Sql.instant(row, "last"));
    }

    /** Two readings of one index in its order: all hosts of a domain's account are one line, each host's own is one. */
    @Override
    public List<Account> accounts(
            Scope scope, Optional<Commune> commune, String beginning, Optional<Account> after, int limit) {
        List<Account> found = new ArrayList<>();
        for (boolean own : new boolean[] {true, false}) {
            found.addAll(sql.scoped(
                    LISTED + (own ? OWN : OF_A_DOMAIN),
                    SqliteAccountUses::account,
                    scope,
                    beginning,
                    beginning + LAST,
                    commune.map(Commune::insee),
                    after.map(Account::name).orElse(""),
                    after.map(each -> each.commune().insee()).orElse(""),
                    after.map(Account::domain).orElse(""),
                    // Past every host of a domain's account, which is one line.
                    after.map(each -> each.host().map(AgentId::text).orElse(LAST))
                            .orElse(""),
                    limit));
        }
        found.sort(Comparator.comparing(Account::name)
                .thenComparing(Account::commune)
                .thenComparing(Account::domain)
                .thenComparing(each -> each.host().map(AgentId::text).orElse("")));
        return found.subList(0, Math.min(limit, found.size()));
    }

    private static Account account(ResultSet row) throws SQLException {
        String domain = row.getString("domain");
        return new Account(
                new Commune(row.getString("commune")),
                domain,
                domain.isEmpty() ? Optional.of(new AgentId(row.getString("host"))) : Optional.empty(),
                row.getString("account"),
                row.getInt("hosts"),
                Sql.instant(row, "first"),
                Sql.instant(row, "last"));
    }

    @Override
    public Instant since() {
        return sql.first("SELECT applied FROM migration WHERE number = 1", row -> Sql.instant(row, "applied"))
                .orElse(Instant.MAX);
    }
}
