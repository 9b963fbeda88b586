package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Ledger;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Sha256;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The ledger, one row an entry; the words, with their salt, in a table of their own. */
final class SqliteLedger implements Ledger {
    private static final int SALT = 16;
    private static final int PAGE = 500;
    private static final String ROWS =
            "SELECT ledger.*, salt, bytes FROM ledger LEFT JOIN ledger_content USING (number) ";

    private final Sql sql;
    private final InstantSource time;
    private final RandomGenerator random;
    private final SqliteLines lines;
    private boolean begun;

    SqliteLedger(Sql sql, InstantSource time, RandomGenerator random, SqliteLines lines) {
        this.sql = sql;
        this.time = time;
        this.random = random;
        this.lines = lines;
    }

    /** Begins the ledger if it is empty, and its telling of lines; to be called before the first thing is stored that enters it. */
    void begin() {
        if (begun) {
            return;
        }
        begun = true;
        Optional<LedgerEntry> first = first();
        if (first.isEmpty()) {
            Map<String, String> words = before();
            Optional<String> audit = sql.first(
                    "SELECT number || ' ' || hex(hash) FROM audit ORDER BY number DESC LIMIT 1",
                    row -> row.getString(1));
            words.put("audit", audit.orElse(""));
            words.put(
                    "alerts",
                    sql.first("SELECT coalesce(max(sequence), 0) FROM alert", row -> row.getString(1))
                            .orElse("0"));
            words.put("alerts-sha256", alerts().hex());
            append(LedgerKind.OPENED, "", LedgerWords.LINES, new LedgerContent(words));
        } else if (!first.get().reference().equals(LedgerWords.LINES)
                && sql.first("SELECT 1 FROM ledger WHERE kind = ? LIMIT 1", row -> true, LedgerKind.LINES_OPENED.code())
                        .isEmpty()) {
            append(LedgerKind.LINES_OPENED, "", LedgerWords.LINES, new LedgerContent(before()));
        }
    }

    private Map<String, String> before() {
        Map<String, String> words = new HashMap<>();
        lines.before().forEach((table, digest) -> words.put(LedgerWords.LINES + "." + table, digest));
        return words;
    }

    /** Over all alerts that were there before the ledger, in the order in which they were stored. */
    private Sha256 alerts() {
        MessageDigest digest = Sha256.digest();
        SqliteAlerts.eachContent(sql, PAGE, content -> digest.update(content.bytes()));
        return Sha256.of(digest.digest());
    }

    @Override
    public void add(LedgerKind kind, String commune, String reference, LedgerContent content) {
        begin();
        append(kind, commune, reference, content);
    }

    private void append(LedgerKind kind, String commune, String reference, LedgerContent content) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        byte[] bytes = content.bytes();
        LedgerEntry entry = LedgerEntry.following(
                last(), Micros.of(time.instant()), kind, commune, reference, LedgerContent.digest(salt, bytes));
        sql.change(
                "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)",
                entry.number(),
                entry.micros(),
                entry.kind(),
                entry.commune(),
                entry.reference(),
                entry.content(),
                entry.hash());
        sql.change("INSERT INTO ledger_content VALUES (?, ?, ?)", entry.number(), salt, bytes);
    }

    @Override
    public List<Row> list(Scope scope, long after, int limit) {
        return sql.scoped(
                ROWS + "WHERE {scope} AND ledger.number > ?2 ORDER BY ledger.number LIMIT ?3",
                SqliteLedger::row,
                scope,
                after,
                limit);
    }

    @Override
    public List<Row> list(LedgerKind kind, Commune commune, long after, int limit) {
        return sql.list(
                ROWS + "WHERE kind = ? AND commune = ? AND ledger.number > ? ORDER BY ledger.number LIMIT ?",
                SqliteLedger::row,
                kind.code(),
                commune,
                after,
                limit);
    }

    @Override
    public List<Commune> communes(LedgerKind kind) {
        return sql.list(
                "SELECT DISTINCT commune FROM ledger WHERE kind = ? ORDER BY commune",
                row -> new Commune(row.getString(1)),
                kind.code());
    }

    @Override
    public Optional<LedgerEntry> first() {
        return sql.first("SELECT * FROM ledger ORDER BY number LIMIT 1", SqliteLedger::entry);
    }

    @Override
    public Optional<LedgerEntry> last() {
        return sql.first("SELECT * FROM ledger ORDER BY number DESC LIMIT 1", SqliteLedger::entry);
    }

    @Override
    public long lastAbout(Collection<Commune> communes) {
        return Stream.concat(Stream.of(""), communes.stream().map(Commune::insee))
                .mapToLong(commune -> sql.first(
                                "SELECT max(number) FROM ledger WHERE commune = ?", row -> row.getLong(1), commune)
                        .orElse(0L))
                .max()
                .orElse(0);
    }

    @Override
    public Optional<LedgerEntry> last(LedgerKind kind, Commune commune) {
        return sql.first(
                "SELECT * FROM ledger WHERE kind = ? AND commune = ? ORDER BY number DESC LIMIT 1",
                SqliteLedger::entry,
                kind.code(),
                commune);
    }

    @Override
    public Optional<LedgerContent> line(String reference) {
        return lines.line(reference);
    }

    @Override
    public List<String> lines() {
        return lines.all();
    }

    @Override
    public Map<String, String> digests(List<String> references) {
        return lines.digests(references);
    }

    @Override
    public long given() {
        return sql.first("SELECT seq FROM sqlite_sequence WHERE name = 'ledger'", row -> row.getLong(1))
                .orElse(0L);
    }

    private static Row row(ResultSet row) throws SQLException {
        byte[] salt = row.getBytes("salt");
        byte[] bytes = row.getBytes("bytes");
        return salt == null || bytes == null
                ? new Row(entry(row), Optional.empty(), Optional.empty())
                : new Row(entry(row), Optional.of(LedgerContent.digest(salt, bytes)), LedgerContent.parse(bytes));
    }

    private static LedgerEntry entry(ResultSet row) throws SQLException {
        return new LedgerEntry(
                row.getLong("number"),
                row.getLong("time"),
                row.getInt("kind"),
                row.getString("commune"),
                row.getString("reference"),
                hash(row.getBytes("content")),
                hash(row.getBytes("hash")));
    }

    /** Of bytes that are no SHA-256, since somebody changed them: one that fits nothing. */
    static Sha256 hash(byte[] bytes) {
        return bytes.length == 32 ? Sha256.of(bytes) : Sha256.over(bytes);
    }
}
