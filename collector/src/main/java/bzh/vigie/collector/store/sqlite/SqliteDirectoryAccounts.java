package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Accounts of directories, one row an account of a domain of a commune. */
final class SqliteDirectoryAccounts implements DirectoryAccounts {
    /** What the SID of krbtgt ends in, which no other account's does; those of read-only controllers are told apart by their name only. */
    private static final String TICKETS = "-502";

    /** Passwords of krbtgt that are kept of one domain and reader: more were made up, and the one that was seen longest ago goes. */
    private static final int MOST_KEYS = 200;

    /** Whose word a record is at most: with more of them no reading is whole. */
    private static final int MOST_TELLERS = 16;

    /** A part of the reading is missing. */
    private static final int GAP = -1;

    private static final Teller NOBODY = new Teller(Optional.empty(), "");

    private static final String READ =
            "SELECT * FROM %s WHERE {scope} AND (commune, domain) IN (SELECT commune, domain FROM directory)";

    /** That no incident of a row's commune is open: what one is concluded from stays until then. */
    static final String CALM = """
        NOT EXISTS (SELECT 1 FROM incident_commune c WHERE c.commune = %s.commune AND (
            SELECT p.since FROM incident_phase p WHERE p.incident = c.incident AND p.phase = 'CLOSURE'
              ORDER BY p.number DESC LIMIT 1) IS NULL)\
        """;

    private final Sql sql;

    SqliteDirectoryAccounts(Sql sql) {
        this.sql = sql;
    }

    /**
     * How far a reading has come.
     *
     * @param there whose word is what stands there
     * @param tellers whose word is this reading
     */
    private record Progress(
            long reading,
            int nextPart,
            boolean isComplete,
            Instant began,
            int accounts,
            Set<String> there,
            Set<String> tellers) {
        boolean isFull() {
            return accounts > MOST_ACCOUNTS - Event.DirectoryAccounts.MOST_ACCOUNTS;
        }
    }

    @Override
    public void take(Commune commune, Event.DirectoryAccounts part, Instant at) {
        String domain = part.domain();
        String reader = sql.first(
                        "SELECT reader FROM directory WHERE commune = ? AND domain = ?",
                        row -> row.getString("reader"),
                        commune,
                        domain)
                .orElse("");
        String controller = part.controller().replaceAll("\\p{Cntrl}", " ");
        String teller = reader + " " + controller;
        Optional<Progress> before = sql.first(
                "SELECT * FROM directory_reading WHERE commune = ? AND domain = ?",
                row -> new Progress(
                        row.getLong("reading"),
                        row.getInt("next_part"),
                        row.getBoolean("complete"),
                        Sql.instant(row, "began"),
                        row.getInt("accounts"),
                        lines(row.getString("tellers")),
                        lines(row.getString("reading_tellers"))),
                commune,
                domain);
        boolean isFull = before.filter(Progress::isFull).isPresent();
        if (isFull && part.isWhole() && part.part() == 0) {
            // What stands there is told again or gone: without that a full record would never be another.
            sql.change("DELETE FROM directory_account WHERE commune = ? AND domain = ?", commune, domain);
            isFull = false;
        }
        Progress now = next(before, part, teller, at);
        Set<String> tellers = part.isWhole() ? now.tellers() : now.there();
        if (isFull || tellers.size() > MOST_TELLERS) {
            now = new Progress(now.reading(), GAP, false, now.began(), now.accounts(), now.there(), now.tellers());
        }
        ReasonCode reason = isFull
                ? ReasonCode.TOO_LARGE
                : now.nextPart() == GAP ? ReasonCode.OVERLOADED : part.end().orElse(ReasonCode.NONE);
        boolean ends = part.end().equals(Optional.of(ReasonCode.NONE)) && now.nextPart() != GAP;
        boolean complete = ends
                ? part.isWhole() || now.isComplete()
                : part.end().isEmpty() && now.nextPart() != GAP && now.isComplete();
        sql.change(
                """
                INSERT INTO directory_reading (commune, domain, controller, reading, next_part, began, ended, whole_at, last_at,
                    complete, reason, tellers, reading_tellers)
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                  ON CONFLICT (commune, domain) DO UPDATE SET controller = excluded.controller, reading = excluded.reading,
                    next_part = excluded.next_part, began = excluded.began, ended = excluded.ended,
                    whole_at = coalesce(excluded.whole_at, whole_at), last_at = coalesce(excluded.last_at, last_at),
                    complete = excluded.complete, reason = excluded.reason, tellers = excluded.tellers,
                    reading_tellers = excluded.reading_tellers\
                """,
                commune,
                domain,
                controller,
                now.reading(),
                now.nextPart(),
                now.began(),
                at,
                ends && part.isWhole() ? Optional.of(now.began()) : Optional.empty(),
                ends && complete ? Optional.of(now.began()) : Optional.empty(),
                complete,
                reason,
                // What a whole reading did not tell is gone with its end, and whose word that was.
                lines(ends && part.isWhole() ? now.tellers() : now.there()),
                lines(now.tellers()));
        if (!isFull) {
            for (DirectoryAccount account : part.accounts()) {
                put(commune, domain, account, part.reading(), at);
                key(commune, domain, account, reader, controller, at);
            }
        }
        if (ends && part.isWhole()) {
            sql.change(
                    "DELETE FROM directory_account WHERE commune = ? AND domain = ? AND reading <> ?",
                    commune,
                    domain,
                    part.reading());
        }
    }

