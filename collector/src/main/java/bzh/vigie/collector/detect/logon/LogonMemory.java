package bzh.vigie.collector.detect.logon;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where what is remembered of logons lies: rows of bytes by table and key. One thread. */
public interface LogonMemory {
    Optional<byte[]> row(String table, String key);

    /** Every row of a table by key. */
    Map<String, byte[]> rows(String table);

    void row(String table, String key, byte[] value);

    void forget(String table, String key);

    /** One that ends with the program, for files. */
    final class Passing implements LogonMemory {
        private final Map<String, TreeMap<String, byte[]>> tables = new HashMap<>();

        @Override
        public Optional<byte[]> row(String table, String key) {
            return Optional.ofNullable(of(table).get(key));
        }

        @Override
        public Map<String, byte[]> rows(String table) {
            return Map.copyOf(of(table));
        }

        @Override
        public void row(String table, String key, byte[] value) {
            of(table).put(key, value);
        }

        @Override
        public void forget(String table, String key) {
            of(table).remove(key);
        }

        private Map<String, byte[]> of(String table) {
            return tables.computeIfAbsent(table, ignored -> new TreeMap<>());
        }
    }
}
