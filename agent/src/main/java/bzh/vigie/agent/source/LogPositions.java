package bzh.vigie.agent.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where each log was left, kept over restarts: one line a log, {@code name TAB where it was left}. The same text is a source's checkpoint, which is on
 * the disk with what was told: {@code told TAB number} says which of the two is newer. Not thread-safe.
 */
final class LogPositions {
    private static final int MAX = 100;
    private static final String TOLD = "told";

    private final Path file;
    private final Map<String, String> positions = new TreeMap<>();
    private boolean changed;

    LogPositions(Path file) {
        this.file = file;
        if (Files.isRegularFile(file)) {
            try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
                take(lines);
            } catch (IOException | UncheckedIOException e) {
                // Without positions every log is read from its end, as at the first start.
                positions.clear();
            }
        }
    }

    /** As they were kept, or as the checkpoint has them where that is newer. */
    LogPositions(Path file, String checkpoint) {
        this(file);
        long kept = number(get(TOLD));
        Map<String, String> those = new TreeMap<>(positions);
        positions.clear();
        take(checkpoint.lines());
        if (number(get(TOLD)) <= kept) {
            positions.clear();
            positions.putAll(those);
        }
    }

    private void take(Stream<String> lines) {
        lines.limit(MAX).filter(line -> line.indexOf('\t') > 0).forEach(line -> {
            int tab = line.indexOf('\t');
            positions.put(line.substring(0, tab), line.substring(tab + 1));
        });
    }

    /** A checkpoint for what is told next. */
    String checkpoint() {
        put(TOLD, Long.toString(number(get(TOLD)) + 1));
        return text();
    }

    private String text() {
        StringBuilder out = new StringBuilder();
        positions.forEach((name, position) ->
                out.append(name).append('\t').append(position).append('\n'));
        return out.toString();
    }

    /** Empty if there is none. */
    String get(String name) {
        return positions.getOrDefault(name, "");
    }

    void put(String name, String position) {
        changed |= !position.equals(positions.put(name, position));
    }

    /** Writes them down if one changed, whole or not at all. */
    void save() {
        if (!changed) {
            return;
        }
        try {
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(next, text());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            changed = false;
        } catch (IOException e) {
            // Tried again; after a crash some lines are read twice at worst.
            changed = true;
        }
    }

    /** A number of a position; 0 for what is none or below. */
    static long number(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
