package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recall on logs of attacks and false alarms on logs of machines on which nothing happened, by our rules and always in the same situation.
 * What was reached stands here; more is welcome.
 */
final class SituationScoresTest {
    private static final Path CORPORA = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"));
    private static final Pattern CASE =
            Pattern.compile("\"file\":\\s*\"([^\"]+)\".*?\"expected_techniques\":\\s*\\[([^\\]]*)\\]", Pattern.DOTALL);
    private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}");
    private static final Map<Situation, Integer> FOUND = Map.of(Situation.CALM, 79, Situation.MONITORING, 81);
    private static final RuleSet OURS = ShippedRules.load();

    @TempDir
    Path folder;

    @Test
    void attacksAreNamedInBothSituations() throws IOException {
        Path truth = CORPORA.resolve("evtx-persistence/truth.json");
        assumeTrue(Files.isRegularFile(truth), "skipped: no recorded logs in " + truth + ": set -Dvigie.corpora");
        Map<Situation, Integer> named = new EnumMap<>(Situation.class);
        int cases = 0;
        for (Situation situation : Situation.values()) {
            Map<Path, Set<String>> found = new TreeMap<>();
            Offline offline = new Offline(OURS, result -> {
                if (result.severity().compareTo(Severity.MEDIUM) >= 0) {
                    found.computeIfAbsent(result.file(), file -> new TreeSet<>())
                            .addAll(parents(String.join(" ", result.techniques())));
                }
            });
            offline.judgeIn(situation);
            Map<Path, Set<String>> expected = new LinkedHashMap<>();
            Matcher matcher = CASE.matcher(Files.readString(truth));
            while (matcher.find()) {
                Path log = truth.resolveSibling(matcher.group(1));
                expected.put(log, parents(matcher.group(2)));
                offline.evtx(log);
            }
            offline.end();
            cases = expected.size();
            named.put(situation, (int) expected.entrySet().stream()
                    .filter(each ->
                            found.getOrDefault(each.getKey(), Set.of()).stream().anyMatch(each.getValue()::contains))
                    .count());
        }
        System.out.println("Techniques named at medium or above, of " + cases + " logs: " + named);
        FOUND.forEach((situation, least) ->
                assertTrue(named.getOrDefault(situation, 0) >= least, situation + " " + named.get(situation)));
    }

    @Test
    void whatLogsOfMachinesOnWhichNothingHappenedRaiseIsDefended() throws IOException {
        Path logs = CORPORA.resolve("evtx-malformed");
        assumeTrue(Files.isDirectory(logs), "skipped: no recorded logs in " + logs + ": set -Dvigie.corpora");
        assertDefended(
                "healthy logs",
                HealthyLogsTest.HEALTHY.stream().map(logs::resolve).toList());
    }

    @Test
    void whatLogsOfANewWindows10RaiseIsDefended() throws IOException {
        Path packed = CORPORA.resolve("windows-real/clean-windows-10-logs.zip");
        assumeTrue(Files.isRegularFile(packed), "skipped: no recorded logs in " + packed + ": set -Dvigie.corpora");
        try (InputStream in = Files.newInputStream(packed);
                ZipInputStream zip = new ZipInputStream(in)) {
            int number = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".evtx")) {
                    Files.copy(zip, folder.resolve(number++ + ".evtx"));
                }
            }
        }
        try (var files = Files.list(folder)) {
            assertDefended("Windows 10", files.sorted().toList());
        }
    }

    /** Each kind of alert is defended by name in {@code healthy-alerts.txt}. */
    private static void assertDefended(String what, Iterable<Path> logs) throws IOException {
        Set<String> told = new TreeSet<>();
        for (Situation situation : Situation.values()) {
            Map<String, Integer> found = new TreeMap<>();
            for (Path log : logs) {
                Offline offline = new Offline(OURS, result -> {
                    if (result.severity().compareTo(Severity.MEDIUM) >= 0) {
                        found.merge(result.rule(), 1, Integer::sum);
                    }
                });
                offline.judgeIn(situation);
                offline.evtx(log);
                offline.end();
            }
            found.forEach((rule, count) ->
                    told.add(String.join(" | ", what, situation.toString(), rule, Integer.toString(count))));
        }
        Set<String> defended = new TreeSet<>();
        try (var in = Objects.requireNonNull(SituationScoresTest.class.getResourceAsStream("healthy-alerts.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(what + " | "))
                    .forEach(line -> defended.add(line.substring(0, line.lastIndexOf(" | "))));
        }
        assertEquals(String.join("\n", defended), String.join("\n", told));
    }

    private static Set<String> parents(String techniques) {
        Set<String> parents = new TreeSet<>();
        TECHNIQUE.matcher(techniques).results().forEach(match -> parents.add(match.group()));
        return parents;
    }
}
