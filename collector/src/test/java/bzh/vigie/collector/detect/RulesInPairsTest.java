package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Rules in pairs (docs/COLLECTOR.md): what was there at enrolment is judged by one rule, the same coming later by another, never
 * by both, and never more gravely for having been there.
 */
final class RulesInPairsTest {
    private static final String START = "vigie-linux-";
    private static final RuleSet RULES = ShippedRules.load();

    /** What was there → what came. */
    private static final Map<String, String> PAIRS = Map.ofEntries(
            Map.entry("any-right-by-polkit-present", "right-gained"),
            Map.entry("foreign-program-present", "hand-made"),
            Map.entry("hidden-target-present", "hidden-target"),
            Map.entry("job-names-keys-present", "hand-made"),
            Map.entry("key-present", "key-added"),
            Map.entry("loader-variable-present", "loader-variable"),
            Map.entry("network-tool-present", "network-tool-added"),
            Map.entry("pam-takes-password-present", "pam-runs-program"),
            Map.entry("remote-entry-present", "remote-entry"),
            Map.entry("right-by-polkit-present", "right-gained"),
            Map.entry("root-key-present", "key-added"),
            Map.entry("root-program-present", "hand-made"),
            Map.entry("service-preload-present", "loader-variable"),
            Map.entry("sudo-without-password-present", "sudo-without-password"),
            Map.entry("superuser-program-present", "hand-made"),
            Map.entry("superuser-shell-present", "hand-made"),
            Map.entry("system-file-present", "hand-made"),
            Map.entry("unowned-present", "by-hand"),
            Map.entry("unverified-source-present", "package-source"),
            Map.entry("way-in-present", "way-in-opened"));

    @Test
    void everyRuleOfWhatWasThereHasItsPair() {
        Set<String> present = RULES.cards().stream()
                .map(Card::id)
                .filter(id -> id.startsWith(START) && id.endsWith("-present"))
                .map(id -> id.substring(START.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(present, new TreeSet<>(PAIRS.keySet()));
    }

    @Test
    void oneJudgesWhatWasThereTheOtherWhatComes() throws IOException, URISyntaxException {
        for (Map.Entry<String, String> pair : PAIRS.entrySet()) {
            SigmaRule wasThere = rule(pair.getKey());
            SigmaRule came = rule(pair.getValue());
            for (String change : List.of("present", "newly-visible", "added", "changed")) {
                boolean before = change.equals("present") || change.equals("newly-visible");
                Map<String, List<String>> sample = sample(pair.getKey());
                sample.put("change", List.of(change));
                assertEquals(before, wasThere.holds(FlatJson.record(sample)), pair + " " + change);
                if (pair.getValue().equals("key-added")) {
                    // it is for the places of keys, whatever a file is called
                    sample.put("location", List.of("linux.ssh.authorized-keys"));
                }
                assertEquals(!before, came.holds(FlatJson.record(sample)), pair + " " + change);
            }
            assertTrue(wasThere.card().level().compareTo(came.card().level()) <= 0, pair.toString());
        }
    }

    private static SigmaRule rule(String name) {
        return RULES.rules().stream()
                .filter(rule -> rule.card().id().equals(START + name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, List<String>> sample(String rule) throws IOException, URISyntaxException {
        Path file = Path.of(
                Objects.requireNonNull(RulesInPairsTest.class.getResource("/rules/linux/" + rule + "/fires-1.json"))
                        .toURI());
        return new LinkedHashMap<>(FlatJson.fields(Files.readString(file)));
    }
}
