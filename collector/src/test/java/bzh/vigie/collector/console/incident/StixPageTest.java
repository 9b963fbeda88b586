package bzh.vigie.collector.console.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.TestConsole;
import bzh.vigie.collector.console.TestConsole.Page;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.JsonTrees;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Specimens;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An incident's indicators and findings for other tools, by page and by program. */
final class StixPageTest {
    private static final Author TEST = new Author("test", "test");

    @TempDir
    Path folder;

    private static Indicator indicator(String domain, Tlp tlp) {
        return new Indicator(
                new Observable.Domain(domain), "CERT", "", tlp, 80, Optional.empty(), Optional.empty(), false, true);
    }

    private static Alert alert(TestConsole console, String id, Commune commune, Map<String, String> evidence) {
        Alert a = Specimens.alert(id, commune, 1, id, 1);
        return new Alert(
                id,
                "vigie-indicator-seen",
                Severity.HIGH,
                a.techniques(),
                commune,
                a.host(),
                "pc-" + id,
                id,
                id,
                console.clock().instant(),
                console.clock().instant(),
                evidence,
                a.status(),
                1,
                console.clock().instant());
    }

    @Test
    void theWholeGoesToWhoSeesTheWholeAndNothingRedToAnybody() throws IOException {
        try (TestConsole console = TestConsole.start(folder)) {
            String both = console.store()
                    .write(s -> s.incidents()
                            .open("both", Set.of(TestConsole.OWN, TestConsole.FOREIGN), 90, TEST)
                            .id()
                            .text());
            String own = console.store()
                    .write(s -> s.incidents()
                            .open("own", Set.of(TestConsole.OWN), 90, TEST)
                            .id()
                            .text());
            console.clock().forward(Duration.ofMinutes(5));
            for (String incident : List.of(both, own)) {
                List<Listed> listed = console.store()
                        .write(s -> s.indicators()
                                .add(
                                        Optional.of(incident),
                                        List.of(
                                                indicator("amber.example.org", Tlp.AMBER),
                                                indicator("red.example.org", Tlp.RED)),
                                        "test",
                                        TEST));
                console.store().change(s -> {
                    for (Listed each : listed) {
                        Map<String, String> evidence = Map.of(
                                "QueryName", each.indicator().what().value(),
                                "indicator_id", each.id(),
                                "indicator_tlp", each.indicator().tlp().word(),
                                "incident", incident);
                        s.alerts().raise(alert(console, incident + each.id(), TestConsole.OWN, evidence));
                    }
                    s.alerts().raise(alert(console, incident + "other", new Commune("35238"), Map.of()));
                    s.alerts().raise(alert(console, incident + "foreign", TestConsole.FOREIGN, Map.of()));
                });
            }
            Page page = console.as(Role.ANALYST).get("/incidents/" + both + "/stix");
            assertEquals(200, page.status());
            assertEquals("application/stix+json;version=2.1", page.header("content-type"));
            assertTrue(page.header("content-disposition").contains("vigie-" + both + ".json"));
            try (JsonParser parser = new JsonFactory().createParser(page.text())) {
                parser.nextToken();
                assertEquals("bundle", ((Map<?, ?>) JsonTrees.value(parser)).get("type"));
            }
            assertTrue(page.text().contains("amber.example.org") && page.text().contains("\"sighting\""), page.text());
            assertTrue(page.text().contains("Commune 22113") && !page.text().contains("35238"), page.text());
            assertFalse(page.text().contains("red.example.org"), page.text());
            String program = console.api(Role.ANALYST)
                    .get("/api/v1/incidents/" + both + "/stix?tlp=green")
                    .text();
            assertTrue(program.contains("TLP:GREEN") && program.contains("TLP:AMBER"), program);
            assertEquals(
                    422,
                    console.api(Role.ANALYST)
                            .get("/api/v1/incidents/" + both + "/stix?tlp=purple")
                            .status());

            TestConsole.Client one = console.as(Role.ANALYST, TestConsole.OWN);
            assertEquals(409, one.get("/incidents/" + both + "/stix").status());
            Page mine = one.get("/incidents/" + own + "/stix");
            assertEquals(200, mine.status());
            assertFalse(mine.text().contains("22113"), mine.text());
            List<String> told = console.store().read(s -> s.audit().list(0, 1_000)).stream()
                    .filter(each -> each.action().startsWith("incident-export"))
                    .map(each -> each.action() + " " + each.subject())
                    .toList();
            assertTrue(told.contains("incident-exported " + both), told.toString());
            assertTrue(
                    told.contains("incident-export-ended " + own + ": 1 indicators, 1 findings, all"), told.toString());
        }
    }
}
