package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.ProgramFacts.Form;
import bzh.vigie.agent.windows.program.ProgramFacts.Version;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what a file that may run tells of itself. It is read in pieces, once for its digests, so that a program may be larger
 * than memory; whoever asks keeps the answer by the file's identity. Used by one thread.
 */
public final class Programs {
    /** Up to how many bytes of a file TLSH is computed: it takes far longer than the other digests. */
    public static final long TLSH_LIMIT = 64L << 20;

    private final byte[] buffer = new byte[64 << 10];

    public Programs(Catalogues catalogues, InstantSource clock) {}

    /** Of that file; what cannot be made out is told as such, only reading it may fail. */
    public ProgramFacts facts(Bytes file) throws IOException {
        MessageDigest digest = Sha256.digest();
        for (long at = 0; at < file.size(); ) {
            int count = file.read(at, buffer);
            if (count <= 0) {
                throw new IOException("the file ended early");
            }
            digest.update(buffer, 0, count);
            at += count;
        }
        return new ProgramFacts(
                Sha256.of(digest.digest()),
                Form.OTHER,
                Optional.empty(),
                "",
                "",
                Version.NONE,
                "",
                Signing.NOT_CHECKED,
                Set.of(),
                List.of());
    }
}
