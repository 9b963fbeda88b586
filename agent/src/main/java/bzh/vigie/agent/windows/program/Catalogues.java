package bzh.vigie.agent.windows.program;

import java.io.IOException;
import java.util.Optional;

/** The catalogues of a Windows system: lists of digests that somebody signed, one signature for many files. */
public interface Catalogues {
    /** Of a system without any. */
    Catalogues NONE = new Catalogues() {
        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public Optional<Signing> signing(byte[] digest) {
            return Optional.empty();
        }
    };

    /** Whether there are none: then digests that only they need are not made. */
    boolean isEmpty();

    /**
     * Who signed the list that has that digest; the best signature where several have it.
     *
     * @param digest SHA-1 or SHA-256, of a PE its authentihash, of anything else over the whole file
     */
    Optional<Signing> signing(byte[] digest) throws IOException;
}
