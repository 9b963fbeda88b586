package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.AgentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of batches that could not be decoded, kept for whoever looks into it: the newest {@link #MAX_EACH} of a host, {@link #MAX_FILES}
 * in all. In a full folder the host that has most of them makes room, so that no host pushes out what another sent.
 */
public final class Quarantine {
    private static final System.Logger LOG = System.getLogger(Quarantine.class.getName());
    static final int MAX_FILES = 200;
    static final int MAX_EACH = 20;

    private static final int AGENT = 36;

    private final Path folder;

    /** A file of the folder: agent, epoch, lane and number of its batch make its name. */
    private record Kept(Path file, String agent, long modified) {
        private static final Comparator<Kept> OLDEST_FIRST = Comparator.comparingLong(Kept::modified)
                .thenComparingInt(kept -> kept.file().toString().length())
                .thenComparing(Kept::file);
    }

    public Quarantine(Path folder) {
        this.folder = folder;
    }

    /** Keeps a batch as it came; says whether it did. A batch that is there already is left as it is. */
    boolean keep(Delivered batch) {
        String name = batch.agent().text() + "-" + batch.epoch().replaceAll("[^0-9a-f]", "_") + "-" + batch.lane() + "-"
                + batch.number() + ".deflated";
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                return true;
            }
            makeRoom(batch.agent());
            Path part = folder.resolve(name + ".part");
            Files.write(part, batch.payload().compressed());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A batch that cannot be decoded was not kept in " + folder, e);
            return false;
        }
    }

    private void makeRoom(AgentId agent) throws IOException {
        List<Kept> all = kept();
        Map<String, List<Kept>> byAgent = all.stream().collect(Collectors.groupingBy(Kept::agent));
        List<Kept> own = byAgent.getOrDefault(agent.text(), List.of());
        if (own.size() >= MAX_EACH) {
            Files.deleteIfExists(own.getFirst().file());
        } else if (all.size() >= MAX_FILES) {
            List<Kept> most = byAgent.values().stream()
                    .max(Comparator.comparingInt(List::size))
                    .orElse(all);
            Files.deleteIfExists(most.getFirst().file());
        }
    }

    private List<Kept> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Quarantine::kept).sorted(Kept.OLDEST_FIRST).toList();
        }
    }

    private static Kept kept(Path file) {
        String name = String.valueOf(file.getFileName());
        return new Kept(
                file,
                name.substring(0, Math.min(AGENT, name.length())),
                file.toFile().lastModified());
    }
}
