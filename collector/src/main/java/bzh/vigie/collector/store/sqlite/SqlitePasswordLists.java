package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.PasswordLists;
import bzh.vigie.collector.store.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Lists of when passwords were set, with one row for each account. */
final class SqlitePasswordLists implements PasswordLists {
    private static final String AGED =
            "SELECT * FROM password_age WHERE list IN (SELECT number FROM password_list WHERE {scope} AND number = ?2)";

    private static final int LONGEST_NAME = 255;

    private final Sql sql;
    private final SqliteIncidents incidents;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqlitePasswordLists(Sql sql, SqliteIncidents incidents, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.incidents = incidents;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public Optional<Long> add(
            Scope scope,
            IncidentId id,
            Commune commune,
            String name,
            String sha256,
            List<Aged> accounts,
            Author author) {
        if (name.isBlank()
                || name.length() > LONGEST_NAME
                || accounts.size() > MOST_ACCOUNTS
                || accounts.stream().anyMatch(each -> each.account().length() > LONGEST_NAME)) {
            throw new IllegalArgumentException(
                    "a list has a name and at most " + MOST_ACCOUNTS + " accounts with theirs");
        }
        if (!incidents.concerns(scope, id, commune)) {
            return Optional.empty();
        }
        long list = sql.insert(
                "INSERT INTO password_list (incident, commune, name, sha256, accounts, written, author, reason)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id.text(),
                commune,
                name,
                sha256,
                accounts.size(),
                time.instant(),
                author.name(),
                author.reason());
        int place = 0;
        for (Aged each : accounts) {
            sql.change(
                    "INSERT INTO password_age VALUES (?, ?, ?, ?, ?, ?, ?)",
                    list,
                    place++,
                    each.account(),
                    each.kind(),
                    each.enabled(),
                    each.set(),
                    each.dayOnly());
        }
        audit.add(
                author, "incident-passwords " + commune + " " + list + " " + accounts.size() + " " + sha256, id.text());
        return Optional.of(list);
    }

    @Override
    public List<PasswordList> lists(Scope scope, IncidentId id) {
        return sql.scoped(
                """
                SELECT *, number = (SELECT max(number) FROM password_list AS later
                    WHERE later.incident = password_list.incident AND later.commune = password_list.commune
                      AND later.name = password_list.name) AS latest
                  FROM password_list WHERE {scope} AND incident = ?2 ORDER BY number\
                """,
                row -> new PasswordList(
                        row.getLong("number"),
                        new Commune(row.getString("commune")),
                        row.getString("name"),
                        row.getString("sha256"),
                        row.getInt("accounts"),
                        row.getBoolean("latest"),
                        Sql.instant(row, "written"),
                        SqliteIncidents.author(row)),
                scope,
                id.text());
    }

    @Override
    public List<Aged> accounts(Scope scope, long list) {
        return sql.scoped(AGED + " ORDER BY place", SqlitePasswordLists::aged, scope, list);
    }

    @Override
    public List<Aged> accounts(Scope scope, long list, String account) {
        return sql.scoped(AGED + " AND account = ?3 ORDER BY place", SqlitePasswordLists::aged, scope, list, account);
    }

    private static Aged aged(ResultSet row) throws SQLException {
        return new Aged(
                row.getString("account"),
                Kind.valueOf(row.getString("kind")),
                row.getBoolean("enabled"),
                Sql.ifInstant(row, "password_set"),
                row.getBoolean("day_only"));
    }
}
