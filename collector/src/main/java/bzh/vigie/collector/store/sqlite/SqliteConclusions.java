package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
        audit.add(author, LedgerWords.signing(decision, word) + computed + LedgerWords.digest(digest), id.text());
        return true;
    }

    @Override
    public List<Line> lines(Scope scope, IncidentId id) {
        return !incidents.whole(scope, id)
                ? List.of()
                : sql
                        .list(
                                "SELECT * FROM conclusion_line WHERE incident = ? ORDER BY number",
                                SqliteConclusions::line,
                                id.text())
                        .stream()
                        .flatMap(Optional::stream)
                        .toList();
    }

    /** Empty for a decision that is none, since somebody changed it: the ledger tells of that. */
    private static Optional<Line> line(ResultSet row) throws SQLException {
        String word = row.getString("decision");
        Optional<Decision> decision = Arrays.stream(Decision.values())
                .filter(each -> each.name().equals(word))
                .findFirst();
        return decision.isEmpty()
                ? Optional.empty()
                : Optional.of(new Line(
                        row.getLong("number"),
                        decision.get(),
                        row.getString("word"),
                        Sql.instant(row, "computed"),
                        SqliteLedger.hash(row.getBytes("digest")),
                        row.getString("statement"),
                        Sql.instant(row, "written"),
                        SqliteIncidents.author(row)));
    }
}
