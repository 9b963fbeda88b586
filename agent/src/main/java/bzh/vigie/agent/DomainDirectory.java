package bzh.vigie.agent;

import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.persistence.DirectoryInventory;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.uplink.InventoryRequests.Place;
import bzh.vigie.event.Clock;
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
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the domain's directory while the collector has chosen this agent for it, and forgets what it found when another one is chosen.
 * Thread-safe.
 */
final class DomainDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DomainDirectory.class.getName());

    /**
     * Security events that controllers write when an object of the directory changes: a change, a new one, one that came back, was moved or
     * deleted; people, computers, groups of the domain, histories of SIDs, trusts. A PC writes some of them of its own accounts and groups:
     * then it is asked in vain, which costs one question.
     */
    private static final Set<String> CHANGES = Set.of(
            "5136", "5137", "5138", "5139", "5141", "4741", "4742", "4743", "4728", "4729", "4732", "4733", "4756",
            "4757", "4738", "4765", "4766", "4780", "4706", "4707", "4716");

    private final Sink sink;
    private final Clock clock;
    private final Machine machine;
    private final Path folder;
    private final DirectoryInventory.Connecting connecting;
    private final Optional<Apart> apart;
    private volatile Optional<DirectoryInventory> reading = Optional.empty();
    private Duration every = Duration.ZERO;
    private boolean closed;

    /**
     * @param folder where it is kept what was found; not there while another agent reads
     * @param connecting how this process connects, where it reads itself
     * @param apart starts a process that reads instead; empty: none is to
     */
    DomainDirectory(
            Sink sink,
            Clock clock,
            Machine machine,
            Path folder,
            DirectoryInventory.Connecting connecting,
            Optional<Apart> apart) {
        this.apart = apart;
        this.sink = sink;
        this.clock = clock;
        this.machine = machine;
        this.folder = folder;
        this.connecting = connecting;
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
                DirectoryInventory begun =
                        DirectoryInventory.open(sink, clock, machine, folder, connecting, apart, next);
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

    /** Takes each record of Windows' event log: one that tells of a change in the directory has what changed read soon. Returns at once. */
    void accept(WindowsEvent record) {
        if (record.channel().equals("Security") && CHANGES.contains(record.eventId())) {
            reading.ifPresent(DirectoryInventory::changed);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        reading.ifPresent(DirectoryInventory::close);
    }
}
