package bzh.vigie.agent.persistence.format;

import java.util.List;
import java.util.Optional;

/**
 * What a parser made of a file.
 *
 * @param includes further files that belong to it
 * @param malformed how many lines or entries were not understood
 */
public record Parsed(List<Draft> drafts, List<Include> includes, int malformed) {
    public Parsed {
        drafts = List.copyOf(drafts);
        includes = List.copyOf(includes);
    }

    /** Without includes. */
    public static Parsed of(List<Draft> drafts, int malformed) {
        return new Parsed(drafts, List.of(), malformed);
    }

    /** With further files of the same format at these paths. */
    public static Parsed including(List<Draft> drafts, List<String> paths, int malformed) {
        return new Parsed(drafts, paths.stream().map(Include::of).toList(), malformed);
    }

    /**
     * Further files.
     *
     * @param path absolute or beginning with {@code ~/}, with {@code *} for any part of a name; {@code ~} stands for the home and
     *     <code>{user}</code> for the name of the account that the place is read for, of every account where it is read for the
     *     machine; or as Windows writes it ({@code %SystemDrive%\x}), with the variables of the machine
     * @param format empty where it is the same
     */
    public record Include(String path, Optional<Format> format) {
        /** Of the same format. */
        public static Include of(String path) {
            return new Include(path, Optional.empty());
        }

        /** Of another format. */
        public static Include of(String path, Format format) {
            return new Include(path, Optional.of(format));
        }
    }
}
