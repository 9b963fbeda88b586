package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Attestations; one table of lines that are only ever added. */
final class SqliteAttestations implements Attestations {
    private final Sql sql;
    private final SqliteIncidents incidents;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteAttestations(Sql sql, SqliteIncidents incidents, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.incidents = incidents;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public boolean attest(
            Scope scope,
            IncidentId id,
            Statement statement,
            Optional<AgentId> host,
            Optional<Named> named,
            Optional<Answer> answer,
            String proof,
            Optional<Instant> until,
            Author author) {
        if (host.isPresent() != (statement.about() == About.HOST)
                || named.isPresent() != statement.about().isNamed()) {
            throw new IllegalArgumentException(statement + " is about " + statement.about());
        }
        if (proof.length() > LONGEST_PROOF) {
            throw new IllegalArgumentException("a proof has at most " + LONGEST_PROOF + " characters");
        }
        boolean allowed = host.map(agent -> incidents.concerns(scope, id, agent))
                .or(() -> named.map(each -> incidents.concerns(scope, id, each.commune())))
                .orElseGet(() -> incidents.whole(scope, id));
        if (!allowed) {
            return false;
        }
        sql.change(
                "INSERT INTO attestation (incident, statement, host, commune, name, answer, proof, until, written, author,"
                        + " reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id.text(),
                statement,
                host,
                named.map(each -> each.commune().insee()),
                named.map(Named::name),
                answer,
                proof,
                until,
                time.instant(),
                author.name(),
                author.reason());
        audit.add(
                author,
                "incident-attested " + ItemFields.word(statement) + " "
                        + host.map(AgentId::text)
                                .or(() -> named.map(each -> each.commune() + " " + each.name()))
                                .orElse("all")
                        + " "
                        + answer.map(ItemFields::word).orElse("-")
                        + until.map(end -> " until " + end).orElse("")
                        + (proof.isEmpty() ? "" : " proof: " + proof),
                id.text());
        return true;
    }

    @Override
    public List<Line> lines(Scope scope, IncidentId id) {
        return incidents.find(scope, id).isEmpty()
                ? List.of()
                : sql.scoped(
                        """
                        SELECT * FROM attestation WHERE incident = ?2
                          AND (host IS NULL OR host IN (SELECT id FROM host WHERE {scope}))
                          AND (commune IS NULL OR {scope}) ORDER BY number\
                        """,
                        row -> new Line(
                                row.getLong("number"),
                                Statement.valueOf(row.getString("statement")),
                                Optional.ofNullable(row.getString("host")).map(AgentId::new),
                                named(row.getString("commune"), row.getString("name")),
                                Optional.ofNullable(row.getString("answer")).map(Answer::valueOf),
                                row.getString("proof"),
                                Sql.ifInstant(row, "until"),
                                Sql.instant(row, "written"),
                                SqliteIncidents.author(row)),
                        scope,
                        id.text());
    }

    private static Optional<Named> named(@Nullable String commune, @Nullable String name) {
        return commune == null || name == null ? Optional.empty() : Optional.of(new Named(new Commune(commune), name));
    }
}
