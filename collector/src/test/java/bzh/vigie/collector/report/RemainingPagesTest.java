package bzh.vigie.collector.report;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.OutsideProgram;
import bzh.vigie.collector.conclusion.Concluding;
import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Conclusions.Decision;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.text.LocationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was seen again and what remains open, as a report says it. */
final class RemainingPagesTest {
    private static final Scope ALL = new Scope.All();
    private static final IncidentId INCIDENT = new IncidentId("2026-001");
    private static final Look FRENCH = new Look(Locale.FRENCH, ZoneOffset.UTC);
    private static final Look ENGLISH = new Look(Locale.ENGLISH, ZoneOffset.UTC);

    @Test
    void whatWasSeenAgainIsNamedWithItsNatureAndWhatRemainsIsCounted(@TempDir Path dir) {
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(minute(10)))) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                s.incidents().open("x", Set.of(AURAY), 30, ANALYST);
                s.incidents()
                        .eviction(
                                ALL,
                                INCIDENT,
                                Optional.empty(),
                                Optional.of(new Interval(minute(0), Optional.of(minute(60)))),
                                ANALYST);
            });
            assertEquals(
                    FRENCH.say("returns.none"),
                    RemainingPages.returnsText(FRENCH, conclusion(store).facts().recurrences()));
            store.change(s -> {
                s.alerts().raise(again("a1"));
                s.alerts().raise(again("a2"));
                s.tombstones().nature(ALL, "a1", Nature.RESTORED, ANALYST);
            });
            Conclusion conclusion = conclusion(store);
            List<Recurrence> all = conclusion.facts().recurrences();
            assertTrue(
                    RemainingPages.returnsText(ENGLISH, all).startsWith("2 times")
                            && RemainingPages.returnsText(ENGLISH, all).contains("what 1 of them is"),
                    RemainingPages.returnsText(ENGLISH, all));
            List<String> row = RemainingPages.row(FRENCH, AlertTexts.shipped(), all.getFirst());
            assertEquals(List.of(FRENCH.time(minute(90)), FRENCH.time(minute(95)), "pc-1 (56007)"), row.subList(0, 3));
            assertTrue(row.get(4).contains(ANALYST.name()), row.toString());
            assertEquals(
                    FRENCH.incident("nature.none"),
                    RemainingPages.row(FRENCH, AlertTexts.shipped(), all.getLast())
                            .getLast());
            List<String> risks = RemainingPages.risks(FRENCH, Optional.of(conclusion));
            assertEquals(FRENCH.say("risk.horizon", 0), risks.getFirst());
            assertTrue(risks.contains(FRENCH.say("risk.findings", 2)), risks.toString());
            assertTrue(
                    risks.stream().anyMatch(each -> each.contains("mesures qu'aucun poste ne montre")),
                    risks.toString());
            assertTrue(risks.stream().noneMatch(each -> each.startsWith("0 ")), risks.toString());
            assertEquals(FRENCH.say("risk.always"), risks.getLast());
        }
        assertEquals(
                List.of(ENGLISH.say("risk.interim"), ENGLISH.say("risk.always")),
                RemainingPages.risks(ENGLISH, Optional.empty()));
    }

    /** The worst that it may have to say: many persons, natures and communes, long reasons, every criterion loosened. */
    @Test
    void thePageForTheTownHallStaysOneSheetOfPaper(@TempDir Path dir) throws IOException {
        OutsideProgram.assumeInstalled("/usr/bin/pdftotext");
        String reason =
                "Le prestataire a confirmé par téléphone que cet élément est le sien, voir le ticket. ".repeat(20);
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(minute(10)))) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                s.incidents().open("x".repeat(200), Set.of(AURAY), 3, ANALYST);
                s.incidents()
                        .eviction(
                                ALL,
                                INCIDENT,
                                Optional.empty(),
                                Optional.of(new Interval(minute(0), Optional.of(minute(60)))),
                                ANALYST);
                for (Nature nature : Nature.values()) {
                    for (int i = 0; i < 4; i++) {
                        s.alerts().raise(again(nature + "-" + i));
                        s.tombstones()
                                .nature(
                                        ALL,
                                        nature + "-" + i,
                                        nature,
                                        reason.strip(),
                                        new Author("analyste de la région numéro " + i, reason.strip()));
                    }
                    s.tombstones()
                            .add(
                                    ALL,
                                    INCIDENT,
                                    AURAY,
                                    Optional.of(agent(1)),
                                    "key-" + nature,
                                    Map.of("value", "x", "location", "linux.cron.d"),
                                    Optional.empty(),
                                    ANALYST);
                }
                for (Threshold each : Threshold.values()) {
                    long value = each == Threshold.WORKSTATIONS_PERCENT ? each.least() : each.most();
                    s.thresholds()
                            .state(ALL, INCIDENT, each, OptionalLong.of(value), new Author("bob", reason.strip()));
                }
            });
            Incident incident =
                    store.read(s -> s.incidents().find(ALL, INCIDENT)).orElseThrow();
            new Concluding(store, ALL, incident, InstantSource.fixed(minute(200)))
                    .decide(Decision.SIGNED, Optional.empty(), new Author("lead", reason.strip()));
            for (Look look : List.of(FRENCH, ENGLISH)) {
                Request request = new Request(
                        INCIDENT.text(),
                        "Rapport d'incident de la commune d'Auray et de ses établissements publics",
                        List.of(AURAY),
                        minute(0),
                        minute(200),
                        minute(200),
                        "lead",
                        "1",
                        look);
                ReportContent content = store.read(s -> ReportSource.of(s, request, AlertTexts.shipped()))
                        .orElseThrow();
                Path file = Files.write(
                        dir.resolve("report.pdf"), ReportDocument.of(content).signed(new byte[0]));
                String sheet = OutsideProgram.run(
                                "/usr/bin/pdftotext", "-layout", "-f", "1", "-l", "1", file.toString(), "-")
                        .text()
                        .replaceAll("\\s+", " ");
                assertTrue(sheet.contains(look.say("hall.watched")), sheet);
                assertTrue(sheet.contains(look.say("hall.next.text").substring(0, 60)), sheet);
                String last = look.say("hall.next.text");
                assertTrue(sheet.contains(last.substring(last.length() - 40)), sheet);
                assertTrue(sheet.contains(look.equals(FRENCH) ? "éviction : 20" : "eviction: 20"), sheet);
                // eighth drill: a mayor read a number where a backdoor was back
                String place = LocationText.title("linux.cron.d", look.locale()).orElseThrow();
                assertTrue(sheet.contains(" : " + place + ", "), sheet);
                assertFalse(sheet.contains("2026-001-T"), sheet);
            }
        }
    }

    private static Alert again(String id) {
        return new Alert(
                id,
                "vigie-return",
                Severity.CRITICAL,
                List.of(),
                AURAY,
                agent(1),
                "pc-1",
                id,
                "e",
                minute(90),
                minute(90),
                Map.of(Tombstones.INCIDENT, INCIDENT.text(), "key", id),
                Status.NEW,
                1,
                minute(95));
    }

    private static Conclusion conclusion(Store store) {
        return store.read(s ->
                Conclusion.of(Facts.of(s, ALL, s.incidents().find(ALL, INCIDENT).orElseThrow(), minute(200))));
    }
}
