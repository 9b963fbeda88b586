package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.detect.RuleTrial;
import bzh.vigie.collector.detect.RuleTunings;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.fields.StoredFields;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.sigma.Tuning;
import bzh.vigie.collector.detect.sigma.Tuning.Exemption;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the rules, over a real console, and the trial behind them. */
final class RulesPageTest {
    private static final String RULE = "vigie-item-added";

    @TempDir
    Path folder;

    @Test
    void aRuleIsShownWithWhatItToldAndDecidedAboutByALead() throws IOException {
        try (TestConsole console = TestConsole.start(folder)) {
            console.store().change(session -> {
                session.hosts().enrol(Specimens.host(1, TestConsole.OWN));
                session.hosts().enrol(Specimens.host(2, TestConsole.FOREIGN));
                session.alerts().raise(Specimens.alert("a1", TestConsole.OWN, 1, "c1", 1));
                session.alerts().raise(Specimens.alert("a2", TestConsole.FOREIGN, 2, "c2", 2));
            });
            assertEquals(
                    List.of(2L, 1L),
                    List.of(
                            console
                                    .store()
                                    .read(session -> session.ruleHits().since(new Scope.All(), LocalDate.EPOCH))
                                    .stream()
                                    .mapToLong(day -> day.alerts())
                                    .sum(),
                            console
                                    .store()
                                    .read(session -> session.ruleHits()
                                            .since(new Scope.Communes(Set.of(TestConsole.OWN)), LocalDate.EPOCH))
                                    .stream()
                                    .mapToLong(day -> day.alerts())
                                    .sum()));
            Client lead = console.as(Role.LEAD);
            assertEquals(200, lead.get("/rules").status());
            assertTrue(lead.get("/rules?q=" + RULE).text().contains("/rules/" + RULE));
            assertEquals(404, lead.get("/rules/nothing").status());
            assertEquals(
                    422,
                    lead.post("/rules/" + RULE + "/tune", Map.of("state", "off"))
                            .status());
            assertEquals(
                    303,
                    lead.post(
                                    "/rules/" + RULE + "/tune",
                                    Map.of("state", "off", "before", "none", "reason", "<script>too loud"))
                            .status());
            assertTrue(lead.get("/rules?off=yes").text().contains(RULE));
            Page one = console.as(Role.ANALYST).get("/rules/" + RULE);
            assertEquals(200, one.status());
            assertFalse(one.text().contains("<script>too"), one.text());
            assertFalse(one.text().contains("/tune"), "only a lead decides");
        }
    }

    @Test
    void whatIsAlwaysToldCannotBeHiddenAndOneDecisionUndoesNoOther() throws IOException {
        try (TestConsole console = TestConsole.start(folder)) {
            Client lead = console.as(Role.LEAD);
            for (String never : List.of("vigie-return", "vigie-indicator-seen")) {
                for (Map<String, String> hiding :
                        List.of(Map.of("state", "off"), Map.of("state", "on", "level", "informational"))) {
                    assertEquals(422, tune(lead, never, "none", hiding));
                }
                assertEquals(303, tune(lead, never, "none", Map.of("state", "on", "level", "high")));
            }
            Map<String, String> off = Map.of("state", "off");
            assertEquals(422, tune(console.as(Role.LEAD, TestConsole.OWN), RULE, "none", off));
            assertEquals(422, tune(lead, RULE, "none", Map.of("level", "high")));
            assertEquals(409, tune(lead, RULE, "", off));
            assertEquals(303, tune(lead, RULE, "none", Map.of("state", "on", "level", "critical")));
            assertEquals(409, tune(lead, RULE, "none", off));
            Tuning kept = console.store().read(session -> RuleTunings.of(session, RULE));
            assertFalse(kept.off());
            assertEquals(303, tune(lead, RULE, RuleTunings.version(kept), off));
        }
    }

    private static int tune(Client who, String rule, String before, Map<String, String> fields) throws IOException {
        Map<String, String> all = new HashMap<>(fields);
        all.put("before", before);
        all.put("reason", "because");
        return who.post("/rules/" + rule + "/tune", all).status();
    }

    @Test
    void aTrialTakesItsTurnAmongSearchesAndRefusedRulesHaveTheirPage() throws IOException {
        try (TestConsole console = TestConsole.start(folder)) {
            Client analyst = console.as(Role.ANALYST);
            String id = ShippedRules.load().rules().getFirst().card().id();
            Page tried = analyst.post("/rules/" + View.encoded(id) + "/trial", Map.of());
            assertEquals(200, tried.status(), tried.text());
            assertTrue(tried.text().contains("0 événement sur 0 jugé"), tried.text());
            // Neither a browser that opens its pages again nor who only reads holds a turn of the searches.
            assertEquals(
                    405, analyst.get("/rules/" + View.encoded(id) + "/trial").status());
            Client reader = console.as(Role.COMMUNE_READER);
            assertEquals(
                    403,
                    reader.post("/rules/" + View.encoded(id) + "/trial", Map.of())
                            .status());
            assertFalse(reader.get("/rules/" + View.encoded(id)).text().contains("/trial"));
            Page refused = analyst.get("/rules/refused");
            assertEquals(200, refused.status());
            assertTrue(refused.text().contains("Règles refusées"), refused.text());
            assertTrue(console.api(Role.ANALYST)
                    .get("/api/v1/rules/refused")
                    .text()
                    .contains("\"items\":[]"));
        }
    }

