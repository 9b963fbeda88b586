package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.host.Files.Status;

/**
 * How a file of one kind is understood. Pure and total: any bytes give a result, what is not understood is counted. A new
 * format is one more implementation, named in the catalogue.
 */
public interface Format {
    /** What the file would run. */
    Parsed parse(SourceFile file);

    /** Whether files of this kind are written by the machine itself, so that no package ever owns them. */
    default boolean isOfTheMachine() {
        return false;
    }

    /** Whether a file of this status is of this kind at all; others are passed over, and nothing is said of them. */
    default boolean concerns(Status status) {
        return true;
    }

    /** Whether the content is needed; where not, {@link SourceFile#text} is empty. */
    default boolean needsContent(SourceFile file) {
        return true;
    }
}
