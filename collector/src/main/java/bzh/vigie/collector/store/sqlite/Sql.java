package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One connection and its prepared statements, kept for reuse. Not thread-safe. Arguments are bound by type: an
 * {@link Optional} that is empty is NULL. A statement is read to its end before the next runs, so the same text can be
 * used inside a row's reader only if that reader does not run it itself.
 */
final class Sql implements AutoCloseable {
    /** Stands in a statement for the condition that a {@link Scope} makes; the scope itself is argument 1. */
    private static final String SCOPE = "{scope}";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Makes a value of one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> list(String sql, Row<T> reader, Object... arguments) {
        try (ResultSet rows = prepare(sql, arguments).executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(read(reader, rows));
            }
            return found;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What this program would never write was written by somebody else. */
    private static <T> T read(Row<T> reader, ResultSet row) throws SQLException {
        try {
            return reader.read(row);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new StoreException(Fault.DAMAGED, "The store holds a damaged row: restore it from a backup.", e);
        }
    }

    /** Like {@link #list} for a statement with {@code {scope}} in it, whose own arguments begin at ?2. */
    <T> List<T> scoped(String sql, Row<T> reader, Scope scope, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return switch (scope) {
            case Scope.All ignored -> {
                all[0] = "";
                yield list(sql.replace(SCOPE, "TRUE"), reader, all);
            }
            case Scope.Communes some -> {
                // Safe to write without escaping: an INSEE code is five letters and digits.
                all[0] = some.communes().stream()
                        .map(commune -> '"' + commune.insee() + '"')
                        .collect(Collectors.joining(",", "[", "]"));
                yield list(sql.replace(SCOPE, "commune IN (SELECT value FROM json_each(?1))"), reader, all);
            }
        };
    }

    <T> Optional<T> first(String sql, Row<T> reader, Object... arguments) {
        List<T> found = list(sql, reader, arguments);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /** Runs a statement that changes; says how many rows it did. */
    int change(String sql, Object... arguments) {
        try {
            return prepare(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Inserts one row into a table with a number as primary key and gives that number. */
    long insert(String sql, Object... arguments) {
        return first(sql + " RETURNING rowid", row -> row.getLong(1), arguments).orElseThrow();
    }

    /** Runs statements that are not worth keeping, such as those of a migration. */
    void run(String script) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        statement.clearParameters();
        int most = statement.getParameterMetaData().getParameterCount();
        for (int i = 0; i < Math.min(arguments.length, most); i++) {
            bind(statement, i + 1, arguments[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int place, Object argument) throws SQLException {
        switch (argument) {
            case String text -> statement.setString(place, text);
            case Long number -> statement.setLong(place, number);
            case Integer number -> statement.setInt(place, number);
            case Boolean truth -> statement.setInt(place, truth ? 1 : 0);
            case byte[] bytes -> statement.setBytes(place, bytes);
            case Instant instant -> statement.setLong(place, Micros.of(instant));
            case Sha256 hash -> statement.setBytes(place, hash.bytes());
            case AgentId id -> statement.setString(place, id.text());
            case Commune commune -> statement.setString(place, commune.insee());
            case Enum<?> word -> statement.setString(place, word.name());
            case Optional<?> some -> {
                if (some.isPresent()) {
                    bind(statement, place, some.get());
                } else {
                    statement.setNull(place, Types.NULL);
                }
            }
            default -> throw new IllegalArgumentException("no column type for " + argument.getClass());
        }
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Moment.instant(row.getLong(column));
    }

    static Optional<Instant> ifInstant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Moment.instant(micros));
    }

    static OptionalLong ifLong(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** A failure of the database as the store's own, with what to do. */
    static StoreException failure(SQLException e) {
        SQLiteErrorCode code = e instanceof SQLiteException own ? own.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // The low byte of an extended code is its primary one (sqlite.org/rescode.html).
        return switch (code.code & 0xff) {
            case 13 ->
                new StoreException(Fault.DISK_FULL, "The disk of the collector's folder is full: free space.", e);
            case 5, 6 ->
                new StoreException(
                        Fault.BUSY, "Another process has been writing to the store for too long: try again.", e);
            case 11, 26 ->
                new StoreException(Fault.DAMAGED, "The store's file is damaged: restore it from a backup.", e);
            case 14, 3, 23 ->
                new StoreException(
                        Fault.NO_RIGHT, "The store's files cannot be opened: check the folder's owner and rights.", e);
            case 8 -> new StoreException(Fault.READ_ONLY, "The store is open for reading only.", e);
            default -> new StoreException(Fault.OTHER, "The store failed: " + e.getMessage(), e);
        };
    }
}
