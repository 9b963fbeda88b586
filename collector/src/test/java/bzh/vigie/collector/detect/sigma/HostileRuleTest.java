package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules come from users and from the Internet. */
final class HostileRuleTest {
    private static final String GOOD = """
            title: Something
            id: 1
            tags: [attack.t1053.003]
            logsource: {product: linux, service: persistence}
            detection:
              s:
                value|contains|all: [a, b]
                source|re: '^/etc'
              t:
                - name: x
                - y
              condition: 1 of (s) or not t
            """;

    @Test
    void aBombOfAliasesIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        RuleReader.Content content = RuleReader.read("bomb.yml", bomb.toString());
        assertEquals(1, content.refused().size());
        assertTrue(content.refused().getFirst().reason().contains("more than"));
    }

    @Test
    void depthIsBoundedBeforeAnythingIsBuilt() {
        RuleReader.Content content = RuleReader.read("deep.yml", "a: " + "[".repeat(100_000));
        assertTrue(content.refused().getFirst().reason().contains("deeper"));
    }

    @Test
    void anAliasOfWhatItStandsInIsRefused() {
        RuleReader.Content content = RuleReader.read("loop.yml", "title: &a [*a]\n");
        assertTrue(content.refused().getFirst().reason().contains("alias"));
    }

    @Test
    void aConditionIsBounded() {
        String deep = GOOD.replace("1 of (s) or not t", "(".repeat(2_000) + "s" + ")".repeat(2_000));
        assertTrue(RuleReader.read("d.yml", deep).refused().getFirst().reason().contains("nested"));
        String negations = GOOD.replace("1 of (s) or not t", "not ".repeat(1_000) + "s");
        assertFalse(RuleReader.read("n.yml", negations).refused().isEmpty());
    }

    @Test
    void oneBadDocumentDoesNotTakeTheOthersOfItsFile() {
        String file = GOOD.replace("1 of (s)", "1 of s*") + "---\ntitle: only a title\n---\n- a list\n";
        RuleReader.Content content = RuleReader.read("three.yml", file);
        assertEquals(1, content.rules().size());
        assertEquals(2, content.refused().size());
        assertEquals("T1053.003", content.rules().getFirst().card().techniques().getFirst());
    }

    @Test
    void nothingThatIsMadeOfARuleThrows() {
        Random random = new Random(20_261_124);
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        int loaded = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 32 + random.nextInt(95));
            }
            RuleReader.Content content = RuleReader.read("fuzz.yml", new String(bytes, StandardCharsets.UTF_8));
            loaded += content.rules().size();
            assertTrue(content.rules().size()
                            + content.refused().size()
                            + content.detectors().size()
                    > 0);
        }
        assertTrue(loaded >= 0);
    }
}
