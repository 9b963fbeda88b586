package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The catalogues that a Windows system has installed, read when they are first needed and, since updates bring others, again when
 * a file is in none of them and a day has gone by. Used by one thread.
 */
public final class InstalledCatalogues implements Catalogues {
    private static final Duration FRESH = Duration.ofDays(1);

    private final CatRoot folder;
    private final InstantSource clock;
    private Optional<CatalogueIndex> index = Optional.empty();
    private Instant read = Instant.EPOCH;

    /** With the folder of Windows itself, where they are. */
    public InstalledCatalogues(Files files, HostPath windows, InstantSource clock) {
        this.folder = new CatRoot(files, windows);
        this.clock = clock;
    }

    @Override
    public boolean isEmpty() {
        return index().isEmpty();
    }

    @Override
    public Optional<Signing> signing(byte[] digest) throws IOException {
        Optional<Signing> found = index().signing(digest);
        boolean stale = Duration.between(read, clock.instant()).abs().compareTo(FRESH) > 0;
        if (found.isEmpty() && stale) {
            index = Optional.empty();
            found = index().signing(digest);
        }
        return found;
    }

    /** Whether there are any and all were looked into: without them nobody knows of most of Windows' files who signed them. */
    public boolean areWhole() {
        return !isEmpty() && index().isWhole();
    }

    private CatalogueIndex index() {
        if (index.isEmpty()) {
            read = clock.instant();
            index = Optional.of(CatalogueIndex.of(folder, clock));
        }
        return index.get();
    }
}
