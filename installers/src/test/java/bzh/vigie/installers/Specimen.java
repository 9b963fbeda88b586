package bzh.vigie.installers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A way to come back, planted by the programs that attackers use too: a script of {@code src/test/specimens} whose first lines
 * say {@code # key: value} what is to be found.
 *
 * @param technique ATT&CK id
 * @param location catalogue id
 * @param source of the item; empty where any will do
 * @param target of the item; empty where any will do
 * @param item name of the item; empty where any will do
 * @param severity the least that is right
 * @param script what plants it, run as superuser
 */
record Specimen(
        String name,
        String technique,
        String location,
        String source,
        String target,
        String item,
        String severity,
        String script) {
    private static final Path FOLDER = Path.of("src/test/specimens");

    /** All but what prepares the system, in the order of their names. */
    static List<Specimen> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".sh") && !f.endsWith("host.sh"))
                    .sorted()
                    .map(Specimen::read)
                    .toList();
        }
    }

    /** What makes the bare system one in use, before anything is planted. */
    static String host() throws IOException {
        return Files.readString(FOLDER.resolve("host.sh"));
    }

    /** Whether this is what is said of it. */
    boolean isAlerted(Alert alert) {
        return names(alert) && alert.isOf(technique) && alert.isAtLeast(severity);
    }

    /** Whether the alert is about what was planted, rightly judged or not. */
    boolean names(Alert alert) {
        return alert.of("location").equals(location)
                && (source.isEmpty() || alert.of("source").equals(source))
                && (target.isEmpty() || alert.of("target").equals(target))
                && (item.isEmpty() || alert.of("name").equals(item));
    }

    private static Specimen read(Path file) {
        try {
            String script = Files.readString(file);
            return new Specimen(
                    file.getFileName().toString().replace(".sh", ""),
                    header(script, "technique").orElseThrow(),
                    header(script, "location").orElseThrow(),
                    header(script, "source").orElse(""),
                    header(script, "target").orElse(""),
                    header(script, "name").orElse(""),
                    header(script, "severity").orElse("high"),
                    script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> header(String script, String key) {
        String start = "# " + key + ": ";
        return script.lines()
                .takeWhile(line -> line.startsWith("#"))
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }
}
