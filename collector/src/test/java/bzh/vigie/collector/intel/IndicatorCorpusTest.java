package bzh.vigie.collector.intel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The indicators of the corpus: each accepted, left to be confirmed, or refused with a reason. What became of each file is written to
 * {@code target/indicator-corpus.txt}, refused ones with their reasons; the sums stand in {@code indicator-corpus.properties}.
 */
final class IndicatorCorpusTest {
    private static final Path CORPORA = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"));
    private static final Path REPORT = Path.of("target/indicator-corpus.txt");

    @Test
    void everyIndicatorIsImportedOrRefusedWithAReason() throws IOException {
        Path corpus = CORPORA.resolve("ioc");
        assumeTrue(Files.isDirectory(corpus), "skipped: no indicators in " + corpus + ": set -Dvigie.corpora");
        WarningLists warnings = WarningLists.read(CORPORA.resolve("misp-warninglists"));
        assertEquals(List.of(), warnings.unread());
        ImportOptions options = new ImportOptions(
                "corpus", Tlp.GREEN, ImportOptions.USUAL_CONFIDENCE, java.util.Optional.empty(), false, warnings);
        Map<String, Integer> sums = new TreeMap<>();
        List<String> report = new ArrayList<>();
        for (Path file : files(corpus)) {
            Imported imported = IndicatorFile.read(file, options);
            String format = imported.format().name().toLowerCase(Locale.ROOT);
            assertTrue(imported.broken().isEmpty(), () -> file + ": " + imported.broken());
            int entries = imported.accepted().size()
                    + imported.toConfirm().size()
                    + imported.refused().size();
            assertTrue(entries > 0, () -> file + " has nothing");
            add(sums, format + ".files", 1);
            add(sums, format + ".accepted", imported.accepted().size());
            add(sums, format + ".silent", (int)
                    imported.accepted().stream().filter(each -> !each.alerts()).count());
            add(sums, format + ".to-confirm", imported.toConfirm().size());
            add(sums, format + ".refused", imported.refused().size());
            imported.accepted().forEach(each -> add(sums, "type." + each.what().type(), 1));
            report.add(corpus.relativize(file) + ": " + format + ", "
                    + imported.accepted().size() + " accepted, "
                    + imported.toConfirm().size() + " to confirm, "
                    + imported.refused().size() + " refused");
            imported.toConfirm()
                    .forEach(each -> report.add("  ? " + each.place() + " "
                            + each.indicator().what() + ": " + each.why().in(Locale.ENGLISH)));
            for (Imported.Refused each : imported.refused()) {
                add(sums, "refused." + each.code().word(), 1);
                assertTrue(!each.why().in(Locale.FRENCH).isBlank(), each::toString);
                report.add("  - " + each.place() + " " + each.value() + ": "
                        + each.why().in(Locale.ENGLISH));
            }
        }
        Files.createDirectories(Objects.requireNonNull(REPORT.getParent()));
        report.addFirst(sums.toString());
        Files.write(REPORT, report);
        Map<String, Integer> expected = new TreeMap<>();
        Properties golden = new Properties();
        try (InputStream in =
                Objects.requireNonNull(IndicatorCorpusTest.class.getResourceAsStream("indicator-corpus.properties"))) {
            golden.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
        }
        golden.stringPropertyNames().forEach(name -> expected.put(name, Integer.valueOf(golden.getProperty(name))));
        assertEquals(expected, sums);
    }

    private static void add(Map<String, Integer> sums, String name, int more) {
        sums.merge(name, more, Integer::sum);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("LICENSE"))
                    .sorted()
                    .toList();
        }
    }
}
