package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.sigma.Need.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The attribute {@code needs:} of rules, ours and of others. */
final class NeedsTest {
    private static final String RULE = """
            title: t
            id: one
            logsource: {product: windows}
            detection: {selection: {EventID: 1}, condition: selection}
            """;

    @TempDir
    Path pack;

    private RuleSet own(String needs) throws IOException {
        Files.writeString(pack.resolve("rule.yml"), RULE + needs);
        return RuleSet.readOwn(pack, "Logon"::equals);
    }

    @Test
    void areReadIntoTheCard() throws IOException {
        RuleSet rules = own("needs: [{audit: Logon}, {sacl: domain-writes}, {channel: System}, {setting: x}]\n");
        assertEquals(
                List.of(
                        new Need(Kind.AUDIT, "Logon"),
                        new Need(Kind.SACL, "domain-writes"),
                        new Need(Kind.CHANNEL, "System"),
                        new Need(Kind.SETTING, "x")),
                rules.cards().getFirst().needs());
        assertEquals(List.of(), own("").cards().getFirst().needs());
    }

    @Test
    void whatThereIsNotIsRefusedInARuleOfOurs() throws IOException {
        refused("needs:\n  - audit: Logons\n", "Windows has no audit subcategory 'Logons'");
        refused("needs:\n  - log: System\n", "'log' is nothing a rule needs: audit, sacl, channel, setting");
        refused("needs:\n  - channel: [System]\n", "'channel' must be text");
        refused("needs:\n  - {channel: System, audit: Logon}\n", "each of 'needs' is a map of one key");
        refused("needs:\n  audit: Logon\n", "'needs' must be a list of maps of one key");
    }

    private void refused(String needs, String reason) throws IOException {
        RuleSet rules = own(needs);
        assertEquals(List.of(), rules.rules());
        Refused refused = rules.refused().getFirst();
        assertEquals(reason, refused.reason());
        assertEquals("rule.yml", refused.file());
        assertEquals(6, refused.line());
    }

    @Test
    void inARuleOfOthersItMayMeanAnything() throws IOException {
        for (String needs : List.of(
                "needs: coffee\n", "needs: {a: b}\n", "needs: [a, {b: c}]\n", "needs: [{audit: [x]}]\n", "needs:\n")) {
            Files.writeString(pack.resolve("rule.yml"), RULE + needs);
            RuleSet rules = RuleSet.read(pack);
            assertEquals(List.of(), rules.refused(), needs);
            assertEquals(List.of(), rules.cards().getFirst().needs(), needs);
        }
    }
}
