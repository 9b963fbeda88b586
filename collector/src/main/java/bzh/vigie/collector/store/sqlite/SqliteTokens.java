package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Tokens;
import bzh.vigie.event.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Enrolment tokens, one row each. */
final class SqliteTokens implements Tokens {
    private final Sql sql;
    private final SqliteAudit audit;

    SqliteTokens(Sql sql, SqliteAudit audit) {
        this.sql = sql;
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
    public boolean use(String id) {
        return sql.change("UPDATE token SET used = used + 1 WHERE id = ? AND used < uses AND revoked = 0", id) == 1;
    }

    @Override
    public void revoke(String id, Author author) {
        if (sql.change("UPDATE token SET revoked = 1 WHERE id = ?", id) == 1) {
            audit.add(author, "token-revoked", id);
        }
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
