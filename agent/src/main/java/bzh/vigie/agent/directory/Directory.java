package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import java.util.Optional;

/** The only seam to a directory: it is asked, never written to. Used by one thread. */
public interface Directory extends AutoCloseable {
    /** What becomes of an object that was found. */
    @FunctionalInterface
    interface Each {
        /** Takes it; false where no more are wanted. */
        boolean take(Entry entry) throws Refused;
    }

    /** The server's own entry (RFC 4512 section 5.1). */
    Entry root() throws Refused;

    /**
     * Hands on what is found, an object at a time as it comes, page by page, none of them kept.
     *
     * @throws Refused where the server does not answer, not in time, or answers what is none; what came before was handed on
     */
    void search(Query query, Each each) throws Refused;

    /** DNS name of the server as it was proven by its ticket or certificate; empty where nothing was. */
    default Optional<String> server() {
        return Optional.empty();
    }

    /** How many bytes the server has sent. */
    long received();

    @Override
    void close();
}
