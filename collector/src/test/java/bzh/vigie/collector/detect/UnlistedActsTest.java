package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.Rules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Acts of public sources that no author of a rule had listed when they were written down, three of each class: {@code
 * unlisted-acts.jsonl}, with class, technique and source. An act is named where a rule about its technique, or another of the same parent, holds of it at
 * medium or above.
 */
final class UnlistedActsTest {
    private static final Rules ALL = new CompiledRules(ShippedRules.load().rules());

    @Test
    void eachIsNamedUnderEnhancedMonitoring() throws IOException {
        int calm = 0;
        int all = 0;
        List<String> missed = new ArrayList<>();
        try (var in = Objects.requireNonNull(UnlistedActsTest.class.getResourceAsStream("unlisted-acts.jsonl"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                Map<String, List<String>> act = new LinkedHashMap<>(FlatJson.fields(line));
                String what = Objects.requireNonNull(act.remove("class")).getFirst();
                String technique =
                        Objects.requireNonNull(act.remove("technique")).getFirst();
                String source = Objects.requireNonNull(act.remove("source")).getFirst();
                all++;
                calm += isNamed(act, technique, false) ? 1 : 0;
                if (!isNamed(act, technique, true)) {
                    missed.add(what + ", " + technique + ", " + source + ": " + names(act));
                }
            }
        }
        System.out.println("Unlisted acts named: " + (all - missed.size()) + " of " + all
                + " under enhanced monitoring, " + calm + " in calm");
        assertEquals("", String.join("\n", missed));
    }

    private static boolean isNamed(Map<String, List<String>> act, String technique, boolean monitored)
            throws IOException {
        String parent = parent(technique);
        return ALL.judge(FlatJson.record(act)).stream()
                .map(match -> match.rule().card())
                .filter(card -> card.level(monitored).compareTo(Level.MEDIUM) >= 0)
                .flatMap(card -> card.techniques().stream())
                .anyMatch(each -> parent(each).equals(parent));
    }

    private static String parent(String technique) {
        return technique.toUpperCase(Locale.ROOT).split("\\.", 2)[0];
    }

    private static List<String> names(Map<String, List<String>> act) throws IOException {
        return ALL.judge(FlatJson.record(act)).stream()
                .map(match -> match.rule().card())
                .map(UnlistedActsTest::name)
                .toList();
    }

    private static String name(Card card) {
        return card.id() + " " + card.level(true) + " " + card.techniques();
    }
}
