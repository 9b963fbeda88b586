package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Recorded Windows logs of persistence techniques: of how many does an alert of at least medium name the technique (or another
 * of the same parent), with the rules of SigmaHQ, with ours, and with both outside an incident, and with ours under enhanced monitoring. The scores reached stand here.
 */
final class EvtxPersistenceTest {
    private static final Map<String, Integer> REACHED =
            Map.of("stock", 32, "ours", 79, "ours monitored", 81, "both", 81);
    private static final int CASES = 88;
    private static final Pattern CASE =
            Pattern.compile("\"file\":\\s*\"([^\"]+)\".*?\"expected_techniques\":\\s*\\[([^\\]]*)\\]", Pattern.DOTALL);
    private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}");

    @Test
    void alertsNameTheTechnique() throws IOException {
        Path corpora = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"));
        Path truth = corpora.resolve("evtx-persistence/truth.json");
        assumeTrue(Files.isRegularFile(truth), "skipped: no recorded logs in " + truth + ": set -Dvigie.corpora");
        RuleSet ours = ShippedRules.load();
        RuleSet stock = StockRules.in(corpora);
        Map<String, RuleSet> sets = new TreeMap<>(Map.of("ours", ours, "stock", stock, "both", ours.plus(stock)));
        Map<String, Integer> scores = new TreeMap<>();
        for (Map.Entry<String, RuleSet> set : sets.entrySet()) {
            scores.put(set.getKey(), score(set.getKey(), missed(set.getValue(), truth, Situation.CALM)));
        }
        scores.put("ours monitored", score("ours monitored", missed(ours, truth, Situation.MONITORING)));
        assertEquals(REACHED, scores, "if there are more, raise REACHED");
    }

    private static int score(String set, List<String> missed) {
        System.out.println(set + " missed " + missed.size() + ":");
        missed.forEach(each -> System.out.println("  " + each));
        return CASES - missed.size();
    }

    private static List<String> missed(RuleSet rules, Path truth, Situation situation) throws IOException {
        List<String> missed = new ArrayList<>();
        Map<Path, Set<String>> found = new TreeMap<>();
        Offline offline = new Offline(rules, result -> {
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
        expected.forEach((log, techniques) -> {
            Set<String> named = found.getOrDefault(log, Set.of());
            if (named.stream().noneMatch(techniques::contains)) {
                missed.add(log.getFileName() + ": expected " + techniques + ", found " + named);
            }
        });
        assertEquals(CASES, expected.size());
        return missed;
    }

    private static Set<String> parents(String techniques) {
        Set<String> parents = new TreeSet<>();
        TECHNIQUE.matcher(techniques).results().forEach(match -> parents.add(match.group()));
        return parents;
    }
}
