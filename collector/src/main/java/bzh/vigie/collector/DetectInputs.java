package bzh.vigie.collector;

import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.persistence.TwoReadings;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What {@code detect} reads: events and logs several at once, then inventories. One that cannot be read does not keep the others
 * from being judged; what is found comes in the order of the inputs, whichever was read first.
 */
final class DetectInputs {
    private final List<Input> inputs = new ArrayList<>();
    private final List<IOException> unread = Collections.synchronizedList(new ArrayList<>());
    private final List<Path> withoutLogs = new ArrayList<>();

    /** The reading of an input. */
    @FunctionalInterface
    private interface Input {
        void by(Offline offline) throws IOException;
    }

    /** @param logs files, and folders in which every file whose name ends in {@code .evtx} is a log */
    DetectInputs(List<Path> events, List<Path> logs) {
        events.forEach(file -> inputs.add(offline -> offline.events(file)));
        for (Path file : logs) {
            if (Files.isDirectory(file)) {
                List<Path> below = logsBelow(file);
                below.forEach(log -> inputs.add(offline -> offline.evtx(log)));
                if (below.isEmpty()) {
                    withoutLogs.add(file);
                }
            } else {
                inputs.add(offline -> offline.evtx(file));
            }
        }
    }

    /**
     * Reads events and logs.
     *
     * @param to takes what is found, in order
     * @param text what to write of it; empty for nothing
     */
    void read(Offline offline, Consumer<String> to, Function<Offline.Result, String> text, int threads) {
        InOrder ordered = new InOrder(inputs.size(), to);
        List<Offline> forks = new ArrayList<>();
        List<Runnable> works = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            int input = i;
            Offline fork = offline.fork(result -> {
                String written = text.apply(result);
                if (!written.isEmpty()) {
                    ordered.take(input, written);
                }
            });
            forks.add(fork);
            works.add(() -> {
                try {
                    inputs.get(input).by(fork);
                } catch (IOException e) {
                    unread.add(e);
                } finally {
                    ordered.done(input);
                }
            });
        }
        try {
            InParallel.run(works, threads);
        } finally {
            forks.forEach(offline::join);
        }
    }

    /**
     * Reads one inventory, or two.
     *
     * @param readings whether the two are said to be readings of one host at one time
     * @return how they compare, where they are that
     */
    Optional<TwoReadings> inventories(Offline offline, List<Path> files, boolean readings) {
        try {
            if (files.size() == 2) {
                Optional<TwoReadings> compared = offline.readings(files.getFirst(), files.getLast(), readings);
                if (compared.isEmpty()) {
                    offline.inventory(files.getFirst(), files.getLast());
                }
                return compared;
            }
            if (files.size() == 1) {
                offline.inventory(files.getFirst());
            }
        } catch (IOException e) {
            unread.add(e);
        }
        return Optional.empty();
    }

    /** Why inputs could not be read, or not to their end; each names its file. */
    List<IOException> unread() {
        return unread.stream()
                .sorted(java.util.Comparator.comparing(e -> String.valueOf(e.getMessage())))
                .toList();
    }

    /** Folders given for logs that have none. */
    List<Path> withoutLogs() {
        return List.copyOf(withoutLogs);
    }

    private List<Path> logsBelow(Path folder) {
        List<Path> logs = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".evtx") && Files.isRegularFile(file)) {
                        logs.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException why) {
                    unread.add(why);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            unread.add(e);
        }
        Collections.sort(logs);
        return logs;
    }
}
