package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Found;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What was learnt of files' contents, kept from start to start. Where a process apart reads the passes, that one keeps it, and
 * this one only takes over what was learnt of packages' files. One thread.
 */
final class KeptHashes {
    private final SiteStore store;
    private final FileHashes hashes;
    private final boolean inside;
    private boolean verdictsTaken;

    KeptHashes(Machine machine, SiteStore store) {
        this.store = store;
        this.hashes = new FileHashes(machine.files());
        this.inside = !(machine.apart() instanceof Found<Apart>);
        byte[] kept = inside ? store.hashes() : new byte[0];
        boolean ignored = kept.length == 0 || hashes.read(new ByteArrayInputStream(kept));
    }

    FileHashes hashes() {
        return hashes;
    }

    /** A pass over all sites is over: keeps what it learnt. */
    void passIsOver() {
        verdictsTaken = false;
        hashes.passIsOver();
        if (inside && hashes.hasChanged()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                hashes.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            store.keepHashes(bytes.toByteArray());
        }
    }

    /** What the process that reads passes learnt of packages' files is taken over when it is needed, since it is much. */
    void takeVerdicts() {
        byte[] kept = inside || verdictsTaken ? new byte[0] : store.hashes();
        if (kept.length > 0) {
            hashes.readVerdicts(new ByteArrayInputStream(kept));
            verdictsTaken = true;
        }
    }
}
