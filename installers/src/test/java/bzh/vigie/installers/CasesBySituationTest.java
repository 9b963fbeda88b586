package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.persistence.ItemFindings;
import bzh.vigie.collector.detect.persistence.Voucher;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Persistence mechanisms that others recorded, as {@code .reg} files and as trees of a Debian 13: how many raise an alert of medium
 * severity or above with their technique when they come, in calm and under monitoring. {@code cases-by-situation.txt} has the score
 * and the misses; whoever makes it better or worse writes it there.
 */
final class CasesBySituationTest {
    private static final Path CORPORA = Path.of(System.getProperty("vigie.corpora", "../../shared/corpora"));
    private static final Path SCORE = Path.of("src/test/resources/cases-by-situation.txt");
    private static final String USER = "S-1-5-21-1004336348-1177238915-682003330-1001";
    private static final Pattern TEXT = Pattern.compile("\"(file|tree|technique|key)\": \"(.*)\"");
    private static final Pattern PATH = Pattern.compile("^ +\"(/.*)\",?$");

    private final RuleSet rules = ShippedRules.load();
    private final Ruling ruling =
            new Ruling(new CompiledRules(rules.rules()), rules.correlations(), rules.onlyCorrelated());
    private final ItemFindings findings = new ItemFindings(new Cards(rules.cards()));

    @TempDir
    Path folder;

    /** One of others' mechanisms, and where it lies. */
    private record Case(String file, String technique, Set<String> places) {}

    @Test
    void eachMechanismIsScoredInBothSituations() throws IOException, InterruptedException {
        List<String> score = new ArrayList<>();
        score.addAll(scored("registry", windows(cases("registry", "file"))));
        score.addAll(scored("linux-cases", linux(cases("linux-cases", "tree"))));
        assertEquals(String.join("\n", Files.readAllLines(SCORE)), String.join("\n", score));
    }

    private List<String> scored(String corpus, Map<Case, List<Item>> come) {
        List<String> score = new ArrayList<>();
        for (Situation situation : List.of(Situation.CALM, Situation.MONITORING)) {
            Set<String> missed = new TreeSet<>();
            come.forEach((each, items) -> {
                if (items.stream().noneMatch(item -> isNamed(each, item, situation))) {
                    missed.add(each.file());
                }
            });
            String name = corpus + " " + situation.name().toLowerCase(Locale.ROOT);
            score.add(name + ": " + (come.size() - missed.size()) + " of " + come.size());
            missed.forEach(each -> score.add(name + " misses " + each));
        }
        return score;
    }

    private boolean isNamed(Case each, Item item, Situation situation) {
        String whole = (item.source() + "\\" + item.name()).toLowerCase(Locale.ROOT);
        String target = item.target().toLowerCase(Locale.ROOT);
        if (each.places().stream().noneMatch(place -> whole.startsWith(place) || target.equals(place))) {
            return false;
        }
        Event.ItemSeen seen = new Event.ItemSeen(
                new Moment(Instant.EPOCH, "boot", 0), "x", Event.Change.ADDED, item, Optional.empty(), 1);
        SigmaRecord record = SigmaFields.item(seen, Event.Change.ADDED, Optional.empty(), Map.of());
        String parent = each.technique().replaceAll("\\..*", "");
        return findings.verdict(record, ruling.speaking(ruling.rules().judge(record)), situation, Voucher.of(record))
                .filter(verdict -> verdict.severity().compareTo(Severity.MEDIUM) >= 0)
                .filter(verdict -> verdict.techniques().stream().anyMatch(one -> one.startsWith(parent)))
                .isPresent();
    }

    private static List<Case> cases(String corpus, String name) throws IOException {
        Path truth = CORPORA.resolve(corpus).resolve("truth.json");
        assumeTrue(Files.exists(truth), "no corpus at " + truth + ": set -Dvigie.corpora");
        List<Case> cases = new ArrayList<>();
        // one object a case, which begins and ends a line
        for (String object : Files.readString(truth).split("\n \\{\n", -1)) {
            Map<String, String> texts = new HashMap<>();
            Set<String> places = new HashSet<>();
            for (String line : object.lines().toList()) {
                Matcher text = TEXT.matcher(line);
                Matcher path = PATH.matcher(line);
                if (text.find()) {
                    texts.putIfAbsent(text.group(1), text.group(2));
                    if (text.group(1).equals("key")) {
                        places.add(place(text.group(2).replace("\\\\", "\\")));
                    }
                } else if (path.matches()) {
                    places.add(path.group(1).toLowerCase(Locale.ROOT));
                }
            }
            if (texts.containsKey(name)) {
                cases.add(new Case(texts.getOrDefault(name, ""), texts.getOrDefault("technique", ""), places));
            }
        }
        return cases;
    }

    private static String place(String key) {
        return key.replaceFirst("^HKEY_CLASSES_ROOT", "HKLM\\\\SOFTWARE\\\\Classes")
                .replaceFirst("^HKEY_LOCAL_MACHINE", "HKLM")
                .replaceFirst("^HKEY_CURRENT_USER", "HKU\\\\" + USER)
                .toLowerCase(Locale.ROOT);
    }

    /** Of each case, what a scan tells beyond what it tells of empty hives. */
    private Map<Case, List<Item>> windows(List<Case> cases) throws IOException, InterruptedException {
        Path nothing = Files.writeString(folder.resolve("nothing.reg"), "Windows Registry Editor Version 5.00\n");
        Path empty = folder.resolve("empty");
        List<String> pairs = new ArrayList<>(List.of("trees", nothing.toString(), empty.toString()));
        for (Case each : cases) {
            pairs.add(CORPORA.resolve("registry").resolve(each.file()).toString());
            pairs.add(folder.resolve(each.file()).toString());
        }
        Disks.make(pairs.toArray(String[]::new));
        return come(cases, empty, true);
    }

    /** Of each case, what a scan tells beyond what it tells of a Debian that has nothing but a database of packages. */
    private Map<Case, List<Item>> linux(List<Case> cases) throws IOException, InterruptedException {
        Path empty = folder.resolve("debian");
        debian(empty);
        for (Case each : cases) {
            Path root = folder.resolve(each.file());
            debian(root);
            String tree = CORPORA.resolve("linux-cases").resolve(each.file()).toString();
            Commands.run(List.of("tar", "xzf", tree, "-C", root.toString(), "--no-same-owner"))
                    .orFail("tar");
        }
        return come(cases, empty, false);
    }

    private static void debian(Path root) throws IOException {
        Path info = Files.createDirectories(root.resolve("var/lib/dpkg/info"));
        Files.writeString(info.resolve("base-files.list"), "/.\n/etc\n");
        Files.writeString(info.resolve("base-files.md5sums"), "");
        Files.writeString(info.resolveSibling("status"), """
            Package: base-files
            Status: install ok installed
            Version: 13
            Architecture: all

            """);
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/os-release"), "ID=debian\nVERSION_ID=\"13\"\n");
    }

    private Map<Case, List<Item>> come(List<Case> cases, Path empty, boolean windows) {
        Set<String> before = new HashSet<>();
        Disks.items(empty, windows).forEach(item -> before.add(item.key() + item.fingerprint()));
        Map<Case, List<Item>> come = new HashMap<>();
        for (Case each : cases) {
            come.put(
                    each,
                    Disks.items(folder.resolve(each.file()), windows).stream()
                            .filter(item -> !before.contains(item.key() + item.fingerprint()))
                            .toList());
        }
        return come;
    }
}
