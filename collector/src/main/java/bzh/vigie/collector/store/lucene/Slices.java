package bzh.vigie.collector.store.lucene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folders of the history: one per day of receipt (UTC), named like 2026-03-02. */
final class Slices {
    /** A folder on its way out: one that a crash left is removed at the next start. */
    private static final String GOING = ".going";

    private final Path dir;

    Slices(Path dir) {
        this.dir = dir;
    }

    static LocalDate day(Instant received) {
        return LocalDate.ofInstant(received, ZoneOffset.UTC);
    }

    Path path(LocalDate day) {
        return dir.resolve(day.toString());
    }

    /** The days that have a folder, oldest first. */
    List<LocalDate> days() throws IOException {
        List<LocalDate> days = new ArrayList<>();
        for (Path path : in(dir)) {
            try {
                days.add(LocalDate.parse(path.getFileName().toString()));
            } catch (DateTimeParseException e) {
                // Not one of ours, or one on its way out.
            }
        }
        days.sort(Comparator.naturalOrder());
        return days;
    }

    long bytes(LocalDate day) throws IOException {
        long bytes = 0;
        for (Path file : in(path(day))) {
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException e) {
                // A merge has just removed it.
            }
        }
        return bytes;
    }

    /** Of all days. */
    long bytes() throws IOException {
        long all = 0;
        for (LocalDate day : days()) {
            all += bytes(day);
        }
        return all;
    }

    void drop(LocalDate day) throws IOException {
        Path going = dir.resolve(day + GOING);
        Files.move(path(day), going);
        delete(going);
    }

    /** Removes what a crash left half removed. */
    void sweep() throws IOException {
        for (Path path : in(dir)) {
            if (path.getFileName().toString().endsWith(GOING)) {
                delete(path);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        for (Path file : in(folder)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }
}
