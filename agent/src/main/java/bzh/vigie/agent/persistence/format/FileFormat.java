package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.host.Files.OpenFile;
import java.util.List;

/**
 * How a file that is no text, or may be a large one, is understood: it is read at any place of it instead of as a whole. Total:
 * any bytes give a result, what is not understood is counted.
 */
public interface FileFormat extends Format {
    /**
     * What the file would run.
     *
     * @param file without text
     * @param content closed by the caller
     */
    Parsed parse(SourceFile file, OpenFile content);

    /** The same, with what else of the system there is to ask. */
    default Parsed parse(SourceFile file, OpenFile content, Surroundings around) {
        return parse(file, content);
    }

    /** What is said of a link to nothing: nothing. */
    @Override
    default Parsed parse(SourceFile file) {
        return Parsed.of(List.of(), 0);
    }
}
