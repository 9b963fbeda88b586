package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The SigmaHQ rules: each loads, or is refused with a reason. The scores reached stand in {@code sigma-corpus.properties};
 * fewer loaded rules fail, and so do more, until the file is set to the new score.
 */
final class SigmaCorpusTest {
    private static final Pattern NAME = Pattern.compile("%([^%\\s']+)%");

    @Test
    void everyRuleLoadsOrIsRefusedWithAReason() throws IOException {
        Path corpus = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "sigma-rules");
        assumeTrue(Files.isDirectory(corpus), "skipped: no rules of SigmaHQ in " + corpus + ": set -Dvigie.corpora");
        Map<String, String> scores = new TreeMap<>();
        try (Stream<Path> folders = Files.list(corpus).filter(Files::isDirectory)) {
            for (Path folder : folders.sorted().toList()) {
                RuleSet rules = RuleSet.read(folder);
                rules.refused().forEach(refused -> {
                    assertTrue(!refused.reason().isBlank(), refused.file());
                    System.out.println(folder.getFileName() + "/" + refused);
                });
                scores.put(
                        String.valueOf(folder.getFileName()),
                        rules.rules().size() + " loaded, " + rules.refused().size() + " refused");
            }
        }
        Properties golden = new Properties();
        try (InputStream in = SigmaCorpusTest.class.getResourceAsStream("sigma-corpus.properties")) {
            if (in != null) {
                golden.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
            }
        }
        Map<String, String> expected = new TreeMap<>();
        golden.stringPropertyNames().forEach(name -> expected.put(name, golden.getProperty(name)));
        assertEquals(expected, scores);
    }

    @Test
    void everyRuleWithPlaceholdersLoadsOnceTheyHaveValues() throws IOException, Refusal {
        Path corpus = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "sigma-rules");
        assumeTrue(Files.isDirectory(corpus), "skipped: no rules of SigmaHQ in " + corpus + ": set -Dvigie.corpora");
        for (String folder : List.of("rules-placeholder", "rules-emerging-threats")) {
            StringBuilder values = new StringBuilder();
            try (Stream<Path> files = Files.walk(corpus.resolve(folder))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".yml")).toList()) {
                    NAME.matcher(Files.readString(file))
                            .results()
                            .map(result -> result.group(1))
                            .filter(name -> values.indexOf("'" + name + "'") < 0)
                            .forEach(name -> values.append("'").append(name).append("': [srv*, 10.0.0.0/8]\n"));
                }
            }
            assertEquals(
                    List.of(),
                    RuleSet.read(corpus.resolve(folder), Placeholders.parse(values.toString()))
                            .refused());
        }
    }
}
