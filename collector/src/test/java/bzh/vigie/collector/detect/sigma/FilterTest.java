package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Filters: joined to the rules that they name, told where they cannot be. */
final class FilterTest {
    private static final String RULES = """
            title: A
            id: rule-a
            name: a
            logsource: {product: windows, category: process_creation}
            detection: {s: {Image: x}, condition: s}
            ---
            title: B
            id: rule-b
            logsource: {product: windows, service: security}
            detection: {s: {Image: x}, condition: s}
            ---
            """;

    private static String filter(String rules, String condition) {
        return """
                title: F
                logsource: {product: windows, category: process_creation}
                filter:
                  rules: %s
                  admins: {User|startswith: adm_}
                  condition: %s
                """.formatted(rules, condition);
    }

    private static List<String> matches(RuleSet set, String user) {
        SigmaRecord.Builder record = SigmaRecord.of(new LogSource("windows", "process_creation", "security"));
        record.put("Image", "x").put("User", user);
        return new PlainRules(set.rules())
                .judge(record.build()).stream()
                        .map(match -> match.rule().card().id())
                        .toList();
    }

    private static RuleSet read(String documents) {
        return RuleSet.of(RuleReader.read("f.yml", documents));
    }

    @Test
    void itHoldsForTheRulesItNames() {
        RuleSet set = read(RULES + filter("[a]", "not admins"));
        assertEquals(List.of(), set.refused());
        assertEquals(List.of("rule-b"), matches(set, "ADM_anna"));
        assertEquals(List.of("rule-a", "rule-b"), matches(set, "anna"));
    }

    @Test
    void itsConditionIsJoinedByAnd() {
        RuleSet set = read(RULES + filter("rule-a", "admins"));
        assertEquals(List.of("rule-a", "rule-b"), matches(set, "adm_anna"));
        assertEquals(List.of("rule-b"), matches(set, "anna"));
    }

    @Test
    void severalFiltersHoldTogether() {
        String second = filter("[a]", "not admins").replace("adm_", "svc_");
        RuleSet set = read(RULES + filter("[a]", "not admins") + "---\n" + second);
        assertEquals(List.of("rule-b"), matches(set, "svc_x"));
        assertEquals(List.of("rule-b"), matches(set, "adm_x"));
    }

    @Test
    void whatItCannotBeAppliedToIsTold() {
        RuleSet set = read(RULES + filter("[rule-b, nobody, a]", "not admins"));
        assertEquals(2, set.refused().size());
        assertTrue(set.refused().get(0).reason().contains("not for the filter's log source"));
        assertTrue(set.refused().get(1).reason().contains("'nobody'"));
        assertEquals(List.of("rule-b"), matches(set, "adm_anna"));
    }

    @Test
    void anyMeansTheRulesOfItsPackForItsLogSource() {
        RuleSet alone = read(filter("any", "not admins"));
        assertEquals(1, alone.refused().size());
        assertEquals(List.of("rule-a", "rule-b"), matches(read(RULES).plus(alone), "adm_anna"));
        assertEquals(List.of("rule-b"), matches(read(RULES + filter("any", "not admins")), "adm_anna"));
        assertEquals(List.of("rule-b"), matches(read(RULES).plus(read(filter("[rule-a]", "not admins"))), "adm_x"));
    }

    @Test
    void whatIsNoFilterIsRefusedWithItsLine() {
        RuleReader.Content content = RuleReader.read("f.yml", "title: F\nlogsource: {product: windows}\nfilter: all");
        assertEquals(3, content.refused().getFirst().line());
        content = RuleReader.read(
                "f.yml", "title: F\nlogsource: {product: windows}\nfilter:\n  s: {a: b}\n  condition: s");
        assertTrue(content.refused().getFirst().reason().contains("for which rules"));
        content = RuleReader.read("f.yml", "title: F\nfilter:\n  rules: [a]\n  s: {a: b}\n  condition: s");
        assertTrue(content.refused().getFirst().reason().contains("logsource"));
        content = RuleReader.read("f.yml", "action: global\ntitle: F\nlogsource: {product: windows}");
        assertTrue(content.refused().getFirst().reason().contains("'action'"));
    }
}
