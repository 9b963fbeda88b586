package bzh.vigie.agent.persistence.format;

/**
 * How a registry key of one kind is understood. Pure and total: any key gives a result, what is not understood is counted. A new
 * format is one more implementation, named in the catalogue.
 */
public non-sealed interface KeyFormat extends Parser {
    /** What the key would run. */
    Parsed parse(SourceKey key);

    /** The same, with what else of the system there is to ask. */
    default Parsed parse(SourceKey key, Surroundings around) {
        return parse(key);
    }
}
