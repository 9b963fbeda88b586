package bzh.vigie.agent.windows.program;

import java.io.IOException;
import java.util.Optional;

/** The catalogues of a Windows system: lists of digests that somebody signed, one signature for many files. */
public interface Catalogues {
    /** Of a system without any. */
    Catalogues NONE = digest -> Optional.empty();

    /**
     * Who signed the list that has that digest.
     *
     * @param digest SHA-1 or SHA-256, of a PE its authentihash, of anything else over the whole file
     */
    Optional<Signing> signing(byte[] digest) throws IOException;
}
