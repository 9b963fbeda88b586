package bzh.vigie.agent.persistence.format;

import java.util.List;

/**
 * What a parser made of a file.
 *
 * @param includes paths, with {@code *} in the last part at most, of further files of the same format
 * @param malformed how many lines or entries were not understood
 */
public record Parsed(List<Draft> drafts, List<String> includes, int malformed) {
    public Parsed {
        drafts = List.copyOf(drafts);
        includes = List.copyOf(includes);
    }

    /** Without includes. */
    public static Parsed of(List<Draft> drafts, int malformed) {
        return new Parsed(drafts, List.of(), malformed);
    }
}
