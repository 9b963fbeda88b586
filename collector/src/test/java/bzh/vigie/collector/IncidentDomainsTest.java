package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory shows since an eviction, as an analyst reads it where there is no console. */
final class IncidentDomainsTest {
    private static final Instant ENDED = Specimens.minute(60);
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(60 * 24));

    @TempDir
    Path dir;

    @BeforeEach
    void anIncident() {
        store(store -> store.change(s -> {
            s.hosts().enrol(Specimens.host(1, AURAY));
            var incident = s.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
            s.incidents()
                    .eviction(
                            new Scope.All(),
                            incident.id(),
                            Optional.empty(),
                            Optional.of(new Interval(Specimens.minute(0), Optional.of(ENDED))),
                            ANALYST);
        }));
    }

    private void store(Consumer<Store> work) {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            work.accept(store);
        }
    }

    private static OptionalLong minute(int minute) {
        return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, Specimens.minute(minute)));
    }

    private static DirectoryAccount account(int number, String name, int set, int made, boolean leads, int version) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + number,
                name,
                Kind.USER,
                number == 1104 ? 0x202 : 0x200,
                minute(set),
                OptionalLong.empty(),
                minute(made),
                "",
                "",
                leads,
                version == 0 ? OptionalInt.empty() : OptionalInt.of(version));
    }

    private void reading(int number, DirectoryAccount... accounts) {
        store(store -> store.change(s -> {
            s.directories().choose(AURAY, "mairie.example", agent(1), Specimens.minute(1));
            s.directoryAccounts()
                    .take(
                            AURAY,
                            new Event.DirectoryAccounts(
                                    new Moment(Specimens.minute(60 + number), "b", number),
                                    "directory.ldap",
                                    "mairie.example",
                                    "dc1.mairie.example",
                                    number,
                                    0,
                                    0,
                                    List.of(accounts),
                                    Optional.of(ReasonCode.NONE)),
                            Specimens.minute(60 + number));
        }));
    }

    private CommandRun domains(String... more) {
        return CommandRun.of(
                new IncidentDomainsCommand(TIME),
                dir,
                Stream.concat(Stream.of("2026-001"), Stream.of(more)).toList());
    }

    @Test
    void whoHasAnOldPasswordAndWhoIsNewIsSaidInBothLanguages() {
        DirectoryAccount old = account(1101, "ancien\u001b[2J", 10, 1, true, 0);
        DirectoryAccount renewed = account(1102, "renouvele", 70, 1, true, 0);
        DirectoryAccount made = account(1103, "revenant", 75, 75, false, 0);
        DirectoryAccount off = account(1104, "parti", 75, 75, false, 0);
        reading(10, account(502, "krbtgt", 69, 1, true, 2), old, renewed, made, off);
        String french = domains("--lang", "fr").out();
        assertTrue(french.contains("krbtgt : changé une fois depuis l'éviction"), french);
        reading(20, account(502, "krbtgt", 79, 1, true, 3), old, renewed, made, off);
        french = domains("--lang", "fr").out();
        assertTrue(french.contains("krbtgt : changé deux fois depuis l'éviction"), french);
        assertTrue(
                french.contains("mots de passe d'avant : 1, dont administrateurs du domaine : 1 ; créés depuis : 2"),
                french);
        assertTrue(french.contains("dirige le domaine  mot de passe changé le "), french);
        assertTrue(french.contains("MOT DE PASSE ANCIEN"), french);
        assertTrue(french.contains("CRÉÉ DEPUIS L'ÉVICTION"), french);
        assertTrue(french.contains("parti  désactivé"), french);
        assertFalse(french.contains("renouvele"), french);
        assertFalse(french.contains("\u001b"), "no name steers a terminal");
        String english = domains("--lang", "en").out();
        assertTrue(english.contains("krbtgt: set twice since the eviction"), english);
        assertTrue(english.contains("CREATED SINCE THE EVICTION"), english);
        String lines = domains("--format", "jsonl").out();
        assertTrue(lines.contains("\"krbtgt\":\"tickets-twice\",\"accounts\":5"), lines);
        assertTrue(
                lines.contains("\"name\":\"revenant\",\"account_kind\":\"user\",\"enabled\":true,\"privileged\":false"),
                lines);
        assertEquals(
                0,
                domains("--commune", "29019", "--format", "jsonl").out().length(),
                "of another commune nothing is said");
    }

    @Test
    void aControllerThatIsNoMachineIsNamedUntilItsKeysAreAttested() {
        reading(
                10,
                new DirectoryAccount(
                        "S-1-5-21-1-2-3-1200",
                        "AzureADKerberos$",
                        Kind.COMPUTER,
                        0x400_1000,
                        minute(1),
                        OptionalLong.empty(),
                        minute(1),
                        "",
                        "",
                        false,
                        OptionalInt.empty()));
        String french = domains("--lang", "fr").out();
        assertTrue(french.contains("(attester no-machine) : AzureADKerberos"), french);
        String[] attest = {
            "2026-001",
            "no-machine",
            "yes",
            "--name",
            "mairie.example AzureADKerberos",
            "--proof",
            "clés tournées le 3 mars",
            "--reason",
            "réunion",
            "--lang",
            "fr"
        };
        CommandRun done = CommandRun.of(new IncidentAttestCommand(TIME), dir, List.of(attest));
        assertEquals(0, done.code(), done.err());
        french = domains("--lang", "fr").out();
        assertFalse(french.contains("(attester no-machine)"), french);
        assertTrue(french.contains("  AzureADKerberos: contrôleur en lecture seule qui n'est pas une machine"), french);
        assertTrue(french.contains("clés tournées le 3 mars"), french);
        attest[4] = "mairie.example DC1";
        done = CommandRun.of(new IncidentAttestCommand(TIME), dir, List.of(attest));
        assertEquals(1, done.code());
        assertTrue(done.err().contains("un objet (DOMAINE OBJET)"), done.err());
    }

    private CommandRun conclude(int minute, String... more) {
        return CommandRun.of(
                new IncidentConcludeCommand(InstantSource.fixed(Specimens.minute(minute))),
                dir,
                Stream.concat(Stream.of("2026-001"), Stream.of(more)).toList());
    }

    @Test
    void aConclusionThatIsWorkedOutAgainSaysThatADirectoryIsAsItIsNow() {
        reading(10, account(502, "krbtgt", 69, 1, true, 2), account(1101, "ancien", 10, 1, true, 0));
        CommandRun signed = conclude(100, "--refuse", "--reason", "relu", "--author", "Nolwenn", "--lang", "fr");
        assertEquals(0, signed.code(), signed.err());
        CommandRun same = conclude(110, "--recompute", "--lang", "fr");
        assertEquals(0, same.code(), same.out());
        assertFalse(same.out().contains("seul l'état présent est gardé"), same.out());
        reading(100, account(502, "krbtgt", 69, 1, true, 2), account(1101, "ancien", 150, 1, true, 0));
        CommandRun again = conclude(200, "--recompute", "--lang", "fr");
        assertEquals(3, again.code(), again.out());
        assertTrue(again.out().contains("mairie.example\\ancien"), again.out());
        assertTrue(again.out().contains("D'un annuaire, seul l'état présent est gardé"), again.out());
        assertTrue(conclude(200, "--recompute", "--lang", "en").out().contains("Of a directory only what is so now"));
        assertTrue(conclude(200, "--recompute", "--format", "jsonl").out().contains("\"directory_as_now\":true"));
    }

    @Test
    void whereNobodyReadADirectoryThatIsSaid() {
        CommandRun none = domains("--lang", "fr");
        assertEquals(0, none.code(), none.err());
        assertTrue(none.out().contains("Aucun agent de ces communes ne dit être dans un domaine."), none.out());
    }
}
