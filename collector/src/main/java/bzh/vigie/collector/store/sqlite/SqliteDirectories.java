package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who reads which directory, one row a domain of a commune; of one that nobody reads too. */
final class SqliteDirectories implements Directories {
    private final Sql sql;
    private final SqliteInventories inventories;
    private final SqliteAudit audit;

    SqliteDirectories(Sql sql, SqliteInventories inventories, SqliteAudit audit) {
        this.sql = sql;
        this.inventories = inventories;
        this.audit = audit;
    }

    @Override
    public Optional<Reader> find(Commune commune, String domain) {
        return sql.first(
                "SELECT * FROM directory WHERE commune = ? AND domain = ?", SqliteDirectories::reader, commune, domain);
    }

    @Override
    public Optional<Reader> readBy(AgentId agent) {
        return sql.first("SELECT * FROM directory WHERE reader = ?", SqliteDirectories::reader, agent);
    }

    @Override
    public List<Reader> list(Scope scope) {
        return sql.scoped(
                "SELECT * FROM directory WHERE {scope} ORDER BY commune, domain", SqliteDirectories::reader, scope);
    }

    @Override
    public void choose(Commune commune, String domain, AgentId agent, Instant now) {
        Optional<Reader> before = find(commune, domain);
        if (before.filter(reader -> reader.reader().equals(agent)).isEmpty()) {
            readBy(agent).ifPresent(other -> leave(other, now));
            AgentId from = before.map(Reader::reader).orElseGet(() -> Directories.nobody(commune, domain));
            inventories.move(from, agent, LOCATIONS);
        }
        sql.change(
                "INSERT OR REPLACE INTO directory (commune, domain, reader, since) VALUES (?, ?, ?, ?)",
                commune,
                domain,
                agent,
                now);
    }

    @Override
    public void choose(Commune commune, String domain, AgentId agent, Instant now, Author author) {
        sql.change(
                "DELETE FROM directory_refusal WHERE commune = ? AND domain = ? AND host IN ('', ?)",
                commune,
                domain,
                agent);
        sql.change(
                "DELETE FROM directory_silence WHERE commune = ? AND domain = ? AND host = ?", commune, domain, agent);
        choose(commune, domain, agent, now);
        audit.add(author, "directory-chosen " + domain, agent.text());
    }

    @Override
    public void refuse(Commune commune, String domain, Optional<AgentId> agent, Instant now, Author author) {
        sql.change(
                "INSERT OR REPLACE INTO directory_refusal VALUES (?, ?, ?, ?, ?, ?)",
                commune,
                domain,
                agent.map(AgentId::text).orElse(""),
                now,
                author.name(),
                author.reason());
        find(commune, domain)
                .filter(reader -> agent.isEmpty() || reader.reader().equals(agent.get()))
                .ifPresent(reader -> leave(reader, now));
        if (agent.isEmpty()) {
            sql.change("DELETE FROM directory WHERE commune = ? AND domain = ?", commune, domain);
        }
        audit.add(
                author, "directory-refused " + domain, agent.map(AgentId::text).orElse(commune.insee()));
    }

    @Override
    public void leave(Commune commune, String domain, Instant now) {
        find(commune, domain).ifPresent(reader -> leave(reader, now));
    }

    /** Nobody reads it from now on; what is known of it stays. */
    private void leave(Reader left, Instant now) {
        if (left.isRead()) {
            AgentId nobody = Directories.nobody(left.commune(), left.domain());
            inventories.move(left.reader(), nobody, LOCATIONS);
            sql.change(
                    "UPDATE directory SET reader = ?, since = ?, moved_since = NULL WHERE commune = ? AND domain = ?",
                    nobody,
                    now,
                    left.commune(),
                    left.domain());
        }
    }

    @Override
    public List<Refusal> refusals(Scope scope) {
        return sql.scoped(
                "SELECT * FROM directory_refusal WHERE {scope} ORDER BY commune, domain, host",
                SqliteDirectories::refusal,
                scope);
    }

    @Override
    public boolean isRefused(Commune commune, String domain, AgentId agent) {
        return sql.first(
                        "SELECT 1 FROM directory_refusal WHERE commune = ? AND domain = ? AND host IN ('', ?)",
                        row -> true,
                        commune,
                        domain,
                        agent)
                .isPresent();
    }

    @Override
    public void silent(Commune commune, String domain, AgentId agent, Instant now) {
        sql.change("INSERT OR REPLACE INTO directory_silence VALUES (?, ?, ?, ?)", commune, domain, agent, now);
    }

    @Override
    public Set<AgentId> silentSince(Commune commune, String domain, Instant after) {
        return Set.copyOf(sql.list(
                "SELECT host FROM directory_silence WHERE commune = ? AND domain = ? AND left_at > ?",
                row -> new AgentId(row.getString("host")),
                commune,
                domain,
                after));
    }

    @Override
    public void moved(Commune commune, String domain, Optional<Instant> since) {
        sql.change("UPDATE directory SET moved_since = ? WHERE commune = ? AND domain = ?", since, commune, domain);
    }

    @Override
    public void retain(Instant oldest) {
        sql.change("DELETE FROM directory_silence WHERE left_at < ?", oldest);
        sql.list(
                        "SELECT * FROM directory WHERE reader NOT IN (SELECT id FROM host) AND since < ? AND "
                                + SqliteDirectoryAccounts.CALM.formatted("directory"),
                        SqliteDirectories::reader,
                        oldest)
                .forEach(left -> {
                    inventories.drop(left.reader(), LOCATIONS);
                    sql.change("DELETE FROM directory WHERE commune = ? AND domain = ?", left.commune(), left.domain());
                });
        sql.list(
                        "SELECT * FROM directory_refusal WHERE host = '' AND written < ? AND "
                                + SqliteDirectoryAccounts.CALM.formatted("directory_refusal"),
                        SqliteDirectories::refusal,
                        oldest)
                .forEach(none -> inventories.drop(Directories.nobody(none.commune(), none.domain()), LOCATIONS));
    }

    private static Refusal refusal(ResultSet row) throws SQLException {
        String host = row.getString("host");
        return new Refusal(
                new Commune(row.getString("commune")),
                row.getString("domain"),
                host.isEmpty() ? Optional.empty() : Optional.of(new AgentId(host)),
                Sql.instant(row, "written"),
                new Author(row.getString("author"), row.getString("reason")));
    }

    private static Reader reader(ResultSet row) throws SQLException {
        return new Reader(
                new Commune(row.getString("commune")),
                row.getString("domain"),
                new AgentId(row.getString("reader")),
                Sql.instant(row, "since"),
                Sql.ifInstant(row, "moved_since"));
    }
}
