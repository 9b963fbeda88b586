package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.windows.program.InstalledCatalogues;
import bzh.vigie.agent.windows.program.ProgramFacts;
import bzh.vigie.agent.windows.program.Programs;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the programs of a Windows system tell of themselves, in brief, kept by device, inode, size, modification and change time,
 * the last 8,192 of them, so that one that many items run is read once. The system's catalogues are read when the first one is
 * asked for. Used by one thread.
 */
final class KnownPrograms {
    private static final long LIMIT = 512L << 20;
    private static final int KEPT = 8_192;
    /** EIO, errno(3). */
    private static final int INPUT_OUTPUT = 5;

    private record Identity(long device, long inode, long size, long modified, long changed) {
        static Identity of(Status s) {
            return new Identity(s.device(), s.inode(), s.size(), s.modifiedMicros(), s.changedMicros());
        }
    }

    private final Files files;
    private final InstalledCatalogues catalogues;
    private final Programs programs;
    private final Map<Identity, ProgramFacts> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, ProgramFacts> eldest) {
            return size() > KEPT;
        }
    };

    /** With the folder of Windows itself, where its catalogues are. */
    KnownPrograms(Files files, HostPath windows, InstantSource clock) {
        this.files = files;
        this.catalogues = new InstalledCatalogues(files, windows, clock);
        this.programs = new Programs(catalogues, clock);
    }

    /** Whether there are catalogues and all were looked into: without them nobody knows of most of Windows' files who signed them. */
    boolean hasCatalogues() {
        return catalogues.areWhole();
    }

    /** Of the regular file at that path, links followed; refused where it cannot be read or has over 512 MiB. */
    Reading<ProgramFacts> of(HostPath path) {
        return files.status(path).then(status -> {
            if (status.kind() != Kind.REGULAR) {
                return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-not-regular", path.text()));
            }
            ProgramFacts kept = known.get(Identity.of(status));
            return kept == null ? files.open(path).then(file -> read(path, file)) : Reading.found(kept);
        });
    }

    private Reading<ProgramFacts> read(HostPath path, OpenFile open) {
        try (OpenFile file = open) {
            if (file.status().size() > LIMIT) {
                return Reading.refused(ReasonCode.TOO_LARGE, SourceText.detail("file-too-large", path.text(), LIMIT));
            }
            ProgramFacts facts = programs.facts(Bytes.of(file)).brief();
            known.put(Identity.of(file.status()), facts);
            return Reading.found(facts);
        } catch (IOException e) {
            return Reading.refused(ReasonCode.FAILED, SourceText.detail("file-error", path.text(), INPUT_OUTPUT));
        }
    }
}
