package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one command does, though Windows writes an event for each thing that it touched: live, one act is one alert. */
final class ManyEventsTest {
    private static final RuleSet SHIPPED = ShippedRules.load();
    private static final String ADMINISTRATOR = "S-1-5-21-1004336348-1177238915-682003330-1108";
    private static final String MEMBER = "S-1-5-21-1004336348-1177238915-682003330-1187";

    @TempDir
    private Path folder;

    /** {@code auditpol /set /user:… /category:*} writes 4912 for each subcategory; Windows 10 has 59 (auditpol /list /subcategory:*). */
    @Test
    void auditingOfOneUserIsOneAlertWhateverTheNumberOfSubcategories() throws IOException, InterruptedException {
        List<Map<String, String>> events = new ArrayList<>();
        for (int subcategory = 0x10; subcategory < 0x4b; subcategory++) {
            events.add(Map.of(
                    "SubjectUserSid",
                    ADMINISTRATOR,
                    "SubjectUserName",
                    "adm.martin",
                    "TargetUserSid",
                    MEMBER,
                    "SubcategoryGuid",
                    "{0cce92%02x-69ae-11d9-bed3-505054503030}".formatted(subcategory),
                    "AuditPolicyChanges",
                    "%%8452"));
        }
        assertEquals(List.of("vigie-event-audit-of-one-person-changed"), told(4912, events));
    }

    @Test
    void oneAccountInElevenGroupsIsOneAlert() throws IOException, InterruptedException {
        List<Map<String, String>> events = new ArrayList<>();
        for (int group = 0; group < 11; group++) {
            events.add(Map.of(
                    "SubjectUserSid",
                    ADMINISTRATOR,
                    "SubjectUserName",
                    "adm.martin",
                    "MemberSid",
                    MEMBER,
                    "TargetUserName",
                    "Groupe " + group,
                    "TargetSid",
                    "S-1-5-21-1004336348-1177238915-682003330-" + (1200 + group)));
        }
        assertEquals(List.of("vigie-event-member-of-many-groups"), told(4728, events));
    }

    private List<String> told(int id, List<Map<String, String>> fields) throws IOException, InterruptedException {
        Ruling shipped = new Ruling(new PlainRules(SHIPPED.rules()), SHIPPED.correlations(), SHIPPED.onlyCorrelated());
        try (Line line = new Line(folder)) {
            AgentId controller = line.enrol(1, Line.QUIMPER);
            for (int number = 0; number < fields.size(); number++) {
                line.put(
                        controller,
                        new Event.LogRecord(
                                line.at(number),
                                "windows.eventlog",
                                "Security",
                                "Microsoft-Windows-Security-Auditing",
                                id,
                                number,
                                fields.get(number)));
            }
            Line.drain(line.pipeline(line.store, () -> shipped));
            return line.rules();
        }
    }
}