    @Test
    void exceptionsOfTheRegionAreReadByWhoSeesIt() throws IOException {
        try (TestConsole console = TestConsole.start(folder)) {
            Exemption except = new Exemption(
                    Map.of("name", "secret-of-another"),
                    "somebody",
                    "their reason",
                    console.clock().instant().plus(Duration.ofDays(9)));
            Tuning tuning = new Tuning(RULE, false, Optional.empty(), List.of(except));
            console.store()
                    .change(s -> RuleTunings.keep(s, new Scope.All(), tuning, Specimens.ANALYST, "tune: except"));
            String region =
                    console.as(Role.COMMUNE_READER).get("/rules/" + RULE).text();
            assertTrue(region.contains("secret-of-another") && region.contains("their reason"), region);
            String own = console.as(Role.COMMUNE_READER, TestConsole.OWN)
                    .get("/rules/" + RULE)
                    .text();
            assertFalse(own.contains("secret-of-another") || own.contains("their reason"), own);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> console.store()
                            .change(s -> RuleTunings.keep(
                                    s,
                                    new Scope.All(),
                                    new Tuning("vigie-return", false, Optional.empty(), List.of(except)),
                                    Specimens.ANALYST,
                                    "tune: except")));
            // Nor does what came into the store by another way.
            console.store().change(s -> {
                RuleTunings.keep(
                        s,
                        new Scope.All(),
                        new Tuning(RULE, true, Optional.of(Level.INFORMATIONAL), List.of(except)),
                        Specimens.ANALYST,
                        "tune: off");
                s.progress()
                        .state(
                                "rule-tuning",
                                "vigie-return",
                                s.progress().state("rule-tuning", RULE).orElseThrow());
            });
            assertEquals(Tuning.none("vigie-return"), console.store().read(s -> RuleTunings.of(s, "vigie-return")));
        }
    }

    @Test
    void aTrialJudgesWhatIsStoredWithinTheScope() throws IOException {
        Files.createDirectories(folder.resolve("pack"));
        Files.writeString(folder.resolve("pack/trial.yml"), """
                title: Trial
                id: trial
                status: test
                level: high
                logsource:
                    product: linux
                    category: process_creation
                detection:
                    selection:
                        CommandLine|contains: evil
                    condition: selection
                """);
        RuleSet rules = RuleSet.read(folder.resolve("pack"));
        assertEquals(List.of(), rules.refused());
        try (TestConsole console = TestConsole.start(folder.resolve("console"))) {
            console.history()
                    .add(List.of(
                            event("e1", 1, true, "evil --now"),
                            event("e2", 2, false, "evil --now"),
                            event("e3", 1, true, "good")));
            console.history().commit("ingest", 1);
            Instant now = Specimens.START.plus(Duration.ofDays(1));
            RuleTrial.Result all = RuleTrial.of(
                    rules.rules().getFirst(), console.history(), new Scope.All(), now, Duration.ofMinutes(5));
            assertEquals(List.of(3L, 2L), List.of(all.looked(), all.held()));
            assertTrue(all.whole());
            RuleTrial.Result own = RuleTrial.of(
                    rules.rules().getFirst(),
                    console.history(),
                    new Scope.Communes(Set.of(TestConsole.OWN)),
                    now,
                    Duration.ofMinutes(5));
            assertEquals(1, own.held());
            assertEquals("e1", own.shown().getFirst().id());
            RuleTrial.Result none =
                    RuleTrial.of(rules.rules().getFirst(), console.history(), new Scope.All(), now, Duration.ZERO);
            assertFalse(none.whole());
        }
    }

    @Test
    void whatIsStoredIsJudgedAsItWasWhenItCame() {
        Event.AgentState state = new Event.AgentState(
                Specimens.moment(0), "linux.agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", "");
        SigmaRecord before = SigmaFields.of(state);
        SigmaRecord after = StoredFields.record(before.flat());
        assertEquals(before.logSource(), after.logSource());
        assertEquals(before.flat(), after.flat());
        assertTrue(
                ShippedRules.load().cards().stream().anyMatch(card -> card.id().equals(RULE)));
    }

    private static Stored event(String id, int host, boolean own, String commandLine) {
        return new Stored(
                id,
                Specimens.agent(host),
                own ? TestConsole.OWN : TestConsole.FOREIGN,
                Specimens.START,
                new Event.AgentState(
                        Specimens.moment(0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", ""),
                Map.of("kind", "process-started", "sensor", "linux.proc", "CommandLine", commandLine));
    }
}
