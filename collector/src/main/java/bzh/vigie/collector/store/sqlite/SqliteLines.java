package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.event.Sha256;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lines of decisions: the rows of every table that the schema says is only ever added to (a trigger {@code TABLE_never_changes}). What a
 * session of this program writes into one enters the ledger with its transaction, by triggers of the writing connection alone, so that
 * no caller can forget it and nobody who writes into the file from elsewhere has it done for him.
 *
 * <p>A line's reference is {@code TABLE/KEY}, its key that of the table, its parts joined by a stroke. Of many lines of one transaction an entry
 * has the keys and one digest; its reference is {@code TABLE/*}.
 */
final class SqliteLines {
    /** Lines of one table that a transaction enters one by one. */
    private static final int MOST_SINGLE = 64;

    /** What has a chain of its own. */
    private static final Set<String> CHAINED = Set.of("audit", "ledger", "ledger_content");

    /** Tables that are part of a line of another, which holds a digest of them. */
    private static final Map<String, String> PARTS =
            Map.of("expected_host", "host_list", "password_age", "password_list", "witness_row", "witness_list");

    /** The rows of such tables that are part of a line of this one, and under what word the line holds their digest. */
    private static final Map<String, Part> PART_ROWS = Map.of(
            "host_list",
            new Part(
                    "hosts-sha256",
                    "SELECT place, name, role, enabled FROM expected_host WHERE list = ? ORDER BY place"),
            "password_list",
            new Part(
                    "accounts-sha256",
                    "SELECT place, account, kind, enabled, password_set, day_only FROM password_age WHERE list = ?"
                            + " ORDER BY place"),
            "witness_list",
            new Part(
                    "lines-sha256",
                    "SELECT line, seen, account, source, destination, host, outcome FROM witness_row WHERE list = ?"
                            + " ORDER BY line"));

    private static final String SUFFIX = "_never_changes";
    private static final Pattern NAME = Pattern.compile("[a-z_]{1,64}");

    private final Sql sql;
    private Optional<Map<String, List<String>>> tables = Optional.empty();

    SqliteLines(Sql sql) {
        this.sql = sql;
    }

    /** Tables with the columns of their keys. */
    private Map<String, List<String>> tables() {
        if (tables.isEmpty()) {
            Map<String, List<String>> found = new LinkedHashMap<>();
            sql
                    .list(
                            "SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name = tbl_name || '"
                                    + SUFFIX + "' ORDER BY tbl_name",
                            row -> row.getString(1))
                    .stream()
                    .filter(name -> NAME.matcher(name).matches() && !CHAINED.contains(name) && !PARTS.containsKey(name))
                    .forEach(name -> found.put(
                            name,
                            sql.list(
                                    "SELECT name FROM pragma_table_info('" + name + "') WHERE pk > 0 ORDER BY pk",
                                    row -> row.getString(1))));
            tables = Optional.of(found);
        }
        return tables.get();
    }

    /** From now on what this connection writes into them is noted. */
    void watch() {
        sql.run("CREATE TEMP TABLE fresh_line (place INTEGER PRIMARY KEY, line TEXT NOT NULL, key TEXT NOT NULL)");
        tables().forEach((table, keys) -> sql.run("CREATE TEMP TRIGGER " + table + "_is_told AFTER INSERT ON main."
                + table + " BEGIN INSERT INTO fresh_line (line, key) VALUES ('" + table + "', " + key("NEW.", keys)
                + "); END"));
    }

    private static String key(String before, List<String> keys) {
        return String.join(" || '/' || ", keys.stream().map(key -> before + key).toList());
    }

    /** What was written in this transaction enters the ledger; called once before the commit. */
    void enter(SqliteLedger ledger) {
        Map<String, List<String>> fresh = new LinkedHashMap<>();
        for (String reference : fresh()) {
            fresh.computeIfAbsent(table(reference), ignored -> new ArrayList<>())
                    .add(reference);
        }
        if (fresh.isEmpty()) {
            return;
        }
        sql.change("DELETE FROM fresh_line");
        for (Map.Entry<String, List<String>> each : fresh.entrySet()) {
            if (each.getValue().size() > MOST_SINGLE) {
                together(each.getKey(), each.getValue(), ledger);
            } else {
                for (String reference : each.getValue()) {
                    LedgerContent content = line(reference).orElseThrow();
                    ledger.add(LedgerKind.LINE, content.field("commune"), reference, content);
                }
            }
        }
    }

    /** As many in one entry as its words have room for. */
    private void together(String table, List<String> references, SqliteLedger ledger) {
        List<String> some = new ArrayList<>();
        int length = 0;
        for (String reference : references) {
            if (length + key(reference).length() >= LedgerContent.LONGEST) {
                together(table, List.copyOf(some), digests(some), ledger);
                some.clear();
                length = 0;
            }
            some.add(reference);
            length += key(reference).length() + 1;
        }
        together(table, some, digests(some), ledger);
    }

    private static void together(
            String table, List<String> references, Map<String, String> digests, SqliteLedger ledger) {
        ledger.add(
                LedgerKind.LINE,
                "",
                table + LedgerWords.SEVERAL,
                new LedgerContent(Map.of(
                        LedgerWords.KEYS,
                        String.join(
                                "\n", references.stream().map(SqliteLines::key).toList()),
                        LedgerWords.LINES,
                        digests.getOrDefault(table, ""))));
    }

    private static String table(String reference) {
        return reference.substring(0, Math.max(0, reference.indexOf('/')));
    }

    private static String key(String reference) {
        return reference.substring(reference.indexOf('/') + 1);
    }

    /** What is written in this transaction; nothing in one that only reads. */
    private List<String> fresh() {
        return sql.list("SELECT line || '/' || key FROM temp.fresh_line ORDER BY place", row -> row.getString(1));
    }

    /** References of all lines that are there, of each table in the order of its key. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        tables().forEach((table, keys) -> all.addAll(sql.list(
                "SELECT " + key("", keys) + " FROM " + table + " ORDER BY " + String.join(", ", keys),
                row -> table + "/" + row.getString(1))));
        return all;
    }

    /** The line as it is now; empty where it is gone, or there is no such table. */
    Optional<LedgerContent> line(String reference) {
        String table = table(reference);
        List<String> keys = tables().getOrDefault(table, List.of());
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        Optional<LedgerContent> row = sql.first(
                "SELECT * FROM " + table + " WHERE " + key("", keys) + " = ?", SqliteLines::content, key(reference));
        return PARTS.containsValue(table)
                ? row.map(list -> withParts(list, Objects.requireNonNull(PART_ROWS.get(table))))
                : row;
    }

    private record Part(String word, String rows) {}

    private LedgerContent withParts(LedgerContent list, Part parts) {
        MessageDigest digest = Sha256.digest();
        sql.list(parts.rows(), SqliteLines::content, Long.parseLong(list.field("number")))
                .forEach(part -> digest.update(part.bytes()));
        Map<String, String> words = new HashMap<>(list.fields());
        words.put(parts.word(), Sha256.of(digest.digest()).hex());
        return new LedgerContent(words);
    }

    private static LedgerContent content(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Map<String, String> words = new HashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            Object value = row.getObject(i);
            if (value != null) {
                words.put(
                        columns.getColumnName(i),
                        value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : Objects.toString(value));
            }
        }
        return new LedgerContent(words);
    }

    /** For the entry with which a ledger begins to tell of lines: of those that are there already, by table, how many and a digest. */
    Map<String, String> before() {
        Set<String> fresh = Set.copyOf(new LinkedHashSet<>(fresh()));
        return digests(all().stream().filter(each -> !fresh.contains(each)).toList());
    }

    /** Of these lines, by table, how many and a digest over them in this order. */
    Map<String, String> digests(List<String> references) {
        Map<String, MessageDigest> digests = new LinkedHashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (String reference : references) {
            MessageDigest digest = digests.computeIfAbsent(table(reference), ignored -> Sha256.digest());
            line(reference).ifPresent(content -> digest.update(content.bytes()));
            counts.merge(table(reference), 1, Integer::sum);
        }
        Map<String, String> said = new LinkedHashMap<>();
        digests.forEach((table, digest) -> said.put(
                table, counts.get(table) + " " + Sha256.of(digest.digest()).hex()));
        return said;
    }
}