    /**
     * Where the reading stands with this part: what follows another than the one before it, or was told by another agent than that one, does
     * not follow.
     */
    private static Progress next(Optional<Progress> before, Event.DirectoryAccounts part, String teller, Instant at) {
        Set<String> there = with(before.map(Progress::there).orElse(Set.of()), teller);
        boolean wasComplete = before.filter(Progress::isComplete).isPresent();
        if (part.part() == 0) {
            boolean follows = part.isWhole()
                    || before.filter(last -> last.reading() == part.after() && isOfOne(last.there(), teller))
                            .isPresent();
            return new Progress(
                    part.reading(), follows ? 1 : GAP, wasComplete && follows, at, 0, there, Set.of(teller));
        }
        return before.filter(last -> last.reading() == part.reading()
                        && last.nextPart() == part.part()
                        && isOfOne(last.tellers(), teller))
                .map(last -> new Progress(
                        last.reading(),
                        last.nextPart() + 1,
                        last.isComplete(),
                        last.began(),
                        0,
                        there,
                        with(last.tellers(), teller)))
                .orElseGet(() -> new Progress(
                        part.reading(),
                        GAP,
                        false,
                        at,
                        0,
                        there,
                        with(before.map(Progress::tellers).orElse(Set.of()), teller)));
    }

    /** Whether all of it was told by the same agent as that line. */
    private static boolean isOfOne(Set<String> tellers, String teller) {
        String reader = teller.substring(0, teller.indexOf(' ') + 1);
        return tellers.stream().allMatch(each -> each.startsWith(reader));
    }

    private static Set<String> with(Set<String> lines, String line) {
        Set<String> all = new LinkedHashSet<>(lines);
        if (all.size() <= MOST_TELLERS) {
            all.add(line);
        }
        return all;
    }

