package bzh.vigie.agent.windows.regf;

import bzh.vigie.text.LetterCase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A key as a test wants it in a hive: what {@link RegText} reads and {@link HiveWriter} writes. */
public final class RegKey {
    /** 2026-01-05 08:00 UTC as FILETIME: when keys were last written, if nothing else is said. */
    public static final long WRITTEN = 134_120_952_000_000_000L;

    /** A value: its registry type and its data. */
    public static final class Data {
        private final int type;
        private final byte[] bytes;

        Data(int type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
        }

        public int type() {
            return type;
        }

        public byte[] bytes() {
            return bytes;
        }
    }

    /** Names in their order in a hive. */
    private final Map<String, RegKey> subkeys = new TreeMap<>(Names::compare);

    private final Map<String, Data> values = new LinkedHashMap<>();
    private final String name;
    private String className = "";
    private byte[] security = {};
    private long written = WRITTEN;

    public RegKey(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public Map<String, RegKey> subkeys() {
        return subkeys;
    }

    public Map<String, Data> values() {
        return values;
    }

    public String className() {
        return className;
    }

    public byte[] security() {
        return security;
    }

    public long written() {
        return written;
    }

    public RegKey className(String now) {
        className = now;
        return this;
    }

    public RegKey security(byte[] now) {
        security = now;
        return this;
    }

    public RegKey written(long now) {
        written = now;
        return this;
    }

    /** Puts a value in the place of one of the same name. */
    public RegKey value(String of, int type, byte[] bytes) {
        values.keySet().removeIf(k -> LetterCase.same(k, of));
        values.put(of, new Data(type, bytes));
        return this;
    }

    /** The subkey of that name, made if there is none. */
    public RegKey subkey(String of) {
        return subkeys.computeIfAbsent(of, RegKey::new);
    }

    /** The key at that path below, made where there is none. */
    public RegKey make(String path) {
        RegKey at = this;
        for (String part : path.isEmpty() ? new String[0] : path.split("\\\\", -1)) {
            at = at.subkey(part);
        }
        return at;
    }

    /** The key at that path below. */
    public Optional<RegKey> find(String path) {
        Optional<RegKey> at = Optional.of(this);
        for (String part : path.isEmpty() ? new String[0] : path.split("\\\\", -1)) {
            at = at.flatMap(k -> Optional.ofNullable(k.subkeys.get(part)));
        }
        return at;
    }

    /** Puts that key into the place of one of its name. */
    public void put(RegKey key) {
        subkeys.remove(key.name());
        subkeys.put(key.name(), key);
    }
}
