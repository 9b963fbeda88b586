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

/**
 * Lines of decisions: the rows of the tables that are only ever added to. Which ones they are is said here and not looked up in the file,
 * where whoever has it can take a trigger away. What a session of this program writes into one enters the ledger with its transaction,
 * by triggers of the writing connection alone, so that no caller can forget it and nobody who writes into the file from elsewhere has it
 * done for him.
 *
 * <p>A line's reference is {@code TABLE/KEY}, its key that of the table, its parts joined by a stroke. Of many lines of one transaction an entry
 * has the keys and one digest; its reference is {@code TABLE/*}.
 */
final class SqliteLines {
    /** Lines of one table that a transaction enters one by one. */
    private static final int MOST_SINGLE = 64;

    /** What has a chain of its own. */
    static final Set<String> CHAINED = Set.of("audit", "ledger", "ledger_content");

    /** Tables that are part of a line of another, which holds a digest of them ({@link #PART_ROWS}). */
    static final Set<String> PARTS = Set.of("expected_host", "password_age", "witness_row", "disk_scan_part");

    /** The tables, in the order in which their lines are told. */
    static final List<String> TABLES = List.of(
            "alert_exception",
            "alert_exception_end",
            "alert_line",
            "attestation",
            "baseline",
            "cloud_export",
            "cloud_operation",
            "cloud_record",
            "cloud_refused",
            "conclusion_line",
            "disk_scan",
            "disk_scan_line",
            "host_identity",
            "host_list",
            "incident",
            "incident_commune",
            "incident_device",
            "incident_eviction",
            "incident_phase",
            "incident_threshold",
            "incident_watch",
            "password_list",
            "recurrence_nature",
            "review_line",
            "review_subject",
            "tombstone",
            "tombstone_line",
            "witness_list");

    private static final List<String> NUMBERED = List.of("number");

    /** Their keys, where it is no number. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "incident",
            List.of("id"),
            "incident_commune",
            List.of("incident", "commune"),
            "review_subject",
            List.of("id"));

    /** The rows of other tables that are part of a line of this one, and under what word the line holds their digest. */
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
                            + " ORDER BY line"),
            "disk_scan",
            new Part("file-sha256", "SELECT place, deflated FROM disk_scan_part WHERE scan = ? ORDER BY place"));

    private final Sql sql;

    SqliteLines(Sql sql) {
        this.sql = sql;
    }

    private static List<String> keys(String table) {
        return KEYS.getOrDefault(table, NUMBERED);
    }

    /** Finds the line with these values of its key. */
    static String finding(String table) {
        return "SELECT * FROM " + table + " WHERE "
                + String.join(
                        " AND ", keys(table).stream().map(key -> key + " = ?").toList());
    }

    /** From now on what this connection writes into them is noted. */
    void watch() {
        sql.run("CREATE TEMP TABLE fresh_line (place INTEGER PRIMARY KEY, line TEXT NOT NULL, key TEXT NOT NULL)");
        TABLES.forEach(table -> sql.run("CREATE TEMP TRIGGER " + table + "_is_told AFTER INSERT ON main." + table
                + " BEGIN INSERT INTO fresh_line (line, key) VALUES ('" + table + "', " + key("NEW.", keys(table))
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
        TABLES.forEach(table -> all.addAll(sql.list(
                "SELECT " + key("", keys(table)) + " FROM " + table + " ORDER BY " + String.join(", ", keys(table)),
                row -> table + "/" + row.getString(1))));
        return all;
    }

    /** The line as it is now; empty where it is gone, or there is no such table. */
    Optional<LedgerContent> line(String reference) {
        String table = table(reference);
        Object[] key = key(reference).split("/", keys(table).size());
        if (!TABLES.contains(table) || key.length < keys(table).size()) {
            return Optional.empty();
        }
        Optional<LedgerContent> row = sql.first(finding(table), SqliteLines::content, key);
        return Optional.ofNullable(PART_ROWS.get(table))
                .map(parts -> row.map(list -> withParts(list, parts)))
                .orElse(row);
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
