package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.event.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The audit log. Of each entry:
 *
 * <pre>
 * content = SHA-256(salt, time, author, reason, action, subject, system user)
 *                                  salt 16 random bytes; texts as length and UTF-8; no system user where there is none
 * hash    = SHA-256(hash of the entry before or 32 zero bytes, number, content)
 * </pre>
 *
 * Numbers begin at 1 without holes. As the chain holds only salted hashes, an entry's words could expire and the chain
 * would still verify.
 */
final class SqliteAudit implements Audit {
    private static final int PAGE = 1_000;

    private final Sql sql;
    private final InstantSource time;
    private final RandomGenerator random;
    private final SqliteLedger ledger;

    SqliteAudit(Sql sql, InstantSource time, RandomGenerator random, SqliteLedger ledger) {
        this.sql = sql;
        this.time = time;
        this.random = random;
        this.ledger = ledger;
    }

    private record Link(Entry entry, String salt, Sha256 content, Sha256 hash) {}

    @Override
    public void add(Author author, String action, String subject) {
        ledger.begin();
        byte[] before = sql.first("SELECT hash FROM audit ORDER BY number DESC LIMIT 1", row -> row.getBytes(1))
                .orElse(new byte[32]);
        long number = 1
                + sql.first("SELECT max(number) FROM audit", row -> row.getLong(1))
                        .orElse(0L);
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        long micros = Micros.of(time.instant());
        byte[] content = content(salt, micros, author, action, subject);
        sql.change(
                "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                number,
                micros,
                author.name(),
                author.reason(),
                action,
                subject,
                salt,
                content,
                link(before, number, content),
                Optional.of(author.systemUser()).filter(user -> !user.isEmpty()));
        last().ifPresent(this::enter);
    }

    private void enter(Entry decision) {
        ledger.add(
                LedgerWords.kind(decision),
                commune(decision.subject()),
                Long.toString(decision.number()),
                LedgerWords.of(decision));
    }

    /** Of which commune a decision is, where its subject is an alert, a host or a token; otherwise nothing. */
    private String commune(String subject) {
        return sql.first("""
                        SELECT commune FROM alert WHERE id = ?1 UNION ALL SELECT commune FROM host WHERE id = ?1
                        UNION ALL SELECT commune FROM token WHERE id = ?1 LIMIT 1""", row -> row.getString(1), subject).orElse("");
    }

    @Override
    public List<Entry> list(long after, int limit) {
        return sql.list(
                "SELECT * FROM audit WHERE number > ? ORDER BY number LIMIT ?", SqliteAudit::entry, after, limit);
    }

    @Override
    public List<Entry> find(Filter filter, long below, int limit) {
        return sql.list(
                """
                SELECT * FROM audit WHERE number < ?1 AND (?2 = '' OR author = ?2)
                  AND (?3 = '' OR substr(action, 1, length(?3)) = ?3) AND (?4 = '' OR instr(subject, ?4) > 0)
                  AND (?5 IS NULL OR time >= ?5) AND (?6 IS NULL OR time < ?6)
                  AND (?8 = '' OR instr(?8, ' ' || substr(action, 1, instr(action || ' ', ' ') - 1) || ' ') > 0) ORDER BY number DESC LIMIT ?7""",
                SqliteAudit::entry,
                below,
                filter.author(),
                filter.action(),
                filter.subject(),
                filter.from(),
                filter.until(),
                limit,
                filter.words().isEmpty() ? "" : " " + String.join(" ", filter.words()) + " ");
    }

    @Override
    public Optional<Entry> last() {
        return sql.first("SELECT * FROM audit ORDER BY number DESC LIMIT 1", SqliteAudit::entry);
    }

    @Override
    public List<Entry> about(String subject) {
        return sql.list("SELECT * FROM audit WHERE subject = ? ORDER BY number", SqliteAudit::entry, subject);
    }

    @Override
    public List<Entry> about(String subject, String action, int limit) {
        return sql.list(
                "SELECT * FROM audit WHERE subject = ?1 AND substr(action, 1, length(?2)) = ?2 ORDER BY number DESC LIMIT ?3",
                SqliteAudit::entry,
                subject,
                action,
                limit);
    }

    @Override
    public long count(String subject) {
        return sql.first("SELECT count(*) FROM audit WHERE subject = ?", row -> row.getLong(1), subject)
                .orElse(0L);
    }

    @Override
    public boolean verifies() {
        byte[] before = new byte[32];
        long last = 0;
        List<Link> page;
        do {
            page = sql.list(
                    "SELECT * FROM audit WHERE number > ? ORDER BY number LIMIT ?",
                    row -> new Link(
                            entry(row),
                            HexFormat.of().formatHex(row.getBytes("salt")),
                            Sha256.of(row.getBytes("content")),
                            Sha256.of(row.getBytes("hash"))),
                    last,
                    PAGE);
            for (Link link : page) {
                Entry entry = link.entry();
                byte[] content = content(
                        HexFormat.of().parseHex(link.salt()),
                        Micros.of(entry.time()),
                        entry.author(),
                        entry.action(),
                        entry.subject());
                if (entry.number() != last + 1
                        || !Arrays.equals(content, link.content().bytes())
                        || !Arrays.equals(
                                link(before, entry.number(), content),
                                link.hash().bytes())) {
                    return false;
                }
                before = link.hash().bytes();
                last = entry.number();
            }
        } while (page.size() == PAGE);
        // SQLite keeps the highest number ever given (AUTOINCREMENT): a tail that was cut off shows.
        return last
                == sql.first("SELECT seq FROM sqlite_sequence WHERE name = 'audit'", row -> row.getLong(1))
                        .orElse(0L);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        Instant at = Sql.instant(row, "time");
        return new Entry(
                row.getLong("number"),
                at,
                new Author(
                        row.getString("author"),
                        row.getString("reason"),
                        Objects.requireNonNullElse(row.getString("system_user"), "")),
                row.getString("action"),
                row.getString("subject"),
                HexFormat.of().formatHex(row.getBytes("hash")));
    }

    private static byte[] content(byte[] salt, long micros, Author author, String action, String subject) {
        MessageDigest digest = Sha256.digest();
        digest.update(salt);
        digest.update(ByteBuffer.allocate(8).putLong(micros).array());
        List<String> texts = new ArrayList<>(List.of(author.name(), author.reason(), action, subject));
        if (!author.systemUser().isEmpty()) {
            texts.add(author.systemUser());
        }
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return digest.digest();
    }

    private static byte[] link(byte[] before, long number, byte[] content) {
        MessageDigest digest = Sha256.digest();
        digest.update(before);
        digest.update(ByteBuffer.allocate(8).putLong(number).array());
        digest.update(content);
        return digest.digest();
    }
}
