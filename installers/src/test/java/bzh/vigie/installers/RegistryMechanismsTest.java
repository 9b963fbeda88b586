package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.store.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Persistence mechanisms that others recorded as {@code .reg} files, each merged into the hives of a small Windows: who compares
 * the inventory with the one before is alerted at medium or above, with the technique or its parent. What is missed alone, and
 * against an earlier inventory in each situation, stands in {@code registry-mechanisms.txt}.
 */
final class RegistryMechanismsTest {
    private static final Path CASES = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "registry");
    private static final Path EXPECTED = Path.of("src/test/resources/registry-mechanisms.txt");

    @TempDir
    Path folder;

    @Test
    void everyMechanismIsAlertedButTheListed() throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(CASES), "no corpus at " + CASES + ": set -Dvigie.corpora");
        assumeTrue(MergedHives.canMerge(), "no hivexregedit here: libwin-hivex-perl");
        List<Path> cases;
        try (Stream<Path> all = Files.list(CASES)) {
            cases = all.filter(file -> file.toString().endsWith(".reg"))
                    .sorted()
                    .toList();
        }
        Path disk = MergedHives.disk(folder);
        Path before = MergedHives.scan(disk, folder.resolve("before.jsonl"));
        TreeMap<String, Set<String>> missed = new TreeMap<>();
        for (Map<String, String> together : apart(cases)) {
            Path root = MergedHives.copy(disk, folder.resolve("root" + together.hashCode()));
            MergedHives.merge(root, String.join("\n", together.values()));
            Path after = MergedHives.scan(root, folder.resolve("after" + together.hashCode() + ".jsonl"));
            Map<String, List<Alert>> said = Map.of(
                    "alone", MergedHives.judge(after),
                    "compared, calm", MergedHives.judge(before, after, Situation.CALM),
                    "compared, monitoring", MergedHives.judge(before, after, Situation.MONITORING));
            said.forEach((how, alerts) -> {
                Set<String> names = missed.computeIfAbsent(how, each -> new TreeSet<>());
                together.forEach((name, reg) -> {
                    if (!isAlerted(reg, name.replaceFirst("_.*", ""), alerts)) {
                        names.add(name);
                    }
                });
            });
        }
        StringBuilder score = new StringBuilder();
        missed.forEach((how, names) -> {
            score.append(how + ": " + (cases.size() - names.size()) + " of " + cases.size() + "\n");
            names.forEach(name -> score.append("  " + name + "\n"));
        });
        Files.writeString(Path.of("target/registry-mechanisms.txt"), score);
        assertEquals(
                Files.readString(EXPECTED), score.toString(), "what was seen is in target/registry-mechanisms.txt");
    }

    /** The cases by name, those that set the same key in disks of their own. */
    private static List<Map<String, String>> apart(List<Path> cases) throws IOException {
        List<Map<String, String>> disks = new ArrayList<>();
        List<Set<String>> taken = new ArrayList<>();
        for (Path each : cases) {
            String reg = MergedHives.text(each);
            Set<String> keys = new TreeSet<>(
                    MergedHives.keys(reg).stream().map(MergedHives::source).toList());
            int disk = 0;
            while (disk < disks.size() && !Collections.disjoint(taken.get(disk), keys)) {
                disk++;
            }
            if (disk == disks.size()) {
                disks.add(new LinkedHashMap<>());
                taken.add(new TreeSet<>());
            }
            disks.get(disk).put(each.getFileName().toString(), reg);
            taken.get(disk).addAll(keys);
        }
        return disks;
    }

    private static boolean isAlerted(String reg, String technique, List<Alert> alerts) {
        List<String> keys =
                MergedHives.keys(reg).stream().map(MergedHives::source).toList();
        return alerts.stream()
                .filter(alert -> alert.isAtLeast("medium"))
                .filter(alert -> alert.isOf(technique) || alert.isOf(technique.replaceFirst("\\..*", "")))
                .anyMatch(alert -> keys.stream().anyMatch(key -> isBelow(alert, key)));
    }

    /** A class's item is told at the class, for what lies below it. */
    private static boolean isBelow(Alert alert, String key) {
        String source = alert.of("source").toLowerCase(Locale.ROOT);
        return source.startsWith(key) || (source.contains("\\clsid\\") && key.startsWith(source));
    }
}
