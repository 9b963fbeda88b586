package bzh.vigie.collector.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A folder of batches that could not be decoded, kept for whoever looks into it: at most 200, the first ones stay. */
public final class Quarantine {
    private static final System.Logger LOG = System.getLogger(Quarantine.class.getName());
    private static final int MAX_FILES = 200;

    private final Path folder;

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
            try (Stream<Path> files = Files.list(folder)) {
                if (files.count() >= MAX_FILES) {
                    return false;
                }
            }
            Path part = folder.resolve(name + ".part");
            Files.write(part, batch.payload().compressed());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A batch that cannot be decoded was not kept in " + folder, e);
            return false;
        }
    }
}
