package bzh.vigie.collector.report;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.ConclusionText;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.conclusion.Signed;
import bzh.vigie.collector.detect.returns.LocalChecking.Answer;
import bzh.vigie.collector.detect.returns.LocalChecking.OfHost;
import bzh.vigie.collector.detect.returns.LocalParts;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Conclusions.Decision;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.LocalChecks.Swept;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hosts looked for by themselves, as a conclusion and its report say it. */
final class CheckedPagesTest {
    private static final Scope ALL = new Scope.All();
    private static final IncidentId INCIDENT = new IncidentId("2026-001");
    private static final Instant NOW = minute(200);

    @Test
    void eachHostIsNamedWithWhatItSaidAndNoMore(@TempDir Path dir) {
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(minute(10)))) {
            store.change(s -> {
                for (int i = 1; i <= 5; i++) {
                    s.hosts().enrol(Specimens.host(i, AURAY));
                }
                s.hosts().enrol(Specimens.host(6, CONCARNEAU));
                s.incidents().open("x", Set.of(AURAY), 30, Specimens.ANALYST);
                s.incidents()
                        .eviction(
                                ALL,
                                INCIDENT,
                                Optional.empty(),
                                Optional.of(new Interval(minute(0), Optional.of(minute(60)))),
                                Specimens.ANALYST);
            });
            assertEquals(
                    "Les postes n'ont reçu aucun indicateur à chercher eux-mêmes.",
                    CheckedPages.text(french(), checks(store), 0));
            store.change(s ->
                    s.indicators().add(Optional.of("2026-001"), List.of(service("upd")), "x.csv", Specimens.ANALYST));
            Sha256 list = store.read(s -> LocalParts.of(s, NOW).list(AURAY).id());
            store.change(s -> {
                for (int i = 1; i <= 3; i++) {
                    s.localChecks().taken(agent(i), AURAY, list, 1, minute(70));
                }
                s.localChecks().swept(agent(1), list, new Swept(minute(80), 900, 88, 0, 0));
                s.localChecks().swept(agent(2), list, new Swept(minute(81), 900, 88, 3, 5));
                s.localChecks().taken(agent(4), AURAY, Sha256.over(new byte[1]), 1, minute(65));
            });
            List<OfHost> checks = checks(store);
            assertEquals(
                    List.of(Answer.WHOLE, Answer.IN_PART, Answer.CHECKING, Answer.OTHER_LIST, Answer.NEVER),
                    checks.stream().map(OfHost::answer).toList());
            List<OfHost> shown = CheckedPages.given(checks);
            assertEquals(Answer.WHOLE, shown.getLast().answer(), "the others first");
            String id = list.hex().substring(0, 12) + " (1)";
            assertEquals(
                    List.of(
                            shown.getFirst().host().hostname() + " (56007)",
                            id,
                            "l'ont parcouru en partie, depuis le " + french().time(minute(70)),
                            french().time(minute(81))
                                    + " (3 sortes d'emplacements sur 88 pas entièrement lues, 5 correspondances pas dites"
                                    + " une à une)"),
                    CheckedPages.row(french(), shown.getFirst()));
            Look english = new Look(Locale.ENGLISH, ZoneOffset.UTC);
            assertEquals(
                    "never answered: not connected since, or too old to take a list",
                    CheckedPages.row(english, shown.get(3)).get(2));
            assertTrue(
                    CheckedPages.text(english, checks, 2).contains("1 of them says that it has gone through all"),
                    CheckedPages.text(english, checks, 2));
            assertTrue(
                    CheckedPages.text(english, checks, 2).contains("2 expected hosts have no agent"),
                    CheckedPages.text(english, checks, 2));
            Conclusion conclusion = conclusion(store);
            String statement = ConclusionText.of(conclusion);
            assertTrue(
                    statement.contains(
                            "checked " + agent(4) + " other-list " + list.hex().substring(0, 12) + " 1 - -\n"),
                    statement);
            // What a host tells of the next list takes the place of what it told of this one: no edit of the evidence.
            store.change(s -> {
                s.conclusions()
                        .decide(ALL, INCIDENT, Decision.REFUSED, "not-verifiable", NOW, statement, Specimens.ANALYST);
                s.localChecks().taken(agent(5), AURAY, list, 1, minute(90));
            });
            var line = store.read(s -> s.conclusions().lines(ALL, INCIDENT)).getFirst();
            assertEquals(List.of(), Signed.changed(conclusion(store), line));
            // One that was taken away still counts, and what was gone through before the eviction ended does not.
            store.change(s -> s.hosts().state(agent(2), State.REVOKED, Specimens.ANALYST));
            store.change(s -> s.incidents()
                    .eviction(
                            ALL,
                            INCIDENT,
                            Optional.empty(),
                            Optional.of(new Interval(minute(0), Optional.of(minute(85)))),
                            Specimens.ANALYST));
            assertEquals(
                    List.of(Answer.CHECKING, Answer.NOT_SENDING),
                    checks(store).stream().map(OfHost::answer).limit(2).toList());
        }
    }

    private static Look french() {
        return new Look(Locale.FRENCH, ZoneOffset.UTC);
    }

    private static Conclusion conclusion(Store store) {
        return store.read(s ->
                Conclusion.of(Facts.of(s, ALL, s.incidents().find(ALL, INCIDENT).orElseThrow(), NOW)));
    }

    private static List<OfHost> checks(Store store) {
        return conclusion(store).facts().checks();
    }

    private static Indicator service(String name) {
        return new Indicator(
                new Observable.Service(name),
                "CERT",
                "",
                Tlp.GREEN,
                50,
                Optional.empty(),
                Optional.empty(),
                false,
                true);
    }
}
