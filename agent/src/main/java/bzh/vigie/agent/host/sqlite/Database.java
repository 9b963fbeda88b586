package bzh.vigie.agent.host.sqlite;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A SQLite database file and the write-ahead log beside it, as they are at this moment, without SQLite: nothing is locked,
 * written or made. Whatever the bytes are, it throws only what reading them throws; what is damaged is skipped and counted.
 *
 * <p>Another process may write meanwhile: who reads a live database compares {@link #changes} before and after, or the
 * files' times, and reads again. Tables {@code WITHOUT ROWID} and virtual ones are not read. Not thread-safe.
 */
public final class Database {
    private static final int SCHEMA_ROOT = 1;
    private static final int LONGEST_STATEMENT = 64 * 1024;
    private static final int MAX_TABLES = 1_024;

    private final Pages pages;
    private final List<Table> tables;

    /** Takes rows as they are read. */
    @FunctionalInterface
    public interface Taker {
        /** Takes one; false for no more. */
        boolean take(Row row);
    }

    /**
     * What reading rows met.
     *
     * @param rows taken
     * @param skipped pages and rows that are damaged, and rows that are too long
     */
    public record Scan(long rows, long skipped) {}

    private Database(Pages pages, List<Table> tables) {
        this.pages = pages;
        this.tables = tables;
    }

    /**
     * Opens one.
     *
     * @param log {@code NAME-wal}, or {@link Bytes#NONE}
     * @return empty where these are no database
     */
    public static Optional<Database> open(Bytes file, Bytes log) throws IOException {
        Optional<Pages> pages = Pages.open(file, log);
        if (pages.isEmpty()) {
            return Optional.empty();
        }
        List<Table> tables = new ArrayList<>();
        // Columns of sqlite_schema: type, name, tbl_name, rootpage, sql.
        new TableTree(pages.get(), Long.MIN_VALUE, LONGEST_STATEMENT, row -> {
                    long root = row.whole(3).orElse(0);
                    if (row.text(0).equals("table") && root > 0 && root <= Integer.MAX_VALUE) {
                        tables.add(new Table(row.text(1), (int) root, Table.columnsOf(row.text(4))));
                    }
                    return tables.size() < MAX_TABLES;
                })
                .walk(SCHEMA_ROOT);
        return Optional.of(new Database(pages.get(), List.copyOf(tables)));
    }

    /** Grows with each change of a database that keeps no write-ahead log. */
    public long changes() {
        return pages.changes();
    }

    /** All its tables. */
    public List<Table> tables() {
        return tables;
    }

    /** The table of that name. */
    public Optional<Table> table(String name) {
        return tables.stream().filter(t -> t.name().equalsIgnoreCase(name)).findFirst();
    }

    /**
     * Tells the rows of a table in order of their ids.
     *
     * @param from least row id that is wanted: what is below is not even read
     * @param longestRow in bytes; one that is longer is skipped
     */
    public Scan rows(Table table, long from, int longestRow, Taker taker) throws IOException {
        return new TableTree(pages, from, longestRow, taker).walk(table.root());
    }
}
