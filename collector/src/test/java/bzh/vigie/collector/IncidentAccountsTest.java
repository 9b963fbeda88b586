package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts that were exposed, as an analyst types and reads them. */
final class IncidentAccountsTest {
    private static final Scope ALL = new Scope.All();
    private static final Instant ENDED = Specimens.minute(60);
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(60 * 24 * 50));

    @TempDir
    Path dir;

    @BeforeEach
    void anIncident() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                var incident = s.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
                s.incidents()
                        .eviction(
                                ALL,
                                incident.id(),
                                Optional.empty(),
                                Optional.of(new Interval(Specimens.minute(0), Optional.of(ENDED))),
                                ANALYST);
                s.attestations()
                        .attest(
                                ALL,
                                incident.id(),
                                Statement.TOUCHED,
                                Optional.of(agent(1)),
                                Optional.of(Answer.YES),
                                "EDR",
                                Optional.empty(),
                                ANALYST);
                Instant since = Specimens.minute(600);
                s.accountUses().seen(new Use(agent(1), AURAY, "lea\u001b[2J", "mairie", "", "rdp", "", ENDED, since));
                s.accountUses().seen(new Use(agent(1), AURAY, "marc", "mairie", "", "rdp", "", ENDED, since));
            });
        }
    }

    private CommandRun accounts(String... arguments) {
        return CommandRun.of(
                new IncidentAccountsCommand(TIME),
                dir,
                Stream.concat(Stream.of("2026-001"), Stream.of(arguments)).toList());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text, StandardCharsets.UTF_16);
    }

    @Test
    void theyAreNamedWithWhatIsMissingAndAnExportSettlesThem() throws IOException {
        CommandRun first = accounts("--lang", "fr");
        assertEquals(0, first.code(), first.err());
        assertTrue(first.out().contains("touché : attesté"), first.out());
        assertTrue(first.out().contains("mairie\\marc  (compte d'annuaire)  ÂGE DU MOT DE PASSE INCONNU"), first.out());
        assertTrue(first.out().contains("Comptes exposés : 2, dont à traiter : 2"), first.out());
        assertTrue(first.out().contains("À attester (dsrm-reset)"), first.out());
        assertFalse(first.out().contains("\u001b"), first.out());
        Path export = file(
                "ad.csv",
                "SamAccountName;PasswordLastSet\r\nmarc;" + ENDED.plusSeconds(60)
                        + "\r\nvieux;2019-02-03\r\n;\r\nx y;\r\n");
        CommandRun taken =
                accounts("--lang", "en", "--import", export.toString(), "--zone", "UTC", "--reason", "export");
        assertEquals(0, taken.code(), taken.err());
        assertTrue(
                taken.err().contains("3 accounts (column of dates: PasswordLastSet; without a date: 1"), taken.err());
        CommandRun then = accounts("--lang", "fr");
        assertTrue(then.out().contains("dont à traiter : 1 ; rien à faire : 1"), then.out());
        assertFalse(then.out().contains("marc"), then.out());
        assertTrue(accounts("--lang", "en", "--all").out().contains("password renewed"));
        String lines = accounts("--format", "jsonl").out();
        assertTrue(lines.contains("\"standing\":\"renewed\",\"well\":true"), lines);
        assertTrue(lines.contains("\"kind\":\"touched-host\""), lines);
        assertTrue(lines.contains("\"statement\":\"trusts-reset\""), lines);
        assertEquals(
                0,
                accounts("--withdraw", "ad.csv", "--reason", "mauvais fichier").code());
        assertTrue(accounts("--lang", "fr").out().contains("dont à traiter : 2"));
    }

    @Test
    void whatCannotBeTakenIsRefusedWithItsReason() throws IOException {
        Path none = file("none.csv", "mail;ville\nlea@mairie.fr;Auray\n");
        CommandRun refused = accounts("--lang", "en", "--import", none.toString(), "--reason", "r");
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("No account with its date was found"), refused.err());
        assertEquals(
                2,
                accounts("--import", none.toString(), "--zone", "Nowhere", "--reason", "r")
                        .code());
        assertEquals(2, accounts("--import", none.toString()).code(), "a decision needs a reason");
        assertEquals(
                1, accounts("--import", dir + "/absent.csv", "--reason", "r").code());
        assertEquals(1, accounts("--withdraw", "absent.csv", "--reason", "r").code());
        assertEquals(1, accounts("--commune", CONCARNEAU.insee()).code());
    }
}
