package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices without an agent tell, as an analyst imports and reads it. */
final class IncidentWitnessTest {
    private static final Scope ALL = new Scope.All();
    private static final Instant ENDED = Specimens.minute(60);
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(60 * 24 * 50));

    @TempDir
    Path dir;

    @BeforeEach
    void anIncident() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                var incident = s.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
                s.incidents()
                        .eviction(
                                ALL,
                                incident.id(),
                                Optional.empty(),
                                Optional.of(new Interval(Specimens.minute(0), Optional.of(ENDED))),
                                ANALYST);
                s.indicators()
                        .add(
                                Optional.of(incident.id().text()),
                                List.of(
                                        indicator(new Observable.Address("203.0.113.9")),
                                        indicator(new Observable.Cidr("198.51.100.0", 24)),
                                        indicator(new Observable.UserAccount("MAIRIE\\Intrus"))),
                                "test",
                                ANALYST);
            });
        }
    }

    private static Indicator indicator(Observable what) {
        return new Indicator(what, "test", "", Tlp.GREEN, 80, Optional.empty(), Optional.empty(), false, true);
    }

    private CommandRun witness(String... arguments) {
        return CommandRun.of(
                new IncidentWitnessCommand(TIME),
                dir,
                Stream.concat(Stream.of("2026-001", "--lang", "fr"), Stream.of(arguments))
                        .toList());
    }

    private static String line(Instant when, String account, String source, String host, String status) {
        return when + ";" + account + ";" + source + ";" + host + ";" + status + "\n";
    }

    private Path export() throws IOException {
        return Files.writeString(
                dir.resolve("vpn.csv"),
                "Date;Utilisateur;IP source;Poste;Statut\n"
                        + line(ENDED.minusSeconds(90), "lea", "192.0.2.1", "PC-LEA", "success")
                        + line(ENDED.plusSeconds(90), "lea\u001b[2J", "192.0.2.1", "PC-LEA", "success")
                        + line(ENDED.plusSeconds(80), "lea", "192.0.2.1", "PC-LEA", "success")
                        + line(ENDED.plus(Duration.ofDays(1)), "marc", "203.0.113.9", "", "success")
                        + line(ENDED.plus(Duration.ofDays(2)), "marc", "198.51.100.77", "", "échec")
                        + line(ENDED.plus(Duration.ofDays(3)), "intrus@mairie.fr", "192.0.2.7", "", "success")
                        + "hier;lea;192.0.2.1;;success\n");
    }

    @Test
    void whatIsOnTheWatchlistAndWhoCameBeforeAndSinceIsShown() throws IOException {
        assertTrue(witness().out().contains("Aucun export"));
        CommandRun taken = witness("--import", export().toString(), "--kind", "vpn", "--reason", "export du pare-feu");
        assertEquals(0, taken.code(), taken.err());
        assertTrue(taken.err().contains("6 lignes"), taken.err());
        assertTrue(taken.err().contains("Lignes non comprises : 1, dont les premières : 8"), taken.err());
        CommandRun shown = witness();
        assertTrue(shown.out().contains("Lignes dans la liste de surveillance : 3"), shown.out());
        assertTrue(shown.out().contains("Comptes connectés avant la fin de l'éviction et depuis : 1"), shown.out());
        assertTrue(shown.out().contains("lea  connecté avant la fin"), shown.out());
        assertFalse(shown.out().contains("\u001b"), shown.out());
        assertTrue(witness("--format", "jsonl").out().contains("\"source\":\"198.51.100.77\""));
        assertEquals(
                1,
                witness("--import", export().toString(), "--kind", "vpn", "--name", "autre", "--reason", "r")
                        .code(),
                "the same file twice");
        assertEquals(0, witness("--withdraw", "vpn.csv", "--reason", "erreur").code());
        assertTrue(witness().out().contains("Lignes dans la liste de surveillance : 0"));
    }

    @Test
    void whoSawAHostOrAnAddressCanBeAsked() throws IOException {
        assertEquals(
                0,
                witness("--import", export().toString(), "--kind", "firewall", "--reason", "r")
                        .code());
        assertTrue(witness("--seen", "pc-lea.mairie.lan").out().contains("Lignes : 3"));
        assertTrue(witness("--seen", "198.51.100.77").out().contains("Lignes : 0"), "what failed was not there");
        String from = ENDED.toString();
        assertTrue(witness("--seen", "192.0.2.1", "--from", from).out().contains("Lignes : 2"));
        assertTrue(witness("--seen", "192.0.2.1", "--to", from).out().contains("Lignes : 1"));
    }

    /** What the alert of a logon out of a VPN says to do is a command, and it answers whose session had the address. */
    @Test
    void theAdviceAboutALogonFromAVpnIsACommandThatAnswers() throws IOException {
        Path export = Files.writeString(
                dir.resolve("vpn.csv"),
                "Date;Utilisateur;IP source;Adresse virtuelle;Statut\n" + ENDED.plusSeconds(60)
                        + ";lea;192.0.2.1;10.8.0.7;success\n");
        CommandRun taken = witness("--import", export.toString(), "--kind", "vpn", "--reason", "r");
        assertEquals(0, taken.code(), taken.err());
        Map<String, String> evidence = Map.of("declared_in", "2026-001", "source_address", "10.8.0.7");
        for (Locale locale : List.of(Locale.FRENCH, Locale.ENGLISH)) {
            String advice = AlertTexts.shipped()
                    .of("vigie-logon-from-vpn", evidence, 1, locale)
                    .advice();
            Matcher command = Pattern.compile("\\(incident witness ([^)]+)\\)").matcher(advice);
            assertTrue(command.find(), advice);
            List<String> arguments = List.of(command.group(1).split(" ", -1));
            CommandRun asked = CommandRun.of(new IncidentWitnessCommand(TIME), dir, arguments);
            assertEquals(0, asked.code(), asked.err());
            assertTrue(asked.out().contains("lea") && asked.out().contains("192.0.2.1"), asked.out());
        }
    }

    /** The unified audit log as Purview exports it; who did what when is Microsoft's schema. */
    @Test
    void whatWasDoneInMicrosoft365IsJudgedAndWhatIsNotIsNamed() throws IOException {
        String consent = audit("Consent to application.", ",\"ObjectId\":\"Mail Helper\"");
        Path export = Files.writeString(
                dir.resolve("audit.csv"),
                "CreationDate,UserIds,Operations,AuditData\n"
                        + audit("UserLoggedIn", "")
                        + audit("UserLoginFailed", "").replace("203.0.113.9", "192.0.2.5")
                        + consent
                        + audit("FileAccessed", "").repeat(3).replace("203.0.113.9", "192.0.2.5")
                        + "x,y,z,{\n");
        CommandRun taken = witness("--import", export.toString(), "--kind", "mail", "--reason", "export de Purview");
        assertEquals(0, taken.code(), taken.err());
        assertTrue(taken.out().contains("Lignes refusées : 1 (pas du JSON) : 8."), taken.out());
        assertTrue(taken.err().contains("Nouvelles alertes : 2."), taken.err());
        CommandRun shown = witness();
        assertTrue(
                shown.out()
                        .contains("Lignes de Microsoft 365 : 6, dont connexions : 2, enregistrements conservés : 2, non"
                                + " évaluées : 3."),
                shown.out());
        assertTrue(shown.out().contains("FileAccessed (3)"), shown.out());
        CommandRun rows = witness("--format", "jsonl");
        assertTrue(rows.out().contains("\"not_judged\":[\"FileAccessed=3\"]"), rows.out());
        assertTrue(rows.out().contains("\"refused\":[\"not-json=8\"]"), rows.out());
    }

    /** An array, as the portal's JSON is: whole, and cut off by a download that ended early. */
    @Test
    void anArrayIsTakenFromAFileAlsoWhereItBreaksOff() throws IOException {
        String row =
                "{\"CreationTime\":\"2026-03-02T08:00:00\",\"Operation\":\"FileAccessed\",\"UserId\":\"lea@mairie.example\"}";
        Path whole = Files.writeString(dir.resolve("whole.json"), "[" + row + "," + row + "]");
        CommandRun taken = witness("--import", whole.toString(), "--kind", "mail", "--reason", "export du portail");
        assertEquals(0, taken.code(), taken.err());
        assertTrue(taken.out().contains("Lignes de Microsoft 365 : 2, dont connexions : 0"), taken.out());
        Path cut = Files.writeString(
                dir.resolve("cut.json"), "[" + row + ",{\"a\":1}," + row + ",{\"CreationTime\":\"2026-");
        taken = witness("--import", cut.toString(), "--kind", "mail", "--reason", "export du portail");
        assertEquals(0, taken.code(), taken.err());
        assertTrue(taken.out().contains("(aucun enregistrement de Microsoft 365 ni d'Entra) : 2."), taken.out());
        assertTrue(
                taken.out().contains("ce n'est plus du JSON et rien n'est connu de la suite : refaites l'export) : 4."),
                taken.out());
    }

    private static String audit(String operation, String more) {
        String time = ENDED.plus(Duration.ofDays(1)).toString().replace("Z", "");
        String record = "{\"CreationTime\":\"" + time + "\",\"Operation\":\"" + operation
                + "\",\"Workload\":\"AzureActiveDirectory\",\"ResultStatus\":\"Success\","
                + "\"UserId\":\"lea@mairie.example\",\"ClientIP\":\"203.0.113.9\"" + more + "}";
        return time + "Z,lea@mairie.example," + operation + ",\"" + record.replace("\"", "\"\"") + "\"\n";
    }

    @Test
    void whatCannotBeTakenIsRefusedWithItsReason() throws IOException {
        Path ambiguous = Files.writeString(dir.resolve("a.csv"), "Date;User;IP\n02/11/2026 08:15;lea;192.0.2.1\n");
        String path = ambiguous.toString();
        CommandRun refused = witness("--import", path, "--kind", "mail", "--reason", "r");
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("peuvent être inversés"), refused.err());
        assertEquals(
                0,
                witness("--import", path, "--kind", "mail", "--dates", "day-first", "--zone", "UTC", "--reason", "r")
                        .code());
        assertEquals(2, witness("--import", path, "--reason", "r").code(), "a kind is needed");
        assertEquals(2, witness("--import", path, "--kind", "mail").code(), "a reason is needed");
        Path none = Files.writeString(dir.resolve("n.csv"), "a;b\n1;2\n");
        assertEquals(
                1,
                witness("--import", none.toString(), "--kind", "mail", "--reason", "r")
                        .code());
        assertEquals(1, witness("--commune", CONCARNEAU.insee()).code());
    }
}
