package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compiled rules find what the plain ones find: on random rules and records. */
final class CompiledRulesTest {
    private static final int SETS = 150;
    private static final int RULES = 40;
    private static final int RECORDS = 60;

    @Test
    void randomRulesFindTheSameInRandomRecords() throws Refusal {
        Random random = new Random(20_261_125);
        RandomSigma made = new RandomSigma(random);
        Placeholders placeholders = Placeholders.parse(RandomSigma.PLACEHOLDERS);
        int loaded = 0;
        int matched = 0;
        for (int set = 0; set < SETS; set++) {
            List<SigmaRule> rules = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < RULES; i++) {
                String text = made.rule(i);
                texts.add(text);
                rules.addAll(RuleReader.read("r", text, placeholders).rules());
            }
            loaded += rules.size();
            Rules plain = new PlainRules(rules);
            Rules compiled = new CompiledRules(rules);
            for (int i = 0; i < RECORDS; i++) {
                SigmaRecord record = made.record();
                List<Match> expected = plain.judge(record);
                matched += expected.size();
                // A record of its own, so that nothing is there that the plain rules folded.
                List<Match> found = compiled.judge(again(record));
                if (!ids(expected).equals(ids(found))) {
                    assertEquals(
                            ids(expected),
                            ids(found),
                            record.logSource() + " " + record.flat() + differing(texts, expected, found));
                }
                assertEquals(
                        expected.stream().map(Match::evidence).toList(),
                        found.stream().map(Match::evidence).toList());
            }
        }
        System.out.println("random rules: " + loaded + " loaded, " + matched + " matches");
        assertTrue(loaded > SETS * RULES / 2, "rules that load: " + loaded);
        assertTrue(matched > SETS * RECORDS, "matches: " + matched);
    }

    @Test
    void anExpressionIsTriedOnlyWhereAllThatItNeedsIsThere() {
        RegexReading.Needs needs = RegexReading.of("(^|/)(opt|home)/(\\S*/)?(rclone|mc)(\\s|$)");
        assertEquals(List.of(List.of("opt", "home"), List.of("rclone", "mc"), List.of("/")), needs.literals());
        assertEquals(
                List.of(List.of("--donate", "4", "8")),
                RegexReading.of("--donate|\\b[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}\\b")
                        .literals());
        assertEquals(
                List.of(List.of("a", "b", "c", "9")),
                RegexReading.of("[A-c9]?[a-c9]").literals());
        for (String unknown : List.of("[^ab]", "[[:alpha:]]", "[\\d]", "[]a]", "[a-]", "[a-z]", "[ab]*", "a|")) {
            assertEquals(List.of(), RegexReading.of(unknown).literals(), unknown);
        }
    }

    private static SigmaRecord again(SigmaRecord record) {
        SigmaRecord.Builder to = SigmaRecord.of(record.logSource());
        for (String name : record.names()) {
            to.put(name, Objects.requireNonNull(record.field(name)).values());
        }
        return to.build();
    }

    private static List<String> ids(List<Match> matches) {
        return matches.stream().map(match -> match.rule().card().id()).toList();
    }

    private static String differing(List<String> texts, List<Match> expected, List<Match> found) {
        List<String> some = new ArrayList<>(ids(expected));
        some.removeAll(ids(found));
        List<String> more = new ArrayList<>(ids(found));
        more.removeAll(ids(expected));
        some.addAll(more);
        StringBuilder told = new StringBuilder();
        some.forEach(id -> told.append('\n').append(texts.get(Integer.parseInt(id))));
        return told.toString();
    }
}
