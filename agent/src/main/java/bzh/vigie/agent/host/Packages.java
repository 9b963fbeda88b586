package bzh.vigie.agent.host;

import bzh.vigie.event.Observed;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Which package put a file where it is, and how. Thread-safe. */
@FunctionalInterface
public interface Packages {
    /**
     * The package that owns that path, without architecture; known and empty where none does; missed where that cannot be told:
     * there is no database, not all of it could be read, or it is a place that is left out.
     */
    Observed<String> owner(HostPath path);

    /** Of a path as UTF-8 text. */
    default Observed<String> owner(String path) {
        return HostPath.parse(path).map(this::owner).orElse(Observed.known(""));
    }

    /** What the package that owns that path shipped there. */
    default Packaged packaged(HostPath path) {
        return Packaged.UNKNOWN;
    }

    /** Why not everything that is installed is known, as details of the source texts; empty where it is, or there is nothing. */
    default List<String> unread() {
        return List.of();
    }

    /** Looks at once whether something was installed or removed; true where it was. */
    default boolean recheck() {
        return false;
    }

    /** Whether a package manager is changing what is installed: its files may be there before its lists of them. */
    default boolean atWork() {
        return false;
    }

    /**
     * What was shipped; what the database does not say is empty.
     *
     * @param content digest over the file's content
     * @param mode permission bits with setuid, setgid and sticky, 07777; of dpkg only where they are set apart
     * @param capabilities that the file gives
     */
    record Packaged(Optional<Checksum> content, OptionalInt mode, Optional<Capabilities> capabilities) {
        public static final Packaged UNKNOWN = new Packaged(Optional.empty(), OptionalInt.empty(), Optional.empty());
    }

    /** A digest as a database has it, in lower-case hex. */
    record Checksum(Algorithm algorithm, String hex) {}

    /** With what a database digests files. */
    enum Algorithm {
        MD5("MD5"),
        SHA_1("SHA-1"),
        SHA_256("SHA-256"),
        SHA_384("SHA-384"),
        SHA_512("SHA-512");

        private final String javaName;

        Algorithm(String javaName) {
            this.javaName = javaName;
        }

        /** As {@link java.security.MessageDigest} knows it; every Java platform has these. */
        public String javaName() {
            return javaName;
        }
    }
}