    private static Set<String> lines(String text) {
        return text.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(text.split("\n", -1)));
    }

    private static String lines(Set<String> lines) {
        return String.join("\n", lines);
    }

    /** Of a line that is none of these it is known of nobody. */
    private static Teller teller(String line) {
        int end = line.indexOf(' ');
        return end < 0 ? NOBODY : teller(line.substring(0, end), line.substring(end + 1));
    }

    private static Teller teller(String reader, String controller) {
        if (reader.isEmpty()) {
            return new Teller(Optional.empty(), controller);
        }
        try {
            return new Teller(Optional.of(new AgentId(reader)), controller);
        } catch (IllegalArgumentException e) {
            return NOBODY;
        }
    }

    private void put(Commune commune, String domain, DirectoryAccount account, long reading, Instant at) {
        sql.change(
                """
                INSERT INTO directory_account (commune, domain, sid, name, kind, control, password_set, last_logon, created,
                    dns_name, system, protected, key_version, reading, told)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                  ON CONFLICT (commune, domain, sid) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                    control = excluded.control, password_set = excluded.password_set, last_logon = excluded.last_logon,
                    created = excluded.created, dns_name = excluded.dns_name, system = excluded.system,
                    protected = excluded.protected, key_version = excluded.key_version, reading = excluded.reading,
                    told = excluded.told\
                """,
                commune,
                domain,
                account.sid(),
                account.name(),
                account.kind(),
                account.control(),
                time(account.passwordSetMicros()),
                time(account.lastLogonMicros()),
                time(account.createdMicros()),
                account.dnsName(),
                account.system(),
                account.isProtected(),
                account.keyVersion().isPresent()
                        ? Optional.of(account.keyVersion().getAsInt())
                        : Optional.empty(),
                reading,
                at);
    }

    private static Optional<Instant> time(OptionalLong micros) {
        return micros.isPresent() ? Optional.of(Moment.instant(micros.getAsLong())) : Optional.empty();
    }

    private void key(
            Commune commune, String domain, DirectoryAccount account, String reader, String controller, Instant at) {
        if (account.passwordSetMicros().isEmpty() || !account.sid().endsWith(TICKETS)) {
            return;
        }
        sql.change(
                """
                INSERT INTO directory_key (commune, domain, sid, password_set, version, reader, controller, first_seen, last_seen)
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
                  ON CONFLICT (commune, domain, sid, password_set, version, reader, controller) DO UPDATE SET
                    first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)\
                """,
                commune,
                domain,
                account.sid(),
                account.passwordSetMicros().getAsLong(),
                account.keyVersion().orElse(-1),
                reader,
                controller,
                at);
        sql.change("""
            DELETE FROM directory_key WHERE commune = ?1 AND domain = ?2 AND reader = ?3
              AND (sid, password_set, version, controller) IN (
                SELECT sid, password_set, version, controller FROM directory_key
                  WHERE commune = ?1 AND domain = ?2 AND reader = ?3
                  ORDER BY last_seen DESC, first_seen LIMIT -1 OFFSET ?4)\
            """, commune, domain, reader, MOST_KEYS);
    }

    @Override
    public Optional<Instant> told(Commune commune, String domain) {
        return sql.first(
                "SELECT ended FROM directory_reading WHERE commune = ? AND domain = ?",
                row -> Sql.instant(row, "ended"),
                commune,
                domain);
    }

    @Override
    public List<Reading> readings(Scope scope) {
        return sql.scoped("""
            SELECT * FROM (SELECT d.commune, d.domain, d.reader, d.since, r.controller, r.whole_at, r.last_at, r.reason, r.tellers
                FROM directory d LEFT JOIN directory_reading r ON r.commune = d.commune AND r.domain = d.domain)
              WHERE {scope} ORDER BY commune, domain\
            """, SqliteDirectoryAccounts::reading, scope);
    }

    private static Reading reading(ResultSet row) throws SQLException {
        return new Reading(
                new Commune(row.getString("commune")),
                row.getString("domain"),
                new AgentId(row.getString("reader")),
                Sql.instant(row, "since"),
                Optional.ofNullable(row.getString("controller")).orElse(""),
                Sql.ifInstant(row, "whole_at"),
                Sql.ifInstant(row, "last_at"),
                Optional.ofNullable(row.getString("reason"))
                        .map(ReasonCode::valueOf)
                        .orElse(ReasonCode.NONE),
                lines(Optional.ofNullable(row.getString("tellers")).orElse("")).stream()
                        .map(SqliteDirectoryAccounts::teller)
                        .toList());
    }

    @Override
    public List<Telling> telling(Commune commune, String sid) {
        String begin = sid.substring(0, sid.lastIndexOf('-') + 1);
        return sql.list(
                """
                SELECT d.domain AS of, d.reader AS teller, r.whole_at AS whole, a.* FROM directory d
                  LEFT JOIN directory_reading r ON r.commune = d.commune AND r.domain = d.domain
                  LEFT JOIN directory_account a ON a.commune = d.commune AND a.domain = d.domain AND a.sid = ?2
                WHERE d.commune = ?1 AND EXISTS (SELECT 1 FROM directory_account o
                  WHERE o.commune = d.commune AND o.domain = d.domain AND o.sid >= ?3 AND o.sid < ?3 || ':') ORDER BY d.domain""",
                row -> new Telling(
                        row.getString("of"),
                        new AgentId(row.getString("teller")),
                        Sql.ifInstant(row, "whole").isPresent(),
                        row.getString("sid") == null
                                ? Optional.empty()
                                : Optional.of(known(row).account())),
                commune,
                sid,
                begin);
    }

    @Override
    public List<Known> accounts(Scope scope) {
        return sql.scoped(
                READ.formatted("directory_account") + " ORDER BY commune, domain, sid",
                SqliteDirectoryAccounts::known,
                scope);
    }

    @Override
    public List<Known> accounts(Scope scope, Kind kind) {
        return sql.scoped(
                READ.formatted("directory_account") + " AND kind = ?2 ORDER BY commune, domain, sid",
                SqliteDirectoryAccounts::known,
                scope,
                kind);
    }

    private static Known known(ResultSet row) throws SQLException {
        OptionalLong version = Sql.ifLong(row, "key_version");
        return new Known(
                new Commune(row.getString("commune")),
                row.getString("domain"),
                new DirectoryAccount(
                        row.getString("sid"),
                        row.getString("name"),
                        Kind.valueOf(row.getString("kind")),
                        row.getInt("control"),
                        Sql.ifLong(row, "password_set"),
                        Sql.ifLong(row, "last_logon"),
                        Sql.ifLong(row, "created"),
                        row.getString("dns_name"),
                        row.getString("system"),
                        row.getBoolean("protected"),
                        version.isPresent() ? OptionalInt.of((int) version.getAsLong()) : OptionalInt.empty()));
    }

    @Override
    public List<TicketKey> keys(Scope scope) {
        return sql.scoped(
                READ.formatted("directory_key")
                        + " ORDER BY commune, domain, sid, password_set, version, reader, controller",
                row -> new TicketKey(
                        new Commune(row.getString("commune")),
                        row.getString("domain"),
                        row.getString("sid"),
                        Moment.instant(row.getLong("password_set")),
                        row.getInt("version") < 0 ? OptionalInt.empty() : OptionalInt.of(row.getInt("version")),
                        teller(row.getString("reader"), row.getString("controller")),
                        Sql.instant(row, "first_seen"),
                        Sql.instant(row, "last_seen")),
                scope);
    }

    @Override
    public int retain(Instant oldest, int most) {
        int gone = sql.change("""
            DELETE FROM directory_account WHERE (commune, domain, sid) IN (
                SELECT commune, domain, sid FROM directory_account WHERE told < ? LIMIT ?)\
            """, oldest, most);
        if (gone < most) {
            gone += sql.change(
                    "DELETE FROM directory_key WHERE last_seen < ? AND " + CALM.formatted("directory_key"), oldest);
            gone += sql.change("""
                DELETE FROM directory WHERE reader IN (SELECT id FROM host WHERE coalesce(last_seen, enrolled) < ? AND connected = 0)
                  AND since < ? AND \
                """ + CALM.formatted("directory"), oldest, oldest);
            gone += sql.change("""
                DELETE FROM directory_reading WHERE ended < ? AND NOT EXISTS (SELECT 1 FROM directory_account a
                    WHERE a.commune = directory_reading.commune AND a.domain = directory_reading.domain)\
                """, oldest);
        }
        return gone;
    }
}
