package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Reviews;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Decisions about groups of items, and baselines; tables of lines that are only ever added to. */
final class SqliteReviews implements Reviews {
    /** Letters of a group's id that stand in the audit log, and of a digest. */
    private static final int SHORT = 12;

    private static final int NAMED = 20;
    private static final int PAGE = 500;
    private static final String LINES =
            "SELECT line.*, said.lineage, said.publisher FROM review_line AS line JOIN review_subject AS said"
                    + " ON said.id = line.subject ";

    private final Sql sql;
    private final SqliteIncidents incidents;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteReviews(Sql sql, SqliteIncidents incidents, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.incidents = incidents;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public int decide(
            Scope scope,
            IncidentId id,
            Matter matter,
            Map<Subject, Set<Commune>> groups,
            Decision decision,
            String tombstone,
            Author author) {
        Set<Commune> communes = new TreeSet<>();
        groups.values().forEach(communes::addAll);
        boolean allowed = communes.stream().allMatch(commune -> incidents.concerns(scope, id, commune));
        if (communes.isEmpty() || groups.size() > MOST_AT_ONCE || !allowed) {
            return 0;
        }
        long act = last() + 1;
        Instant now = time.instant();
        int lines = 0;
        for (Map.Entry<Subject, Set<Commune>> each : groups.entrySet()) {
            Subject subject = each.getKey();
            sql.change(
                    "INSERT OR IGNORE INTO review_subject VALUES (?, ?, ?, ?)",
                    subject.id(),
                    subject.lineage(),
                    subject.publisher(),
                    JsonText.map(subject.fields()));
            for (Commune commune : new TreeSet<>(each.getValue())) {
                write(id, matter, subject.id(), commune, decision, act, groups.size(), tombstone, now, author);
                lines++;
            }
        }
        List<String> ids = groups.keySet().stream().map(Subject::id).sorted().toList();
        audit.add(
                author,
                "incident-review " + ItemFields.word(matter) + " " + ItemFields.word(decision) + " " + ids.size() + " "
                        + digest(ids).hex().substring(0, 2 * SHORT) + " "
                        + communes.stream().map(Commune::insee).collect(Collectors.joining(",")) + " " + named(ids)
                        + (tombstone.isEmpty() ? "" : " " + tombstone),
                id.text());
        return lines;
    }

    private static String named(Collection<String> ids) {
        return ids.stream()
                        .limit(NAMED)
                        .map(each -> each.substring(0, Math.min(SHORT, each.length())))
                        .collect(Collectors.joining(","))
                + (ids.size() > NAMED ? ",…" : "");
    }

    private static Sha256 digest(List<String> ids) {
        return Sha256.over(ids.stream()
                .map(each -> each + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8));
    }

    private void write(
            IncidentId id,
            Matter matter,
            String subject,
            Commune commune,
            Decision decision,
            long act,
            int atOnce,
            String tombstone,
            Instant now,
            Author author) {
        sql.change(
                """
                INSERT INTO review_line (incident, matter, subject, commune, decision, act, at_once, tombstone, written,
                  author, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                id.text(),
                matter,
                subject,
                commune,
                decision,
                act,
                atOnce,
                tombstone,
                now,
                author.name(),
                author.reason());
    }

    @Override
    public List<Line> standing(Scope scope, IncidentId id) {
        return sql.scoped(LINES + """
            WHERE {scope} AND incident = ?2 AND number IN
              (SELECT max(number) FROM review_line WHERE incident = ?2 GROUP BY matter, subject, commune)
            ORDER BY number\
            """, SqliteReviews::line, scope, id.text());
    }

    @Override
    public List<Line> lines(Scope scope, IncidentId id, String group) {
        return sql.scoped(
                LINES + "WHERE {scope} AND incident = ?2 AND subject = ?3 ORDER BY number",
                SqliteReviews::line,
                scope,
                id.text(),
                group);
    }

    @Override
    public Map<String, String> fields(String group) {
        return sql.first("SELECT fields FROM review_subject WHERE id = ?", row -> JsonText.map(row.getString(1)), group)
                .orElse(Map.of());
    }

    @Override
    public List<Line> approvals(Scope scope, Predicate<Map<String, String>> like) {
        List<Line> approvals = new ArrayList<>();
        String after = "";
        List<String> page;
        do {
            // A region has millions of lines about far fewer groups.
            List<String> alike = new ArrayList<>();
            page = sql.scoped(
                    """
                    SELECT id, fields FROM review_subject WHERE id > ?2
                      AND EXISTS (SELECT 1 FROM review_line WHERE {scope} AND matter = 'ITEMS' AND subject = id)
                    ORDER BY id LIMIT ?3\
                    """,
                    row -> {
                        if (like.test(JsonText.map(row.getString("fields")))) {
                            alike.add(row.getString("id"));
                        }
                        return row.getString("id");
                    },
                    scope,
                    after,
                    PAGE);
            for (String group : alike) {
                approvals.addAll(sql.scoped(LINES + """
                    WHERE {scope} AND matter = 'ITEMS' AND subject = ?2 AND decision = 'APPROVED' AND number IN
                      (SELECT max(number) FROM review_line WHERE {scope} AND matter = 'ITEMS' AND subject = ?2
                        GROUP BY incident, commune)\
                    """, SqliteReviews::line, scope, group));
            }
            after = page.isEmpty() ? after : page.getLast();
        } while (page.size() == PAGE);
        approvals.sort(Comparator.comparingLong(Line::number));
        return approvals;
    }

    @Override
    public int reopen(List<Line> approvals, String because, Author author) {
        long act = last() + 1;
        Instant now = time.instant();
        for (Line each : approvals) {
            write(
                    each.incident(),
                    each.matter(),
                    each.subject().id(),
                    each.commune(),
                    Decision.REOPENED,
                    act,
                    approvals.size(),
                    because,
                    now,
                    author);
        }
        Map<String, List<Line>> of = new TreeMap<>(approvals.stream()
                .collect(Collectors.groupingBy(line -> line.incident().text())));
        of.forEach((incident, lines) -> audit.add(
                author,
                "incident-review-reopened " + because + " " + lines.size() + " "
                        + named(lines.stream().map(line -> line.subject().id()).toList()),
                incident));
        return approvals.size();
    }

    @Override
    public List<Line> reopened(Scope scope, IncidentId id, Instant since) {
        return sql.scoped(
                LINES + "WHERE {scope} AND incident = ?2 AND decision = 'REOPENED' AND written >= ?3 ORDER BY number",
                SqliteReviews::line,
                scope,
                id.text(),
                since);
    }

    @Override
    public Optional<Baseline> sign(Scope scope, IncidentId id, Commune commune, List<AgentId> hosts, Author author) {
        List<String> approved = incidents.concerns(scope, id, commune)
                ? standing(new Scope.Communes(Set.of(commune)), id).stream()
                        .filter(line -> line.matter() == Matter.ITEMS && line.decision() == Decision.APPROVED)
                        .map(line -> line.subject().id())
                        .sorted()
                        .toList()
                : List.of();
        if (approved.isEmpty()) {
            return Optional.empty();
        }
        Sha256 digest = digest(approved);
        sql.change(
                """
                INSERT INTO baseline (incident, commune, hosts, approved, digest, up_to, written, author, reason)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                id.text(),
                commune,
                JsonText.list(hosts.stream().map(AgentId::text).toList()),
                approved.size(),
                digest,
                last(),
                time.instant(),
                author.name(),
                author.reason());
        audit.add(author, LedgerWords.baseline(commune, approved.size(), digest, hosts.size()), id.text());
        List<Baseline> all = baselines(scope, id);
        return Optional.of(all.getLast());
    }

    @Override
    public List<Baseline> baselines(Scope scope, IncidentId id) {
        return sql.scoped(
                "SELECT * FROM baseline WHERE {scope} AND incident = ?2 ORDER BY number",
                row -> new Baseline(
                        row.getLong("number"),
                        new IncidentId(row.getString("incident")),
                        new Commune(row.getString("commune")),
                        new ArrayList<>(JsonText.list(row.getString("hosts")).stream()
                                .map(AgentId::new)
                                .toList()),
                        row.getInt("approved"),
                        SqliteLedger.hash(row.getBytes("digest")),
                        row.getLong("up_to"),
                        Sql.instant(row, "written"),
                        SqliteIncidents.author(row)),
                scope,
                id.text());
    }

    @Override
    public List<Line> baselined(Commune commune) {
        return sql.list(LINES + """
            WHERE matter = 'ITEMS' AND decision = 'APPROVED' AND number IN
              (SELECT max(number) FROM review_line WHERE commune = ?1 AND matter = 'ITEMS' GROUP BY subject)
              AND EXISTS (SELECT 1 FROM baseline WHERE baseline.commune = line.commune
                AND baseline.incident = line.incident AND baseline.up_to >= line.number)
            ORDER BY number\
            """, SqliteReviews::line, commune);
    }

    @Override
    public OptionalLong baselined(Commune commune, String group) {
        return sql.first("""
            SELECT number FROM review_line AS line WHERE decision = 'APPROVED' AND number =
                (SELECT max(number) FROM review_line WHERE commune = ?1 AND matter = 'ITEMS' AND subject = ?2)
              AND EXISTS (SELECT 1 FROM baseline WHERE baseline.commune = line.commune
                AND baseline.incident = line.incident AND baseline.up_to >= line.number)\
            """, row -> OptionalLong.of(row.getLong(1)), commune, group)
                .orElse(OptionalLong.empty());
    }

    @Override
    public OptionalLong approved(Commune commune, String group) {
        return sql.first("""
            SELECT number FROM review_line WHERE decision = 'APPROVED' AND number =
                (SELECT max(number) FROM review_line WHERE commune = ?1 AND matter = 'ITEMS' AND subject = ?2)\
            """, row -> OptionalLong.of(row.getLong(1)), commune, group)
                .orElse(OptionalLong.empty());
    }

    @Override
    public boolean isBaselined(Commune commune, String lineage, String publisher) {
        return sql
                .list(
                        "SELECT id FROM review_subject WHERE lineage = ? AND publisher = ?",
                        row -> row.getString(1),
                        lineage,
                        publisher)
                .stream()
                .anyMatch(group -> baselined(commune, group).isPresent());
    }

    private long last() {
        return sql.first("SELECT max(number) FROM review_line", row -> row.getLong(1))
                .orElse(0L);
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getLong("number"),
                new IncidentId(row.getString("incident")),
                Matter.valueOf(row.getString("matter")),
                new Subject(row.getString("subject"), row.getString("lineage"), row.getString("publisher"), Map.of()),
                new Commune(row.getString("commune")),
                Decision.valueOf(row.getString("decision")),
                row.getLong("act"),
                row.getInt("at_once"),
                row.getString("tombstone"),
                Sql.instant(row, "written"),
                SqliteIncidents.author(row));
    }
}
