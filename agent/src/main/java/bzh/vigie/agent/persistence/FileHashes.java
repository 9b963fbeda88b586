package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Digests;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Digests of files, kept by device, inode, size, modification and change time (DESIGN.md 5.3), the last 2,048 of them. Used by
 * one thread.
 */
final class FileHashes {
    private static final long LIMIT = 256L << 20;
    private static final int KEPT = 2_048;

    private record Identity(long device, long inode, long size, long modified, long changed, Algorithm asPackaged) {}

    private final Files files;
    private final Map<Identity, Digests> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Digests> eldest) {
            return size() > KEPT;
        }
    };

    FileHashes(Files files) {
        this.files = files;
    }

    /** Of the regular file at that path, links followed: SHA-256, and the digest that its package has. */
    Reading<Digests> of(HostPath path, Algorithm asPackaged) {
        return files.status(path).then(status -> {
            if (status.kind() != Kind.REGULAR) {
                return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-not-regular", path.text()));
            }
            Digests kept = known.get(identity(status, asPackaged));
            if (kept != null) {
                return Reading.found(kept);
            }
            Reading<Digests> read = files.digests(path, LIMIT, asPackaged);
            read.ifFound().ifPresent(digests -> known.put(identity(digests.status(), asPackaged), digests));
            return read;
        });
    }

    private static Identity identity(Status s, Algorithm asPackaged) {
        return new Identity(s.device(), s.inode(), s.size(), s.modifiedMicros(), s.changedMicros(), asPackaged);
    }
}
