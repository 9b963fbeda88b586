package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.ItemFields;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Incidents; tables of lines that are only ever added to. */
final class SqliteIncidents implements Incidents {
    private static final int LONGEST_TITLE = 200;
    private static final String SEEN =
            "SELECT * FROM incident WHERE id IN (SELECT incident FROM incident_commune WHERE {scope})";

    private final Sql sql;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteIncidents(Sql sql, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public Incident open(String title, Set<Commune> communes, int watchDays, Author author) {
        if (title.isBlank() || title.length() > LONGEST_TITLE) {
            throw new IllegalArgumentException("an incident has a title of 1 to " + LONGEST_TITLE + " characters");
        }
        if (communes.isEmpty() || communes.size() > MOST_COMMUNES) {
            throw new IllegalArgumentException("an incident concerns 1 to " + MOST_COMMUNES + " communes");
        }
        checkDays(watchDays);
        Instant now = time.instant();
        IncidentId id = next(now.atOffset(ZoneOffset.UTC).getYear());
        sql.change(
                "INSERT INTO incident VALUES (?, ?, ?, ?, ?)",
                id.text(),
                title.strip(),
                now,
                author.name(),
                author.reason());
        new TreeSet<>(communes).forEach(commune -> commune(id, commune, now, author));
        watchLine(id, watchDays, now, author);
        audit.add(author, "incident-opened", id.text());
        return find(new Scope.All(), id).orElseThrow();
    }

    private IncidentId next(int year) {
        // Four digits and a dash come before the number.
        int last = sql.first(
                        "SELECT max(CAST(substr(id, 6) AS INTEGER)) FROM incident WHERE substr(id, 1, 4) = ?",
                        row -> row.getInt(1),
                        String.format(Locale.ROOT, "%04d", year))
                .orElse(0);
        return IncidentId.of(year, last + 1);
    }

    private static void checkDays(int days) {
        if (days < 1 || days > LONGEST_WATCH) {
            throw new IllegalArgumentException("a watch lasts 1 to " + LONGEST_WATCH + " days");
        }
    }

    private void commune(IncidentId id, Commune commune, Instant now, Author author) {
        sql.change(
                "INSERT INTO incident_commune VALUES (?, ?, ?, ?, ?)",
                id.text(),
                commune,
                now,
                author.name(),
                author.reason());
    }

    @Override
    public List<Incident> list(Scope scope) {
        return sql.scoped(SEEN, row -> new IncidentId(row.getString("id")), scope).stream()
                .sorted(java.util.Comparator.<IncidentId>naturalOrder().reversed())
                .flatMap(id -> find(scope, id).stream())
                .toList();
    }

    @Override
    public Optional<Incident> find(Scope scope, IncidentId id) {
        List<Commune> communes = communes(scope, id);
        if (communes.isEmpty()) {
            return Optional.empty();
        }
        int days = sql.first(
                        "SELECT days FROM incident_watch WHERE incident = ? ORDER BY number DESC LIMIT 1",
                        row -> row.getInt(1),
                        id.text())
                .orElseThrow();
        return sql.first(
                "SELECT * FROM incident WHERE id = ?",
                row -> new Incident(
                        id, row.getString("title"), communes, Sql.instant(row, "opened"), author(row), days),
                id.text());
    }

    private List<Commune> communes(Scope scope, IncidentId id) {
        return sql.scoped(
                "SELECT commune FROM incident_commune WHERE {scope} AND incident = ?2 ORDER BY commune",
                row -> new Commune(row.getString(1)),
                scope,
                id.text());
    }

    @Override
    public boolean whole(Scope scope, IncidentId id) {
        List<Commune> all = communes(new Scope.All(), id);
        return !all.isEmpty() && all.stream().allMatch(scope::allows);
    }

    /** Whether that commune may be seen and the incident concerns it. */
    boolean concerns(Scope scope, IncidentId id, Commune commune) {
        return communes(scope, id).contains(commune);
    }

    /** Whether that host is of a commune that may be seen and that the incident concerns. */
    boolean concerns(Scope scope, IncidentId id, AgentId host) {
        return sql.first("SELECT commune FROM host WHERE id = ?", row -> new Commune(row.getString(1)), host)
                .filter(commune -> concerns(scope, id, commune))
                .isPresent();
    }

    @Override
    public boolean extend(Scope scope, IncidentId id, Commune commune, Author author) {
        if (!whole(scope, id) || !scope.allows(commune)) {
            return false;
        }
        List<Commune> communes = communes(scope, id);
        if (communes.contains(commune)) {
            return true;
        }
        if (communes.size() >= MOST_COMMUNES) {
            return false;
        }
        commune(id, commune, time.instant(), author);
        // Nothing was looked for there.
        sql.change("UPDATE indicator SET looked_back = NULL WHERE incident = ?", id.text());
        audit.add(author, "incident-extended " + commune, id.text());
        return true;
    }

    @Override
    public boolean phase(Scope scope, IncidentId id, Phase phase, Optional<Instant> since, Author author) {
        if (!whole(scope, id)) {
            return false;
        }
        sql.change(
                "INSERT INTO incident_phase (incident, phase, since, written, author, reason)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id.text(),
                phase,
                since,
                time.instant(),
                author.name(),
                author.reason());
        audit.add(
                author,
                "incident-phase " + ItemFields.word(phase) + " "
                        + since.map(Instant::toString).orElse("-"),
                id.text());
        return true;
    }

    @Override
    public List<PhaseLine> phases(Scope scope, IncidentId id) {
        return communes(scope, id).isEmpty()
                ? List.of()
                : sql.list(
                        "SELECT * FROM incident_phase WHERE incident = ? ORDER BY number",
                        row -> new PhaseLine(
                                row.getLong("number"),
                                Phase.valueOf(row.getString("phase")),
                                Sql.ifInstant(row, "since"),
                                Sql.instant(row, "written"),
                                author(row)),
                        id.text());
    }

    @Override
    public boolean eviction(
            Scope scope, IncidentId id, Optional<AgentId> host, Optional<Interval> interval, Author author) {
        boolean allowed = host.isEmpty() ? whole(scope, id) : concerns(scope, id, host.get());
        if (!allowed) {
            return false;
        }
        sql.change(
                "INSERT INTO incident_eviction (incident, host, start, finish, written, author, reason)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                id.text(),
                host,
                interval.map(Interval::start),
                interval.flatMap(Interval::end),
                time.instant(),
                author.name(),
                author.reason());
        audit.add(
                author,
                "incident-eviction " + host.map(AgentId::text).orElse("all") + " "
                        + interval.map(SqliteIncidents::text).orElse("-"),
                id.text());
        return true;
    }

    private static String text(Interval interval) {
        return interval.start() + "/" + interval.end().map(Instant::toString).orElse("..");
    }

    @Override
    public List<EvictionLine> evictions(Scope scope, IncidentId id) {
        return communes(scope, id).isEmpty() ? List.of() : sql.scoped("""
            SELECT * FROM incident_eviction WHERE incident = ?2
              AND (host IS NULL OR host IN (SELECT id FROM host WHERE {scope})) ORDER BY number\
            """, SqliteIncidents::eviction, scope, id.text());
    }

    @Override
    public boolean watch(Scope scope, IncidentId id, int days, Author author) {
        checkDays(days);
        if (!whole(scope, id)) {
            return false;
        }
        watchLine(id, days, time.instant(), author);
        audit.add(author, "incident-watch " + days, id.text());
        return true;
    }

    private void watchLine(IncidentId id, int days, Instant now, Author author) {
        sql.change(
                "INSERT INTO incident_watch (incident, days, written, author, reason) VALUES (?, ?, ?, ?, ?)",
                id.text(),
                days,
                now,
                author.name(),
                author.reason());
    }

    @Override
    public boolean device(
            Scope scope,
            IncidentId id,
            Commune commune,
            DeviceKind kind,
            String addresses,
            String name,
            boolean declared,
            Author author) {
        if (!concerns(scope, id, commune)) {
            return false;
        }
        sql.change(
                "INSERT INTO incident_device (incident, commune, kind, addresses, name, declared, written, author,"
                        + " reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id.text(),
                commune,
                kind,
                addresses,
                name,
                declared,
                time.instant(),
                author.name(),
                author.reason());
        audit.add(
                author,
                (declared ? "incident-device " : "incident-device-withdrawn ") + commune + " " + addresses,
                id.text());
        return true;
    }

    @Override
    public List<DeviceLine> devices(Scope scope, IncidentId id) {
        return sql.scoped(
                "SELECT * FROM incident_device WHERE {scope} AND incident = ?2 ORDER BY number",
                SqliteIncidents::device,
                scope,
                id.text());
    }

    @Override
    public Map<IncidentId, List<DeviceLine>> declared() {
        Map<IncidentId, List<DeviceLine>> declared = new LinkedHashMap<>();
        sql.list(
                "SELECT * FROM incident_device ORDER BY number",
                row -> declared.computeIfAbsent(new IncidentId(row.getString("incident")), id -> new ArrayList<>())
                        .add(device(row)));
        return declared;
    }

    private static DeviceLine device(ResultSet row) throws SQLException {
        return new DeviceLine(
                row.getLong("number"),
                new Commune(row.getString("commune")),
                DeviceKind.valueOf(row.getString("kind")),
                row.getString("addresses"),
                row.getString("name"),
                row.getBoolean("declared"),
                Sql.instant(row, "written"),
                author(row));
    }

    private static EvictionLine eviction(ResultSet row) throws SQLException {
        Optional<Instant> end = Sql.ifInstant(row, "finish");
        return new EvictionLine(
                row.getLong("number"),
                Optional.ofNullable(row.getString("host")).map(AgentId::new),
                Sql.ifInstant(row, "start").map(start -> new Interval(start, end)),
                Sql.instant(row, "written"),
                author(row));
    }

    static Author author(ResultSet row) throws SQLException {
        return new Author(row.getString("author"), row.getString("reason"));
    }
}
