package bzh.vigie.agent.host;

import java.util.Set;

/** Tells at once that something in a key of the registry changed; it is told by {@link FileWatch#await}. Thread-safe. */
public interface KeyWatch {
    /**
     * Watches this key; watching it again renews the watch where the key is another one by now. Absent where it does not exist,
     * refused where the machine gives no watch.
     */
    Reading<Key> watch(Key key);

    /** No longer watches any key but these. */
    void retainKeys(Set<Key> keys);

    /** What of a key is watched. */
    enum Reach {
        /** Which keys stand directly below it. */
        NAMES,
        /** Its values, its rights, and which keys stand directly below it. */
        ITSELF,
        /** The same of it and of every key below it. */
        BELOW
    }

    /**
     * A key that is watched.
     *
     * @param path in the normal form of {@link Registry}, folded; {@code HKU} for the key below which everybody's settings appear
     */
    record Key(String path, Reach reach) {
        public Key {
            path = WindowsPath.fold(path);
        }
    }
}
