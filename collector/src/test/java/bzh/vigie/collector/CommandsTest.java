package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.InvalidToken;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as users type them. */
final class CommandsTest {
    private static final AgentId AGENT = new AgentId("0199d2a4-5b6c-7def-8123-456789abcdef");

    private @TempDir Path temporary;
    private Path dir = Path.of("");
    private String out = "";
    private String err = "";

    @BeforeEach
    void aCollector() {
        dir = temporary.resolve("collector");
        assertEquals(
                0, run("init", "--name", "vigie.example.org", "--listen", "127.0.0.1:9443", "--admin", "anna"), err);
    }

    private int run(String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--dir";
        all[arguments.length + 1] = dir.toString();
        CommandLine line = Main.commandLine();
        int code = line.setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(all);
        out = output.toString();
        err = errors.toString();
        return code;
    }

    private Store store() {
        return SqliteStore.open(new CollectorFolder(dir).state(), InstantSource.system());
    }

    private void host(State state, Instant expires) {
        try (Store store = store()) {
            store.change(session -> session.hosts()
                    .enrol(new Host(
                            AGENT,
                            new Commune("29019"),
                            "pc\u001b[2J",
                            state,
                            Sha256.over(new byte[] {1}),
                            "{}",
                            "0.1",
                            Instant.EPOCH,
                            expires,
                            Optional.empty(),
                            0,
                            "",
                            "",
                            false)));
        }
    }

    private Host host() {
        try (Store store = store()) {
            return store.read(session -> session.hosts().find(AGENT)).orElseThrow();
        }
    }

    @Test
    void initRefusesAFolderThatHoldsSomething() throws IOException {
        String before = Files.readString(dir.resolve("identity/ca.crt"));
        assertEquals(1, run("init", "--name", "other", "--admin", "eve", "--lang", "fr"));
        assertTrue(err.contains("n'est pas un dossier vide"), err);
        assertEquals(before, Files.readString(dir.resolve("identity/ca.crt")));
    }

    @Test
    void initSaysWhichValueItCannotUse() {
        dir = temporary.resolve("another");
        assertEquals(2, run("init", "--name", "not a host", "--admin", "anna", "--lang", "en"));
        assertTrue(err.contains("'not a host'"), err);
        assertFalse(Files.exists(dir));
    }

    @Test
    void aTokenStandsAloneOnItsLineAndPinsTheAuthority() throws InvalidToken {
        assertEquals(0, run("token", "create", "--commune", "29019", "--uses", "3", "--expires", "2h"), err);
        assertEquals(1, out.lines().count());
        EnrolmentToken token = EnrolmentToken.parse(out);
        Path identity = dir.resolve("identity");
        assertEquals(
                new IdentityFolder(identity, IdentityFolder.passphraseIn(identity), new SecureRandom()).fingerprint(),
                token.authority());
        assertEquals("vigie.example.org:9443", token.collectors().getFirst().toString());

        assertEquals(0, run("token", "revoke", token.id()));
        assertEquals(0, run("token", "list", "--format", "jsonl"));
        assertTrue(out.contains("\"state\":\"revoked\""), out);
        assertFalse(out.contains("secret"), out);
    }

    @Test
    void aTokenWithoutSenseIsRefused() {
        assertEquals(2, run("token", "create", "--commune", "Brest", "--lang", "en"));
        assertTrue(err.contains("'Brest'"), err);
        assertEquals(2, run("token", "create", "--commune", "29019", "--expires", "500d"));
        assertEquals(2, run("token", "create", "--commune", "29019", "--uses", "0"));
        assertEquals(1, run("token", "revoke", "0123456789abcdef"));
    }

    @Test
    void hostsAreListedForPeopleAndProgramsAndCannotMoveTheCursor() {
        host(State.ACTIVE, Instant.EPOCH);
        assertEquals(0, run("hosts", "list", "--format", "jsonl"));
        assertTrue(out.startsWith("{\"kind\":\"host\",\"id\":\"" + AGENT + "\",\"commune\":\"29019\""), out);
        assertFalse(out.contains("\u001b"), out);
        assertEquals(0, run("hosts", "list", "--commune", "29019", "--lang", "fr"));
        assertTrue(out.contains("actif") && !out.contains("\u001b"), out);
        assertEquals(0, run("hosts", "list", "--commune", "56007"));
        assertEquals("", out);
    }

    @Test
    void decisionsNeedAReasonAndFitTheState() {
        host(State.ACTIVE, Instant.EPOCH);
        assertEquals(2, run("hosts", "revoke", AGENT.text()));
        assertEquals(2, run("hosts", "revoke", AGENT.text(), "--reason", " "));
        assertEquals(1, run("hosts", "approve", AGENT.text(), "--reason", "seen"));
        assertEquals(0, run("hosts", "revoke", AGENT.text(), "--reason", "stolen", "--author", "anna"), err);
        assertEquals(State.REVOKED, host().state());
        assertEquals(0, run("hosts", "show", AGENT.text()));
        assertTrue(out.contains("host-revoked  anna  stolen"), out);
        assertEquals(0, run("hosts", "readmit", AGENT.text(), "--reason", "found again"), err);
        assertEquals(State.ACTIVE, host().state());
        // The certificate ended long ago: it can be renewed again, counted from the decision.
        assertTrue(host().certificateExpires().isAfter(Instant.EPOCH));
        assertEquals(1, run("hosts", "revoke", "nobody", "--reason", "x", "--lang", "en"));
        assertTrue(err.contains("no host nobody"), err);
    }

    @Test
    void aBadConfigurationStopsRunWithWords() throws IOException {
        Path file = dir.resolve("collector.conf");
        String good = Files.readString(file);
        Files.writeString(file, good + "ingest-keeep = 3d\n");
        assertEquals(2, run("run"));
        assertTrue(err.contains("ingest-keeep"), err);
        Files.writeString(file, good + "in-flight-bytes = much\n");
        assertEquals(2, run("run"));
        assertTrue(err.contains("in-flight-bytes") && err.contains("much"), err);
        Files.writeString(file, good.replace("9443", "99999"));
        assertEquals(2, run("run"));
        assertFalse(err.contains("\tat "), err);
    }

    @Test
    void withoutACollectorEveryCommandSaysWhatToDo() {
        dir = temporary.resolve("nothing");
        assertEquals(1, run("run", "--lang", "en"));
        assertTrue(err.contains("make one with init"), err);
        assertEquals(1, run("hosts", "list", "--lang", "fr"));
        assertTrue(err.contains("Il n'y a pas de collecteur"), err);
    }
}
