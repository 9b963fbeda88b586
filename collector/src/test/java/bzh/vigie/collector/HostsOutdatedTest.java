package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.host.AgentVersion;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents of older versions, as whoever runs the collector finds them. */
final class HostsOutdatedTest {
    private static final String WINDOWS = "{\"os\":\"windows\",\"os_version\":\"Windows 11 Pro 24H2\"}";
    private static final String DEBIAN = "{\"os\":\"linux\",\"os_version\":\"Debian GNU/Linux 13 (trixie)\"}";
    private static final String ALMA = "{\"os\":\"linux\",\"os_version\":\"AlmaLinux 9.5\"}";

    private @TempDir Path temporary;
    private Path dir = Path.of("");
    private String out = "";
    private String err = "";
    private int enrolled;

    @BeforeEach
    void aCollector() {
        dir = temporary.resolve("collector");
        assertEquals(0, run("init", "--name", "vigie.example.org", "--admin", "anna"), err);
    }

    private int run(String... arguments) {
        CommandRun command = CommandRun.ofMain(dir, arguments);
        out = command.out();
        err = command.err();
        return command.code();
    }

    private void host(String name, String version, String facts, String commune, State state) {
        enrolled++;
        AgentId id = new AgentId("0199d2a4-5b6c-7def-8123-45678900000" + enrolled);
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), InstantSource.system())) {
            store.change(session -> session.hosts()
                    .enrol(new Host(
                            id,
                            new Commune(commune),
                            name,
                            state,
                            Sha256.over(new byte[] {(byte) enrolled}),
                            facts,
                            version,
                            Instant.EPOCH,
                            Instant.EPOCH,
                            Optional.empty(),
                            0,
                            "",
                            "",
                            false)));
        }
    }

    @Test
    void eachIsListedWithTheWayInWhichAPersonUpgradesIt() {
        host("PC-MAIRIE", "0.0.9", WINDOWS, "29019", State.ACTIVE);
        host("srv-fichiers", "0.0.10", DEBIAN, "29019", State.ACTIVE);
        host("srv-web", "0.1.0-beta.1", ALMA, "35238", State.QUARANTINED);
        host("mystery\u001b[2J", "\u001bnone", "}", "35238", State.ACTIVE);
        host("new", Main.VERSION, WINDOWS, "29019", State.ACTIVE);
        host("newer", "99.0.0", WINDOWS, "29019", State.ACTIVE);
        host("stolen", "0.0.1", WINDOWS, "29019", State.REVOKED);

        assertEquals(0, run("hosts", "outdated", "--lang", "fr"), err);
        assertTrue(out.startsWith("Windows (1) : installez le nouveau MSI par-dessus l’ancien."), out);
        assertTrue(out.contains("PC-MAIRIE  0.0.9  non connecté"), out);
        assertTrue(out.contains("Debian et Ubuntu (1)") && out.contains("--only-upgrade vigie-agent"), out);
        assertTrue(out.contains("srv-web  0.1.0-beta.1") && out.contains("dnf upgrade vigie-agent"), out);
        assertTrue(out.contains("Autres (1)") && out.contains("mystery"), out);
        assertFalse(out.contains("\u001b"), out);
        for (String other : List.of("new  ", "newer", "stolen")) {
            assertFalse(out.contains("  " + other), out);
        }

        assertEquals(0, run("hosts", "outdated", "--format", "jsonl", "--commune", "29019"), err);
        assertEquals(2, out.lines().count(), out);
        assertTrue(out.contains("\"hostname\":\"PC-MAIRIE\",\"version\":\"0.0.9\""), out);
        assertTrue(out.contains("\"upgrade\":\"windows-msi\"") && out.contains("\"upgrade\":\"deb\""), out);

        assertEquals(0, run("hosts", "list", "--lang", "fr"), err);
        assertTrue(out.contains("plus ancien que ce collecteur : 4. Voir hosts outdated"), out);
    }

    @Test
    void whereNoneIsOldThatIsSaidAndAnotherVersionCanBeAskedFor() {
        host("new", Main.VERSION, WINDOWS, "29019", State.ACTIVE);
        assertEquals(0, run("hosts", "outdated", "--lang", "fr"), err);
        assertEquals("Aucun agent n’est plus ancien que " + Main.VERSION + ".\n", out);
        assertEquals(0, run("hosts", "list", "--lang", "fr"), err);
        assertFalse(out.contains("hosts outdated"), out);
        assertEquals(0, run("hosts", "outdated", "--than", "1.0", "--lang", "en"), err);
        assertTrue(out.startsWith("Windows (1)"), out);
        assertEquals(2, run("hosts", "outdated", "--than", "latest", "--lang", "fr"));
        assertTrue(err.startsWith("--than a la valeur « latest »"), err);
    }

    @Test
    void versionsAreOrderedByTheirNumbers() {
        List<String> ordered = List.of(
                "0.0.9",
                "0.0.10",
                "0.1.0-alpha",
                "0.1.0-beta",
                "0.1.0-rc",
                "0.1.0-rc2",
                "0.1.0-rc10",
                "0.1.0-rc10.1",
                "0.1",
                "0.1.0.1",
                "0.2.0",
                "10.0.0");
        for (int i = 1; i < ordered.size(); i++) {
            AgentVersion before = AgentVersion.parse(ordered.get(i - 1)).orElseThrow();
            AgentVersion after = AgentVersion.parse(ordered.get(i)).orElseThrow();
            assertTrue(before.compareTo(after) < 0, before + " " + after);
            assertTrue(after.compareTo(before) > 0, before + " " + after);
        }
        assertEquals(
                0,
                AgentVersion.parse("0.1")
                        .orElseThrow()
                        .compareTo(AgentVersion.parse("0.1.0+deb13").orElseThrow()));
        for (String none : List.of("", "v1", "1.2.3.4.5", "1..2", "1234567890", "1.2-", "1 ")) {
            assertEquals(Optional.empty(), AgentVersion.parse(none), none);
        }
    }
}
