package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Identities;
import bzh.vigie.collector.store.People;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Identities at providers, one row each. */
final class SqliteIdentities implements Identities {
    private static final String ALL =
            "SELECT issuer, subject, name, provided, confirmed FROM person_identity JOIN person ON key = person";

    private final Sql sql;
    private final SqliteAudit audit;
    private final People people;

    SqliteIdentities(Sql sql, SqliteAudit audit, People people) {
        this.sql = sql;
        this.audit = audit;
        this.people = people;
    }

    @Override
    public Optional<Identity> find(String issuer, String subject) {
        return sql.first(ALL + " WHERE issuer = ? AND subject = ?", SqliteIdentities::identity, issuer, subject);
    }

    @Override
    public List<Identity> list() {
        return sql.list(ALL + " ORDER BY person, issuer, subject", SqliteIdentities::identity);
    }

    @Override
    public List<Identity> of(String person) {
        return sql.list(
                ALL + " WHERE person = ? ORDER BY issuer, subject", SqliteIdentities::identity, People.key(person));
    }

    @Override
    public boolean confirm(String issuer, String subject, Author author) {
        boolean done = sql.change(
                        "UPDATE person_identity SET confirmed = 1 WHERE issuer = ? AND subject = ? AND NOT confirmed",
                        issuer,
                        subject)
                == 1;
        if (done) {
            audit.add(
                    author,
                    "identity-confirmed",
                    described(find(issuer, subject).orElseThrow()));
        }
        return done;
    }

    @Override
    public boolean isProvided(String person) {
        return sql.first("SELECT 1 FROM person_identity WHERE person = ? AND provided", row -> true, People.key(person))
                .isPresent();
    }

    @Override
    public boolean add(Identity identity, Author author) {
        boolean added = sql.change(
                        "INSERT INTO person_identity SELECT ?, ?, key, ?, ? FROM person WHERE key = ? ON CONFLICT DO NOTHING",
                        identity.issuer(),
                        identity.subject(),
                        identity.provided(),
                        identity.confirmed(),
                        People.key(identity.person()))
                == 1;
        if (added) {
            audit.add(author, "identity-linked", described(identity));
        }
        return added;
    }

    @Override
    public boolean remove(String issuer, String subject, Author author) {
        Optional<Identity> was = find(issuer, subject);
        if (was.isPresent()) {
            sql.change("DELETE FROM person_identity WHERE issuer = ? AND subject = ?", issuer, subject);
            audit.add(author, "identity-unlinked", described(was.get()));
            people.endSessions(was.get().person(), author);
        }
        return was.isPresent();
    }

    private static String described(Identity identity) {
        return identity.person() + ": " + identity.subject() + " of " + identity.issuer();
    }

    private static Identity identity(ResultSet row) throws SQLException {
        return new Identity(
                row.getString("issuer"),
                row.getString("subject"),
                row.getString("name"),
                row.getBoolean("provided"),
                row.getBoolean("confirmed"));
    }
}
