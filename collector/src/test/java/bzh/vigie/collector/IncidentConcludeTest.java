package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is attested and concluded, as an analyst types and reads it. */
final class IncidentConcludeTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(60 * 24 * 50));

    @TempDir
    Path dir;

    @BeforeEach
    void anIncident() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                var incident = s.incidents().open("rançongiciel", Set.of(AURAY, CONCARNEAU), 30, Specimens.ANALYST);
                s.incidents()
                        .eviction(
                                new Scope.All(),
                                incident.id(),
                                Optional.empty(),
                                Optional.of(new Interval(Specimens.minute(0), Optional.of(Specimens.minute(60)))),
                                Specimens.ANALYST);
            });
        }
    }

    private CommandRun attest(String... arguments) {
        return CommandRun.of(
                new IncidentAttestCommand(TIME),
                dir,
                Stream.concat(Stream.of("2026-001", "--lang", "fr"), Stream.of(arguments))
                        .toList());
    }

    private CommandRun conclude(String... arguments) {
        return CommandRun.of(
                new IncidentConcludeCommand(TIME),
                dir,
                Stream.concat(Stream.of("2026-001", "--lang", "fr"), Stream.of(arguments))
                        .toList());
    }

    /** One agent of before the eviction, heard at different times before the statement; one that enrolled anew after it. */
    @Test
    void whatAHostsOwnAgentContradictsIsRefused() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                s.incidents()
                        .eviction(
                                new Scope.All(),
                                s.incidents().list(new Scope.All()).getFirst().id(),
                                Optional.empty(),
                                Optional.of(new Interval(Specimens.minute(10), Optional.of(Specimens.minute(60)))),
                                Specimens.ANALYST);
                s.hosts().seen(agent(1), TIME.instant().minus(Duration.ofMinutes(8)), 0);
            });
        }
        CommandRun gone = attestOf("gone");
        assertEquals(1, gone.code());
        assertTrue(gone.err().contains("il n'a pas disparu. Rien n'a été écrit."), gone.err());
        CommandRun rebuilt = attestOf("rebuilt");
        assertEquals(1, rebuilt.code());
        assertTrue(rebuilt.err().contains("avec la même clé : il n'a pas été réinstallé"), rebuilt.err());
        assertTrue(attest().out().contains("Rien n'a été attesté."));
        // What no agent contradicts is a person's word.
        assertEquals(0, attestOf("privileged-code").code());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.hosts().uninstalled(agent(1), TIME.instant().minusSeconds(60), "test"));
        }
        assertEquals(0, attestOf("gone").code());
        assertEquals(0, attestOf("rebuilt").code());
        // He speaks again with the key of before: the statement no longer counts, and is named.
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.hosts().seen(agent(1), TIME.instant().plusSeconds(1), 0));
        }
        CommandRun concluded = conclude();
        assertTrue(
                concluded.out().contains("pc-1  l'agent d'avant l'éviction a parlé, avec la même clé"),
                concluded.out());
    }

    private CommandRun attestOf(String statement) {
        return attest(
                statement, "yes", "--host", agent(1).text(), "--proof", "fiche", "--reason", "dit par le service");
    }

    @Test
    void aStatementNeedsAnAnswerAProofAndAReason() {
        assertTrue(attest().out().contains("Rien n'a été attesté."));
        assertTrue(attest("all-is-well", "yes").err().contains("n'est pas un énoncé ; sont permis way-in-closed,"));
        assertTrue(attest("rebuilt", "yes", "--proof", "p").err().contains("dites lequel avec --host"));
        assertTrue(attest("mail-reviewed", "yes").err().contains("demande une preuve"));
        assertTrue(attest("mail-reviewed", "perhaps").err().contains("n'est pas une réponse"));
        assertEquals(2, attest("mail-reviewed", "yes", "--proof", "p").code(), "a reason is needed");
        CommandRun done = attest(
                "mail-reviewed",
                "yes",
                "--proof",
                "PV du 3 mars\u001b[2J",
                "--reason",
                "revue",
                "--until",
                "2026-12-01");
        assertEquals(0, done.code(), done.err());
        assertEquals(
                0,
                attest("privileged-code", "yes", "--host", agent(1).text(), "--proof", "EDR", "--reason", "vu")
                        .code());
        CommandRun list = attest();
        assertTrue(
                list.out().contains("la messagerie a été revue (règles, consentements, jetons)  oui  jusqu'au"),
                list.out());
        assertFalse(list.out().contains("\u001b"), list.out());
        assertTrue(attest("--format", "jsonl").out().contains("\"statement\":\"privileged-code\""));
        assertEquals(
                0, attest("mail-reviewed", "--withdraw", "--reason", "erreur").code());
        assertTrue(attest().out().contains("retiré"));
        assertEquals(
                1,
                attest("mail-reviewed", "yes", "--proof", "p", "--reason", "r", "--commune", AURAY.insee())
                        .code(),
                "who sees a part does not state the whole");
    }

    @Test
    void whatHasANameIsStatedOnlyWhereItIsKnown() {
        assertTrue(attest("expected-gone", "yes", "--proof", "p").err().contains("dites lequel avec --name"));
        assertTrue(attest("mail-reviewed", "yes", "--name", "pc9", "--proof", "p")
                .err()
                .contains("sans --name"));
        String[] gone = {
            "expected-gone", "yes", "--name", "PC9", "--commune", AURAY.insee(), "--proof", "jeté", "--reason", "vu"
        };
        assertTrue(attest(gone).err().contains("Aucune liste en vigueur ne nomme « PC9 »"));
        assertTrue(
                attest("user-left", "yes", "--name", "lea", "--commune", AURAY.insee(), "--proof", "p", "--reason", "r")
                        .err()
                        .contains("n'a vu « lea » ouvrir une session"));
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                var incident = s.incidents().list(new Scope.All()).getFirst();
                s.expectedHosts()
                        .add(
                                new Scope.All(),
                                incident.id(),
                                AURAY,
                                "ad",
                                Origin.HAND,
                                List.of(new Expected("pc9.mairie.local", Role.WORKSTATION, true)),
                                Specimens.ANALYST);
                s.userDays().loggedOn(agent(1), "1001", "Lea", TIME.instant().minusSeconds(3_600));
            });
        }
        assertEquals(
                2,
                attest("expected-gone", "yes", "--name", "pc9", "--proof", "jeté", "--reason", "vu")
                        .code(),
                "which commune?");
        assertEquals(0, attest(gone).code());
        assertEquals(
                0,
                attest(
                                "user-left",
                                "yes",
                                "--name",
                                "lea",
                                "--commune",
                                AURAY.insee(),
                                "--proof",
                                "retraite",
                                "--reason",
                                "RH")
                        .code());
        String list = attest().out();
        assertTrue(list.contains("n'existe plus, d'après une attestation  " + AURAY + "  pc9.mairie.local  oui"), list);
        assertTrue(list.contains("est parti, d'après une attestation  " + AURAY + "  Lea  oui"), list);
        assertTrue(
                conclude().out().contains("pc9.mairie.local  n'existe plus, d'après une attestation  jeté"),
                conclude().out());
        assertTrue(attest("--format", "jsonl").out().contains("\"commune\":\"" + AURAY + "\",\"name\":\"Lea\""));
    }

    @Test
    void thatADomainIsNoneIsStatedOfOneThatAHostSaysToBeIn() {
        String[] gone = {
            "domain-gone",
            "yes",
            "--name",
            "ECOLE.example",
            "--commune",
            AURAY.insee(),
            "--proof",
            "PV",
            "--reason",
            "r"
        };
        CommandRun unknown = attest(gone);
        assertTrue(unknown.err().contains("ne dit être dans un domaine « ECOLE.example »"), unknown.err());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.hosts().enrol(Specimens.host(8, AURAY, "pc8", "{\"domain\":\"ecole.example\"}")));
        }
        String before = conclude().out();
        assertTrue(before.contains("ecole.example  son annuaire n'a jamais été lu"), before);
        assertEquals(0, attest(gone).code());
        String after = conclude().out();
        assertTrue(after.contains("ecole.example  n'est pas un domaine, ou n'est plus utilisé"), after);
        assertFalse(after.contains("ecole.example  son annuaire n'a jamais été lu"), after);
        assertTrue(attest("--format", "jsonl").out().contains("\"name\":\"ecole.example\""));
    }

    private CommandRun table(String... arguments) {
        return CommandRun.of(
                new IncidentTableCommand(TIME),
                dir,
                Stream.concat(Stream.of("2026-001", "--lang", "fr"), Stream.of(arguments))
                        .toList());
    }

    @Test
    void theTableIsStatedOtherwiseAndSignedByAPersonNeverSilently() {
        assertTrue(table().out().contains("postes qui doivent avoir été surveillés, en pour cent : 95 (habituel)"));
        assertTrue(table().out().contains("Personne n'a signé ce barème"));
        assertEquals(2, table("workstations-percent", "80").code(), "a reason is needed");
        assertTrue(table("coffee", "1").err().contains("n'est pas un seuil"));
        assertTrue(table("workstations-percent", "101", "--reason", "r").err().contains("un nombre entier de 1 à 100"));
        assertTrue(table("pass-hours", "--reason", "r").err().contains("--withdraw"));
        assertEquals(
                0,
                table("workstations-percent", "80", "--reason", "vingt PC en vacances")
                        .code());
        assertEquals(0, table("signed", "1", "--reason", "accord du maire").code());
        String concluded = conclude().out();
        assertTrue(concluded.contains("en pour cent : 80, habituellement 95 – "), concluded);
        assertTrue(concluded.contains("vingt PC en vacances"), concluded);
        assertTrue(concluded.contains("accord du maire"), concluded);
        assertTrue(conclude("--format", "jsonl").out().contains("\"threshold\":\"workstations-percent\""));
        assertEquals(
                0,
                table("workstations-percent", "--withdraw", "--reason", "erreur")
                        .code());
        assertTrue(table().out().contains("Personne n'a signé ce barème"), "what changed is to be signed again");
    }

    @Test
    void theConclusionIsOneOfFourWordsWithItsReasons() {
        CommandRun first = conclude();
        assertEquals(0, first.code(), first.err());
        assertTrue(first.out().startsWith("NON VÉRIFIABLE"), first.out());
        assertTrue(first.out().contains("[?] l'attaquant n'était pas administrateur du domaine"), first.out());
        assertTrue(first.out().contains("Ce qui y changerait quelque chose :"), first.out());
        assertTrue(first.out().contains("attester domain-taken (yes ou no)"), first.out());
        for (String fact : List.of("domain-taken no", "authority-key-exposed no", "privileged-hosts-named yes")) {
            String[] words = fact.split(" ", -1);
            assertEquals(
                    0,
                    attest(words[0], words[1], "--proof", "rapport", "--reason", "analyse")
                            .code());
        }
        String unmarked = conclude().out();
        assertTrue(unmarked.startsWith("NON VÉRIFIABLE"), unmarked);
        assertTrue(
                unmarked.contains("rien n'est marqué comme venant de l'attaquant : rien ne peut être reconnu"),
                unmarked);
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.tombstones()
                    .add(
                            new Scope.All(),
                            s.incidents().list(new Scope.All()).getFirst().id(),
                            AURAY,
                            Optional.empty(),
                            "",
                            Map.of("Image", "/dev/shm/.k"),
                            Optional.empty(),
                            Specimens.ANALYST));
        }
        String unsearched = conclude().out();
        assertTrue(unsearched.startsWith("NON VÉRIFIABLE"), unsearched);
        assertTrue(unsearched.contains("a été recherché dans tout ce qui était déjà enregistré"), unsearched);
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                Incident incident = s.incidents().list(new Scope.All()).getFirst();
                List<Tombstone> marks = s.tombstones().list(new Scope.All(), incident.id());
                incident.communes().forEach(commune -> s.tombstones().lookedBack(commune, marks));
            });
        }
        assertTrue(conclude().out().startsWith("AUCUNE RÉCURRENCE OBSERVÉE, COUVERTURE INSUFFISANTE"));
        String lines = conclude("--format", "jsonl").out();
        assertTrue(lines.contains("\"word\":\"not-observed-coverage-insufficient\""), lines);
        assertTrue(lines.contains("\"criterion\":\"no-long-gap\",\"state\":\"not-met\""), lines);
        assertFalse(first.out().contains("sain"), first.out());
        assertEquals(1, conclude("--commune", AURAY.insee()).code());
        assertTrue(first.out().contains("Les postes ne reçoivent rien à chercher eux-mêmes."), first.out());
        assertTrue(lines.contains("\"answer\":\"nothing-given\",\"list\":\"\",\"entries\":0"), lines);
    }

    @Test
    void whatHostsLookForByThemselvesStandsBesideTheConclusion() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.indicators()
                    .add(
                            Optional.of("2026-001"),
                            List.of(new Indicator(
                                    new Observable.Service("upd"),
                                    "CERT",
                                    "",
                                    Tlp.GREEN,
                                    50,
                                    Optional.empty(),
                                    Optional.empty(),
                                    false,
                                    true)),
                            "x.csv",
                            Specimens.ANALYST));
        }
        String said = conclude().out();
        assertTrue(said.contains("1 poste avec agent reçoit une partie de la liste, 0 ne reçoit rien"), said);
        assertTrue(
                said.contains(
                        "n'ont jamais répondu : pas connectés depuis, ou trop anciens pour prendre une liste : 1"),
                said);
        assertTrue(conclude("--format", "jsonl").out().contains("\"answer\":\"never\""));
    }

    /** A time that does this whenever it is asked for by what works a conclusion out. */
    private static InstantSource whileComputing(Runnable work) {
        return () -> {
            if (StackWalker.getInstance()
                    .<Boolean>walk(frames ->
                            frames.anyMatch(each -> each.getMethodName().equals("compute")))) {
                work.run();
            }
            return TIME.instant().plusNanos(123_456_789);
        };
    }

    private CommandRun sign(InstantSource time) {
        return CommandRun.of(
                new IncidentConcludeCommand(time),
                dir,
                List.of("2026-001", "--sign", "--reason", "relu", "--author", "Nolwenn", "--lang", "fr"));
    }

    private void anotherProcessRaises(String alert) {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.alerts().raise(Specimens.alert(alert, AURAY, 1, alert, 90)));
        }
    }

    @Test
    void nobodyWaitsForWhatIsSignedAndWhatComesMeanwhileIsInIt() {
        AtomicInteger computed = new AtomicInteger();
        CommandRun signed = sign(whileComputing(() -> {
            if (computed.getAndIncrement() == 0) {
                anotherProcessRaises("a9");
            }
        }));
        assertEquals(0, signed.code(), signed.err());
        assertEquals(2, computed.get());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            var lines = store.read(s -> s.conclusions().lines(new Scope.All(), new IncidentId("2026-001")));
            assertEquals(1, lines.size());
            assertTrue(lines.getFirst().statement().contains("\nalert a9\n"));
        }
        CommandRun same = later("--recompute");
        assertEquals(0, same.code(), same.out());
        CommandRun never = sign(whileComputing(() -> anotherProcessRaises("b" + computed.getAndIncrement())));
        assertEquals(1, never.code());
        assertTrue(never.err().contains("rien n'est signé ni refusé"), never.err());
    }

    private CommandRun later(String... arguments) {
        return CommandRun.of(
                new IncidentConcludeCommand(InstantSource.fixed(TIME.instant().plusSeconds(7_200))),
                dir,
                Stream.concat(Stream.of("2026-001", "--lang", "fr"), Stream.of(arguments))
                        .toList());
    }

    private static Alert accountMade() {
        Alert any = Specimens.alert("a9", AURAY, 1, "c", 90);
        return new Alert(
                any.id(),
                "vigie-account-created",
                any.severity(),
                any.techniques(),
                any.commune(),
                any.host(),
                any.hostname(),
                any.cause(),
                any.firstEvent(),
                any.time(),
                any.hostTime(),
                Map.of("account", "secours"),
                any.status(),
                1,
                any.lastTime());
    }

    @Test
    void anAnalystSignsWhatWasComputedAndWhatComesLaterReopensIt() {
        assertTrue(conclude().out().contains("Aucun analyste n'a signé ni refusé"));
        assertEquals(2, conclude("--sign").code(), "a reason is needed");
        assertEquals(2, conclude("--sign", "--refuse", "--reason", "r").code());
        assertEquals(
                1,
                conclude("--sign", "--reason", "r", "--commune", AURAY.insee()).code());
        String end = TIME.instant().plusSeconds(3_600).toString();
        assertEquals(
                0,
                attest("way-in-closed", "yes", "--proof", "pare-feu", "--until", end, "--reason", "revu")
                        .code());
        CommandRun refused = conclude("--refuse", "--reason", "le pare-feu\nn'est pas revu", "--author", "Nolwenn");
        assertEquals(0, refused.code(), refused.err());
        assertTrue(refused.out().startsWith("NON VÉRIFIABLE"), refused.out());
        assertTrue(refused.out().contains("REFUSÉE : NON VÉRIFIABLE, calculée le "), refused.out());
        CommandRun signed = conclude("--sign", "--reason", "relu avec le maire", "--author", "Nolwenn");
        assertTrue(
                signed.out().contains("par Nolwenn le ") && signed.out().contains(" : relu avec le maire"),
                signed.out());
        assertTrue(signed.out().contains("REFUSÉE : "), "what was said before stays: " + signed.out());
        assertFalse(signed.out().contains("ROUVERTE"), signed.out());
        CommandRun same = later("--recompute");
        assertEquals(0, same.code(), same.out());
        assertTrue(same.out().contains("la même (NON VÉRIFIABLE)"), same.out());

        // The attestation has ended.
        CommandRun ended = later();
        assertTrue(ended.out().contains("ROUVERTE"), ended.out());
        assertTrue(
                ended.out()
                        .substring(ended.out().indexOf("ROUVERTE"))
                        .contains("    la porte d'entrée est connue et fermée"),
                ended.out());
        assertTrue(later("--format", "jsonl").out().contains("\"reopened\":true"));
        assertEquals(
                0, later("--sign", "--reason", "relu", "--author", "Nolwenn").code());
        assertFalse(later().out().contains("ROUVERTE"));

        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.alerts().raise(accountMade()));
        }
        CommandRun found = later();
        assertTrue(found.out().contains("ROUVERTE") && found.out().contains("a9"), found.out());
        assertEquals(
                2,
                found.out().split("Le compte secours a été créé", -1).length - 1,
                "by the criterion and by what reopens: " + found.out());
        assertFalse(found.out().contains("about ") || found.out().contains("criterion "), found.out());
        CommandRun verified = CommandRun.of(new IncidentVerifyCommand(TIME), dir, List.of("2026-001", "--lang", "fr"));
        assertEquals(4, verified.code(), "the ledger holds");
        assertTrue(verified.out().contains("+ alerte a9"), verified.out());
        assertTrue(verified.out().contains("Le registre tient. Ce qui diffère"), verified.out());
        assertEquals(
                1,
                CommandRun.of(new IncidentVerifyCommand(TIME), dir, List.of("2026-009"))
                        .code());
        assertEquals(
                1,
                CommandRun.of(new IncidentVerifyCommand(TIME), dir, List.of("2026-001", "--commune", AURAY.insee()))
                        .code());
        CommandRun coverage =
                CommandRun.of(new IncidentCoverageCommand(TIME), dir, List.of("2026-001", "--lang", "fr"));
        assertTrue(coverage.out().contains("rien n’a été dit de ce temps"), coverage.out());
        CommandRun changed = later("--recompute");
        assertEquals(3, changed.code());
        assertTrue(changed.out().contains("+ alerte a9"), changed.out());
    }
}
