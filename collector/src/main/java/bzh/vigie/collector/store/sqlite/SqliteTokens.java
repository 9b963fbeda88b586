package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Tokens;
import bzh.vigie.enrol.RemovalCode;
import bzh.vigie.event.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Enrolment tokens, one row each. */
final class SqliteTokens implements Tokens {
    private final Sql sql;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteTokens(Sql sql, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.time = time;
        this.audit = audit;
    }

    @Override
    public void create(Token token, Author author) {
        sql.change(
                "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                token.id(),
                token.secretHash(),
                token.commune(),
                token.uses(),
                token.used(),
                token.created(),
                token.expires(),
                token.needsApproval(),
                token.revoked());
        audit.add(author, "token-created", token.id());
    }

    @Override
    public Optional<Token> find(String id) {
        return sql.first("SELECT * FROM token WHERE id = ?", SqliteTokens::token, id);
    }

    @Override
    public List<Token> list(Scope scope) {
        return sql.scoped("SELECT * FROM token WHERE {scope} ORDER BY created, id", SqliteTokens::token, scope);
    }

    @Override
    public boolean use(String id, AgentId host) {
        if (sql.change("UPDATE token SET used = used + 1 WHERE id = ? AND used < uses AND revoked = 0", id) != 1) {
            return false;
        }
        sql.change("INSERT INTO token_use VALUES (?, ?)", host, id);
        return true;
    }

    @Override
    public Optional<Token> of(AgentId host) {
        return sql.first(
                "SELECT token.* FROM token JOIN token_use ON token_use.token = token.id WHERE token_use.host = ?",
                SqliteTokens::token,
                host);
    }

    @Override
    public boolean isSuspended(String id) {
        return sql.first("""
                        SELECT 1 FROM token JOIN host ON host.commune = token.commune AND state IN ('REVOKED', 'QUARANTINED')
                          JOIN token_use ON token_use.host = host.id AND token_use.token = token.id
                        WHERE token.id = ? LIMIT 1""", row -> true, id).isPresent();
    }

    @Override
    public void revoke(String id, Author author) {
        if (sql.change("UPDATE token SET revoked = 1 WHERE id = ?", id) == 1) {
            audit.add(author, "token-revoked", id);
        }
    }

    @Override
    public void removalCode(Commune commune, RemovalCode code, Author author) {
        sql.change(
                "INSERT INTO removal_code VALUES (?, ?, ?)"
                        + " ON CONFLICT (commune) DO UPDATE SET kept = excluded.kept, made = excluded.made",
                commune,
                code.bytes(),
                time.instant());
        audit.add(author, REMOVAL_CODE_MADE, commune.insee());
        // Agents that are connected are told at once.
        sql.change("UPDATE host_changes SET number = number + 1");
    }

    @Override
    public Optional<RemovalCode> removalCode(Commune commune) {
        return sql.first("SELECT kept FROM removal_code WHERE commune = ?", row -> row.getBytes("kept"), commune)
                .flatMap(RemovalCode::parse);
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(
                row.getString("id"),
                Sha256.of(row.getBytes("secret_hash")),
                new Commune(row.getString("commune")),
                row.getInt("uses"),
                row.getInt("used"),
                Sql.instant(row, "created"),
                Sql.instant(row, "expires"),
                row.getBoolean("needs_approval"),
                row.getBoolean("revoked"));
    }
}
