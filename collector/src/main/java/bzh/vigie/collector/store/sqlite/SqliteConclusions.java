package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Decisions about conclusions; one table of lines that are only ever added to. */
final class SqliteConclusions implements Conclusions {
    private final Sql sql;
    private final SqliteIncidents incidents;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteConclusions(Sql sql, SqliteIncidents incidents, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.incidents = incidents;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public boolean decide(
            Scope scope,
            IncidentId id,
            Decision decision,
            String word,
            Instant computed,
            String statement,
            Author author) {
        if (statement.length() > LONGEST_STATEMENT) {
            throw new IllegalArgumentException("a statement has at most " + LONGEST_STATEMENT + " characters");
        }
        if (!incidents.whole(scope, id)) {
            return false;
        }
        Sha256 digest = Sha256.over(statement.getBytes(StandardCharsets.UTF_8));
        sql.change(
                "INSERT INTO conclusion_line (incident, decision, word, computed, digest, statement, written, author,"
                        + " reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id.text(),
                decision,
                word,
                computed,
                digest,
                statement,
                time.instant(),
                author.name(),
                author.reason());
        audit.add(
                author,
                "incident-conclusion-" + ItemFields.word(decision) + " " + word + " " + computed + " sha256:"
                        + digest.hex(),
                id.text());
        return true;
    }

    @Override
    public List<Line> lines(Scope scope, IncidentId id) {
        return !incidents.whole(scope, id)
                ? List.of()
                : sql.list(
                        "SELECT * FROM conclusion_line WHERE incident = ? ORDER BY number",
                        row -> new Line(
                                row.getLong("number"),
                                Decision.valueOf(row.getString("decision")),
                                row.getString("word"),
                                Sql.instant(row, "computed"),
                                Sha256.of(row.getBytes("digest")),
                                row.getString("statement"),
                                Sql.instant(row, "written"),
                                new Author(row.getString("author"), row.getString("reason"))),
                        id.text());
    }
}
