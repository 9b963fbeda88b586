package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.fields.BadLineException;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.finding.RuleVerdict;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleReader;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.Situation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RuleVerdictTest {
    private static final String RULES = """
            title: "Leads"
            id: leads
            logsource:
              product: windows
            detection:
              s:
                Hive: HKLM
              condition: s
            level: high
            ---
            title: "Further"
            id: further
            logsource:
              product: windows
            detection:
              s:
                OldName: lsass
              condition: s
            level: medium
            """;

    /** An analyst reads in one alert why each of its rules holds. */
    @Test
    void whatAFurtherRuleLookedAtStandsBesideTheLeadingOnes() throws BadLineException {
        SigmaRecord record = FlatJson.record(Map.of(
                "Channel",
                List.of("Security"),
                "EventID",
                List.of("1"),
                "Hive",
                List.of("HKLM"),
                "OldName",
                List.of("lsass")));
        RuleVerdict verdict = RuleVerdict.of(
                        new CompiledRules(RuleReader.read("t.yml", RULES).rules()).judge(record), Situation.CALM)
                .orElseThrow();
        Map<String, String> evidence = verdict.evidence(record);
        assertEquals("HKLM", evidence.get("Hive"));
        assertEquals("lsass", evidence.get("OldName"));
        assertEquals("further", evidence.get(RuleVerdict.ALSO));
    }
}
