package bzh.vigie.collector.detect.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rules that others wrote for Microsoft's clouds, and records as its exports have them: the rules fire because their field names are there.
 * The records are samples of our own rules, in which nothing was chosen for these.
 */
final class CloudRulesOfOthersTest {
    private static final Set<String> PRODUCTS = Set.of("azure", "m365");

    @Test
    void theyFireOnTheSamplesOfOurs() throws Exception {
        Path corpus = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "sigma-rules");
        assumeTrue(Files.isDirectory(corpus), "skipped: no rules of SigmaHQ in " + corpus + ": set -Dvigie.corpora");
        List<SigmaRule> all = new ArrayList<>();
        try (Stream<Path> folders = Files.list(corpus).filter(Files::isDirectory)) {
            for (Path folder : folders.map(each -> each.resolve("cloud"))
                    .filter(Files::isDirectory)
                    .toList()) {
                RuleSet.read(folder).rules().stream()
                        .filter(rule -> PRODUCTS.contains(rule.logSource().product()))
                        .forEach(all::add);
            }
        }
        Rules rules = new CompiledRules(all);
        Set<String> fired = new TreeSet<>();
        Path samples = Path.of(Objects.requireNonNull(CloudRulesOfOthersTest.class.getResource("/rules/cloud"))
                .toURI());
        try (Stream<Path> files = Files.walk(samples)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".json")).toList()) {
                fired.addAll(fired(rules, Files.readString(file)));
            }
        }
        String reached = new String(
                Objects.requireNonNull(CloudRulesOfOthersTest.class.getResourceAsStream("rules-of-others.txt"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Set<String> lost = new TreeSet<>(reached.lines().toList());
        assertFalse(lost.isEmpty());
        lost.removeAll(fired);
        assertEquals(Set.of(), lost);
    }

    private static Set<String> fired(Rules rules, String sample) throws IOException {
        Set<String> fired = new TreeSet<>();
        CloudExport.read(
                new ByteArrayInputStream(sample.getBytes(StandardCharsets.UTF_8)),
                new RowDates(Optional.empty()),
                new CloudExport.Taker() {
                    @Override
                    public void row(CloudRow row) {
                        row.records()
                                .forEach(record -> rules.judge(record)
                                        .forEach(match -> fired.add(
                                                match.rule().card().file().replaceFirst(".*/", ""))));
                    }

                    @Override
                    public void refused(int number, CloudExport.Problem why) {
                        throw new AssertionError(sample + " " + why);
                    }
                });
        return fired;
    }
}
