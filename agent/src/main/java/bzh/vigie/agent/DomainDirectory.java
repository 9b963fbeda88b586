package bzh.vigie.agent;

import bzh.vigie.agent.persistence.DirectoryInventory;
import bzh.vigie.agent.uplink.InventoryRequests.Place;
import bzh.vigie.event.DirectoryEvents;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.WindowsEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the domain's directory while the collector has chosen this agent for it, and forgets what it found when another one is chosen.
 * Thread-safe.
 */
final class DomainDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DomainDirectory.class.getName());

    private final Path folder;
    private final Opening opening;
    private volatile Optional<DirectoryInventory> reading = Optional.empty();
    private Duration every = Duration.ZERO;
    private boolean closed;

    /** Begins to read. */
    @FunctionalInterface
    interface Opening {
        /** One that reads everything that often. */
        DirectoryInventory open(Duration every) throws IOException;
    }

    /**
     * One that does not read yet.
     *
     * @param folder where it is kept what was found; not there while another agent reads
     */
    DomainDirectory(Path folder, Opening opening) {
        this.folder = folder;
        this.opening = opening;
    }

    /**
     * What holds from now on.
     *
     * @param next between two full readings; zero: another agent reads
     */
    synchronized void readEvery(Duration next) {
        if (closed || next.equals(every)) {
            return;
        }
        every = next;
        reading.ifPresent(DirectoryInventory::close);
        reading = Optional.empty();
        try {
            if (next.isZero()) {
                forget();
            } else {
                DirectoryInventory begun = opening.open(next);
                begun.start();
                reading = Optional.of(begun);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "the domain's directory is not read: " + e);
        }
    }

    private void forget() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Digest of each of its locations; empty while another agent reads, and before all was read once. */
    synchronized List<InventoryDigest.Entry> digests() {
        return reading.map(DirectoryInventory::digests).orElse(List.of());
    }

    /** Reads those again and tells a complete listing of each. */
    synchronized void listCompletely(List<Place> places) {
        reading.ifPresent(r -> places.forEach(place -> r.listCompletely(place.location(), place.accountId())));
    }

    /**
     * Takes each record of Windows' event log: one that tells of a change in the directory has what changed read soon. Where it was a PC's
     * own account or group, that is asked for in vain, which costs one question. Returns at once.
     */
    void accept(WindowsEvent record) {
        if (DirectoryEvents.isChange(record.channel(), record.eventId())) {
            reading.ifPresent(DirectoryInventory::changed);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        reading.ifPresent(DirectoryInventory::close);
    }
}
