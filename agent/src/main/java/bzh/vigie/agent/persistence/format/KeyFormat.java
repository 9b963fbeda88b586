package bzh.vigie.agent.persistence.format;

import java.util.List;

/**
 * How a registry key of one kind is understood. Pure and total: any key gives a result, what is not understood is counted. A new
 * format is one more implementation, named in the catalogue.
 */
public non-sealed interface KeyFormat extends Parser {
    /** What the key would run. */
    Parsed parse(SourceKey key);

    /** The values that are read of a key, as far as they can be named; empty where each key is understood as a whole. */
    default List<ReadValue> values() {
        return List.of();
    }

    /**
     * A value that is read.
     *
     * @param name below the key, with the subkeys before it; {@code *} for any, {@code @} for the key's default value
     * @param runs what its content names, in small letters: command, library, driver, native, class, file; setting where it runs nothing
     * @param own contents that Windows has by itself, a star at the end standing for anything
     * @param weak contents by which it weakens something, after an exclamation mark all others
     */
    record ReadValue(String name, String runs, List<String> own, String weak) {
        public ReadValue {
            own = List.copyOf(own);
        }

        /** One of which no content is known. */
        public ReadValue(String name, String runs) {
            this(name, runs, List.of(), "");
        }
    }

    /** Whether the keys directly below it are read too, in a place that ends in two stars. */
    default boolean isOpenedBelow(SourceKey key) {
        return false;
    }

    /** The same, with what else of the system there is to ask. */
    default Parsed parse(SourceKey key, Surroundings around) {
        return parse(key);
    }
}
