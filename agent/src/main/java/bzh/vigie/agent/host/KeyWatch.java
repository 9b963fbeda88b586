package bzh.vigie.agent.host;

import java.util.Set;

/** Tells at once that something in a key of the registry changed; it is told by {@link FileWatch#await}. Thread-safe. */
public interface KeyWatch {
    /** Watches this key from now on. Absent where it does not exist, refused where the machine gives no watch. */
    Reading<Key> watch(Key key);

    /** No longer watches this key, which may be another one of that name by now. */
    void release(Key key);

    /** No longer watches any key but these. */
    void retainKeys(Set<Key> keys);

    /**
     * A key that is watched.
     *
     * @param path in the normal form of {@link Registry}, folded; {@code HKU} for the key below which everybody's settings appear
     * @param levels how deep: {@link #NAMES}, {@link #ITSELF}, or with so many levels of keys below it
     */
    record Key(String path, int levels) {
        /** Which keys stand directly below it, and nothing else. */
        public static final int NAMES = -1;

        /** Its values, its rights, and which keys stand directly below it. */
        public static final int ITSELF = 0;

        public Key {
            path = WindowsPath.fold(path);
        }
    }
}
