package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.People;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** People of the console, one row each. */
final class SqlitePeople implements People {
    private static final int KNOWN_BROWSERS = 10;

    private final Sql sql;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqlitePeople(Sql sql, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public boolean add(String name, Role role, Scope communes, Author author) {
        Person person = new Person(name, role, communes, false, time.instant(), 1);
        boolean added = sql.change(
                        "INSERT INTO person (key, name, role, communes, created) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        person.key(),
                        name,
                        role,
                        text(communes),
                        person.created())
                == 1;
        if (added) {
            audit.add(author, "person-added", described(name, role, communes));
        }
        return added;
    }

    @Override
    public Optional<Person> find(String name) {
        return sql.first("SELECT * FROM person WHERE key = ?", SqlitePeople::person, People.key(name));
    }

    @Override
    public List<Person> list() {
        return sql.list("SELECT * FROM person ORDER BY key", SqlitePeople::person);
    }

    @Override
    public boolean change(String name, Role role, Scope communes, Author author) {
        boolean there = sql.change(
                        "UPDATE person SET role = ?, communes = ?, version = version + 1 WHERE key = ?",
                        role,
                        text(communes),
                        People.key(name))
                == 1;
        if (there) {
            audit.add(author, "person-changed", described(name, role, communes));
        }
        return there;
    }

    @Override
    public boolean disable(String name, boolean disabled, Author author) {
        boolean there = sql.change(
                        "UPDATE person SET disabled = ?, version = version + 1 WHERE key = ?",
                        disabled,
                        People.key(name))
                == 1;
        if (there) {
            audit.add(author, disabled ? "person-disabled" : "person-enabled", name);
        }
        return there;
    }

    @Override
    public boolean endSessions(String name, Author author) {
        boolean there = sql.change("UPDATE person SET version = version + 1 WHERE key = ?", People.key(name)) == 1;
        if (there) {
            sql.change("DELETE FROM person_secret WHERE person = ? AND kind = ?", People.key(name), Held.BROWSER);
            audit.add(author, "sessions-ended", name);
        }
        return there;
    }

    @Override
    public boolean isLastAdministrator(String name) {
        Set<String> provided = Set.copyOf(
                sql.list("SELECT DISTINCT person FROM person_identity WHERE provided", row -> row.getString(1)));
        List<String> keepers = list().stream()
                .filter(each ->
                        each.role() == Role.ADMINISTRATOR && !each.disabled() && each.communes() instanceof Scope.All)
                .map(Person::key)
                .toList();
        String own = People.key(name);
        return keepers.contains(own)
                && keepers.stream()
                        .noneMatch(each -> !each.equals(own) && (provided.contains(own) || !provided.contains(each)));
    }

    @Override
    public Proofs proofs(String name) {
        return sql.first(
                        "SELECT password, totp FROM person WHERE key = ?",
                        row -> new Proofs(Optional.ofNullable(row.getString(1)), Optional.ofNullable(row.getBytes(2))),
                        People.key(name))
                .orElse(new Proofs(Optional.empty(), Optional.empty()));
    }

    @Override
    public void password(String name, String hash, Author author) {
        sql.change("UPDATE person SET password = ?, version = version + 1 WHERE key = ?", hash, People.key(name));
        sql.change("DELETE FROM person_secret WHERE person = ?", People.key(name));
        audit.add(author, "password-chosen", name);
    }

    @Override
    public void totp(String name, Optional<byte[]> key, List<Sha256> recovery, Author author) {
        sql.change(
                "UPDATE person SET totp = ?, totp_used = 0, version = version + 1 WHERE key = ?",
                key,
                People.key(name));
        sql.change("DELETE FROM person_recovery WHERE person = ?", People.key(name));
        for (Sha256 code : recovery) {
            sql.change("INSERT INTO person_recovery VALUES (?, ?)", People.key(name), code);
        }
        audit.add(author, key.isPresent() ? "second-factor-set" : "second-factor-removed", name);
    }

    @Override
    public boolean totpUsed(String name, long step) {
        return sql.change("UPDATE person SET totp_used = ?1 WHERE key = ?2 AND totp_used < ?1", step, People.key(name))
                == 1;
    }

    @Override
    public boolean isRecovery(String name, Sha256 code) {
        return sql.first(
                        "SELECT 1 FROM person_recovery WHERE person = ? AND code = ?",
                        row -> true,
                        People.key(name),
                        code)
                .isPresent();
    }

    @Override
    public boolean recover(String name, Sha256 code, Author author) {
        boolean was =
                sql.change("DELETE FROM person_recovery WHERE person = ? AND code = ?", People.key(name), code) == 1;
        if (was) {
            audit.add(author, "recovery-code-used", name);
        }
        return was;
    }

    @Override
    public int recoveryLeft(String name) {
        return sql.first(
                        "SELECT count(*) FROM person_recovery WHERE person = ?", row -> row.getInt(1), People.key(name))
                .orElse(0);
    }

    @Override
    public void hold(Held kind, String name, Sha256 secret, Instant until, Author author) {
        String key = People.key(name);
        sql.change("DELETE FROM person_secret WHERE person = ? AND until < ?", key, time.instant());
        if (kind == Held.LINK) {
            // The link before it serves no more.
            sql.change("DELETE FROM person_secret WHERE person = ? AND kind = ?", key, kind);
            audit.add(author, "sign-in-link-made", name);
        }
        sql.change("INSERT INTO person_secret VALUES (?, ?, ?, ?)", kind, secret, key, until);
        sql.change(
                "DELETE FROM person_secret WHERE kind = ?1 AND person = ?2 AND secret NOT IN"
                        + " (SELECT secret FROM person_secret WHERE kind = ?1 AND person = ?2 ORDER BY until DESC LIMIT ?3)",
                kind,
                key,
                KNOWN_BROWSERS);
    }

    @Override
    public Optional<Person> holder(Held kind, Sha256 secret, Instant now) {
        return sql.first(
                "SELECT person.* FROM person_secret JOIN person ON key = person"
                        + " WHERE kind = ? AND secret = ? AND until > ?",
                SqlitePeople::person,
                kind,
                secret,
                now);
    }

    @Override
    public void add(ApiToken token, Author author) {
        sql.change(
                "INSERT INTO api_token VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                token.id(),
                token.secret(),
                token.label(),
                token.maker(),
                token.role(),
                text(token.communes()),
                token.created(),
                token.expires(),
                token.revoked());
        audit.add(
                author,
                "api-token-created",
                token.id() + " " + described(token.label(), token.role(), token.communes()));
    }

    @Override
    public Optional<ApiToken> token(String id) {
        return sql.first("SELECT * FROM api_token WHERE id = ?", SqlitePeople::apiToken, id);
    }

    @Override
    public List<ApiToken> tokens() {
        return sql.list("SELECT * FROM api_token ORDER BY created DESC, id", SqlitePeople::apiToken);
    }

    @Override
    public boolean revoke(String id, Author author) {
        boolean was = sql.change("UPDATE api_token SET revoked = 1 WHERE id = ? AND revoked = 0", id) == 1;
        if (was) {
            audit.add(author, "api-token-revoked", id);
        }
        return was;
    }

    private static String described(String name, Role role, Scope communes) {
        return name + ": " + role + " " + text(communes).strip();
    }

    private static String text(Scope communes) {
        return switch (communes) {
            case Scope.All all -> "*";
            case Scope.Communes some ->
                some.communes().stream().sorted().map(Commune::insee).collect(Collectors.joining(" "));
        };
    }

    private static Scope communes(String text) {
        return text.equals("*")
                ? new Scope.All()
                : new Scope.Communes(Arrays.stream(text.split(" ", -1))
                        .filter(insee -> !insee.isEmpty())
                        .map(Commune::new)
                        .collect(Collectors.toSet()));
    }

    private static Person person(ResultSet row) throws SQLException {
        return new Person(
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                communes(row.getString("communes")),
                row.getBoolean("disabled"),
                Sql.instant(row, "created"),
                row.getLong("version"));
    }

    private static ApiToken apiToken(ResultSet row) throws SQLException {
        return new ApiToken(
                row.getString("id"),
                Sha256.of(row.getBytes("secret")),
                row.getString("label"),
                row.getString("maker"),
                Role.valueOf(row.getString("role")),
                communes(row.getString("communes")),
                Sql.instant(row, "created"),
                Sql.instant(row, "expires"),
                row.getBoolean("revoked"));
    }
}
