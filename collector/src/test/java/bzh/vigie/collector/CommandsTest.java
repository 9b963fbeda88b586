package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.InvalidToken;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Sha256;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Stream;
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
        CommandLine line = Main.commandLine(Language.askedFor(all), all);
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

    private static Neighbour neighbour(Neighbour.Origin origin, String address, String mac, String name) {
        return new Neighbour(
                origin,
                address.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(address)),
                mac.isEmpty()
                        ? Optional.empty()
                        : Optional.of(MacAddress.of(HexFormat.ofDelimiter(":").parseHex(mac))),
                name,
                1_793_606_400_000_000L,
                1_793_692_800_000_000L);
    }

    @Test
    void machinesWithoutAnAgentAreListedAndExempted() {
        host(State.ACTIVE, Instant.now());
        String printer = "mac:00:24:d4:aa:bb:cc";
        assertEquals(0, run("hosts", "seen"), err);
        assertEquals("", out);
        try (Store store = store()) {
            Commune brest = new Commune("29019");
            store.change(session -> {
                for (Neighbour seen : List.of(
                        neighbour(Neighbour.Origin.CACHE, "192.168.1.9", "00:24:d4:aa:bb:cc", ""),
                        neighbour(Neighbour.Origin.LOGON, "192.168.1.9", "", "IMPR\u001b[2J"),
                        neighbour(Neighbour.Origin.LOGON, "", "", "KALI"))) {
                    session.neighbours().see(AGENT, brest, seen, Instant.now());
                }
                session.neighbours().refuse(brest, 12, Instant.EPOCH);
            });
        }
        assertEquals(0, run("hosts", "seen", "--lang", "fr"), err);
        assertTrue(out.contains("29019  " + printer + "  192.168.1.9  «IMPR"), out);
        assertTrue(out.contains("a répondu sur le réseau, connexion depuis là"), out);
        assertTrue(out.contains("name:kali"), out);
        assertFalse(out.contains("\u001b"), out);
        assertTrue(err.contains("12 observations n’ont pas été gardées"), err);
        assertEquals(0, run("hosts", "list", "--lang", "en"), err);
        assertTrue(out.contains("Machines seen that have no agent: 2."), out);
        assertEquals(0, run("hosts", "seen", "--commune", "56007"), err);
        assertEquals("", out);
        assertEquals(2, run("hosts", "seen", "--exempt", printer, "--reason", "a printer", "--lang", "en"));
        assertTrue(err.contains("give --commune once"), err);
        assertEquals(2, run("hosts", "seen", "--exempt", printer, "--commune", "29019", "--reason", " "));
        assertEquals(
                1,
                run("hosts", "seen", "--exempt", "mac:nobody", "--commune", "29019", "--reason", "x", "--lang", "en"));
        assertTrue(err.contains("No machine mac:nobody"), err);
        assertEquals(
                0,
                run(
                        "hosts",
                        "seen",
                        "--exempt",
                        printer,
                        "--commune",
                        "29019",
                        "--reason",
                        "a printer",
                        "--author",
                        "anna"),
                err);
        assertEquals(0, run("hosts", "seen", "--format", "jsonl"), err);
        assertFalse(out.contains(printer), out);
        assertTrue(out.contains("\"machine\":\"name:kali\",\"addresses\":[],\"names\":[\"KALI\"],"), out);
        assertEquals(0, run("hosts", "seen", "--exempted", "--lang", "en"), err);
        assertTrue(out.contains("exempted by anna: a printer"), out);
        assertEquals(0, run("hosts", "seen", "--watch", printer, "--commune", "29019", "--reason", "moved"), err);
        assertEquals(1, run("hosts", "seen", "--watch", printer, "--commune", "29019", "--reason", "moved"), err);
        assertEquals(0, run("hosts", "seen"), err);
        assertTrue(out.contains(printer), out);
        run("doctor", "--lang", "en");
        assertTrue(out.contains("2 machines were seen that have no agent"), out);
    }

    @Test
    void initRefusesAFolderThatHoldsSomething() throws IOException {
        byte[] before = Files.readAllBytes(dir.resolve("identity/ca.crt"));
        assertEquals(1, run("init", "--name", "other", "--admin", "eve", "--lang", "fr"));
        assertTrue(err.contains("n'est pas un dossier vide"), err);
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(dir.resolve("identity/ca.crt")));
    }

    @Test
    void rulesAreListedInTheLanguageThatIsAskedFor() {
        assertEquals(0, run("rules", "list", "--lang", "fr"), () -> err);
        assertTrue(out.contains("Le journal de sécurité a été vidé"), out);
        assertEquals(0, run("rules", "list", "--lang", "en"), () -> err);
        assertTrue(out.contains("The Security log was emptied"), out);
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
                new IdentityFolder(identity, Passphrase.beside(dir), new SecureRandom()).fingerprint(),
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
    void itemsOfAHostAreListedWithTheKeysByWhichTheyAreMarked() {
        host(State.ACTIVE, Instant.EPOCH);
        Item job = Specimens.item("linux.cron.d", Optional.empty(), "evil\u001b[2J", "/opt/.z/a", 1);
        Item other = Specimens.item("linux.systemd.service", Optional.empty(), "ssh.service", "/usr/sbin/sshd", 2);
        try (Store store = store()) {
            for (Item each : List.of(job, other)) {
                store.change(s -> s.inventories().put(AGENT, new Commune("29019"), each, 1, Instant.EPOCH));
            }
        }
        assertEquals(0, run("hosts", "items", AGENT.text()), err);
        assertEquals(2, out.lines().count(), out);
        assertFalse(out.contains("\u001b"), out);
        assertEquals(0, run("hosts", "items", AGENT.text(), "--location", "linux.cron", "--name", "EVIL"), err);
        assertTrue(out.startsWith(job.key() + "  "), out);
        assertEquals(1, out.lines().count(), out);
        assertEquals(0, run("hosts", "items", AGENT.text(), "--format", "jsonl", "--name", "sshd"), err);
        assertTrue(out.contains("\"key\":\"" + other.key() + "\""), out);
        assertEquals(1, run("hosts", "items", "0199d2a4-5b6c-7def-8123-456789abcdee"));
    }

    /** Items as the agent tells them of a Debian on which toor was added to passwd(5), and a pipe to a forward file and a crontab. */
    @Test
    void whatNamesAPackagedProgramIsForeignAllTheSameWhereNoPackageWroteIt() {
        host(State.ACTIVE, Instant.EPOCH);
        Optional<Account> lea = Optional.of(new Account("1000", "lea"));
        List<Item> foreign = List.of(
                Specimens.item("linux.account.passwd", Optional.empty(), "toor", "bash", 1),
                Specimens.item("linux.mail.forward", lea, ".forward |bash -c id", "bash", 2),
                Specimens.item("linux.cron.user", lea, "curl -s http://192.0.2.1", "curl", 3));
        List<Item> shipped = List.of(
                Specimens.item("linux.cron.d", Optional.empty(), "e2scrub_all", "sh", 4),
                Specimens.item("linux.systemd.service", Optional.empty(), "ssh.service", "sshd", 5));
        try (Store store = store()) {
            for (Item each : Stream.concat(foreign.stream(), shipped.stream()).toList()) {
                store.change(s -> s.inventories().put(AGENT, new Commune("29019"), each, 1, Instant.EPOCH));
            }
        }
        assertEquals(0, run("hosts", "items", AGENT.text(), "--foreign"), err);
        foreign.forEach(each -> assertTrue(out.contains(each.key()), each + "\n" + out));
        shipped.forEach(each -> assertFalse(out.contains(each.key()), each + "\n" + out));
    }

    @Test
    void whatAHostWentThroughIsListedInWords() {
        host(State.ACTIVE, Instant.EPOCH);
        AgentId other = new AgentId("0199d2a4-5b6c-7def-8123-456789abcdee");
        try (LuceneHistory history = LuceneHistory.open(new CollectorFolder(dir).history(), 8)) {
            history.add(List.of(
                    state(AGENT, 1, AgentAction.UNEXPECTED_SHUTDOWN, StartKind.COLD, "state-stop-error|0xef"),
                    state(AGENT, 2, AgentAction.SHUT_DOWN, StartKind.COLD, "state-shut-down|8 h\u001b[2J"),
                    state(AGENT, 3, AgentAction.USER_SWITCHED, StartKind.SAME_BOOT, "state-user-switched|3|bob|2|anne"),
                    state(AGENT, 4, AgentAction.RESUMED, StartKind.FAST_STARTUP, "state-slept|60"),
                    state(other, 5, AgentAction.STARTED, StartKind.COLD, "")));
            history.commit("ingest", 5);
        }
        assertEquals(0, run("hosts", "states", AGENT.text(), "--lang", "fr"), err);
        assertEquals(4, out.lines().count(), out);
        assertFalse(out.contains("\u001b"), out);
        assertTrue(out.contains("sorti de veille (démarrage rapide)  En veille pendant 60 s."), out);
        assertTrue(out.contains("changement d’utilisateur à la console  À la console, bob (session 3)"), out);
        assertTrue(out.contains("arrêté sans avoir été éteint (démarrage complet)  Avant ce démarrage"), out);
        assertTrue(out.contains("(code d’arrêt 0xef)") && out.contains("a été éteint normalement, à 8 h"), out);
        assertEquals(0, run("hosts", "states", "--lang", "en", "--limit", "4"), err);
        assertEquals(4, out.lines().count(), out);
        assertTrue(out.lines().findFirst().orElseThrow().endsWith("started (cold start)"), out);
        assertTrue(out.contains("another user took the console  At the console bob (session 3)"), out);
        assertTrue(out.contains("was shut down (cold start)  Before this start"), out);
        assertEquals(0, run("hosts", "states", AGENT.text(), "--format", "jsonl", "--limit", "1"), err);
        assertTrue(out.contains("\"action\":\"resumed\",\"start\":\"fast-startup\""), out);
        assertEquals(1, run("hosts", "states", other.text()));
        assertEquals(2, run("hosts", "states", "--limit", "0"));
    }

    private static Stored state(AgentId host, int minute, AgentAction action, StartKind start, String detail) {
        Instant at = Instant.EPOCH.plusSeconds(60L * minute);
        Event event = new Event.AgentState(new Moment(at, "boot", 1), "agent", action, start, "0.1.0", detail);
        return new Stored(
                "e" + minute,
                host,
                new Commune("29019"),
                at,
                event,
                Map.of(
                        "kind",
                        "agent-state",
                        "action",
                        ItemFields.word(action),
                        "start",
                        ItemFields.word(start),
                        "detail",
                        detail));
    }

    @Test
    void aClockThatIsFarOffIsToldWithItsHost() {
        host(State.ACTIVE, Instant.EPOCH);
        skew(Duration.ofMinutes(-5));
        assertEquals(0, run("hosts", "list", "--lang", "en"));
        assertFalse(out.contains("clock"), out);
        skew(Duration.ofDays(1_825).plusMinutes(61));
        assertEquals(0, run("hosts", "list", "--lang", "fr"));
        assertTrue(out.contains("horloge en avance de 1"), out);
        skew(Duration.ofDays(-2).minusHours(3));
        assertEquals(0, run("hosts", "show", AGENT.text(), "--lang", "en"));
        assertTrue(out.contains("clock is 2 d 3 h 0 min behind"), out);
    }

    private void skew(Duration ahead) {
        try (Store store = store()) {
            store.change(session -> session.hosts().seen(AGENT, Instant.EPOCH, ahead.toNanos() / 1_000));
        }
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
        assertEquals(0, run("hosts", "revoke", AGENT.text(), "--reason", "floods", "--forget", "--lang", "fr"), err);
        assertTrue(err.contains("est en cours de suppression"), err);
        assertEquals(0, run("hosts", "show", AGENT.text()));
        assertTrue(out.contains("host-forgotten"), out);
        assertEquals(1, run("hosts", "revoke", "nobody", "--reason", "x", "--lang", "en"));
        assertTrue(err.contains("There is no host 'nobody'"), err);
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

    @Test
    void aTokenNeedsACollectorToo() {
        dir = temporary.resolve("nothing");
        assertEquals(1, run("token", "create", "--commune", "29019", "--lang", "en"));
        assertTrue(err.contains("make one with init"), err);
    }

    @Test
    void withoutAListeningAddressThePortOfTheFirstNameIsListenedOn() throws IOException {
        dir = temporary.resolve("another");
        assertEquals(0, run("init", "--name", "vigie.example.org:8443", "--admin", "anna"), err);
        String configuration = Files.readString(dir.resolve("collector.conf"));
        assertTrue(configuration.contains("listen = 0.0.0.0:8443"), configuration);
    }

    @Test
    void aCopyOfTheFolderOpensNothingAndHoldsNoSecretOfOthers() throws IOException {
        String phrase =
                Files.readString(temporary.resolve("collector.passphrase")).strip();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(text.contains(phrase) || text.contains("BEGIN PRIVATE KEY"), file.toString());
            }
        }
        Path secret = Files.writeString(dir.resolve("webhook"), "0123456789abcdef0123456789abcdef");
        Path link = Files.createSymbolicLink(temporary.resolve("link"), secret);
        Path conf = dir.resolve("collector.conf");
        String good = Files.readString(conf);
        for (Path each : List.of(secret, link)) {
            Files.writeString(conf, good + "webhook-url = https://hook.example/\nwebhook-secret-file = " + each + "\n");
            assertEquals(2, run("run", "--lang", "en"));
            assertTrue(err.contains("a file outside " + dir), err);
        }
    }

    @Test
    void thePassphraseIsNeverWrittenIntoTheFolderOrOverAnother() throws IOException {
        dir = temporary.resolve("another");
        Path there = Files.writeString(temporary.resolve("there"), "of another collector");
        for (Path each : List.of(there, dir.resolve("ca.passphrase"))) {
            assertEquals(
                    2,
                    run("init", "--name", "localhost", "--admin", "anna", "--passphrase-file", each.toString()),
                    each.toString());
        }
        assertEquals("of another collector", Files.readString(there));
        assertFalse(Files.exists(dir));
    }

    @Test
    void aCredentialOfTheServiceComesBeforeTheFile() throws Exception {
        CollectorFolder folder = new CollectorFolder(dir);
        Settings settings = Settings.read(folder.configuration(), CollectorConfig.keys());
        Path credentials = Files.createDirectory(temporary.resolve("credentials"));
        Map<String, String> environment = Map.of(Passphrase.DIRECTORY, credentials.toString());
        assertEquals(Passphrase.beside(dir), Passphrase.file(settings, folder, environment));
        Path sealed = credentials.resolve(Passphrase.CREDENTIAL);
        Files.move(Passphrase.beside(dir), sealed);
        assertEquals(sealed, Passphrase.file(settings, folder, environment));
        new IdentityFolder(folder.identity(), sealed, new SecureRandom()).authorities();
    }

    @Test
    void anotherPassphraseIsCalledThat() throws IOException {
        Files.writeString(temporary.resolve("collector.passphrase"), "another\n");
        assertEquals(1, run("run"));
        assertTrue(err.contains("collector.passphrase: it is another passphrase"), err);
        assertEquals(1, run("run", "--lang", "fr"));
        assertTrue(err.contains("c'est une autre phrase"), err);
    }

    @Test
    void aGroupOfCommandsByItselfIsBadUsage() {
        for (String group : List.of("hosts", "token", "alerts", "rules", "ca")) {
            StringWriter errors = new StringWriter();
            assertEquals(
                    2,
                    Main.commandLine(Locale.ENGLISH)
                            .setErr(new PrintWriter(errors, true))
                            .execute(group),
                    group);
            assertTrue(errors.toString().startsWith("Usage: vigie-collector " + group), errors.toString());
        }
        assertEquals(
                2,
                Main.commandLine(Locale.ENGLISH)
                        .setErr(new PrintWriter(new StringWriter(), true))
                        .execute());
    }

    @Test
    void whatIsWrongWithACommandLineIsSaidInTheReadersLanguage() {
        assertEquals(2, run("hosts", "list", "--nonsense", "--lang", "fr"));
        assertTrue(err.startsWith("Non compris\u00a0: --nonsense"), err);
        assertTrue(err.contains("vigie-collector hosts list --help"), err);
        assertEquals(2, run("hosts", "revoke", AGENT.text(), "--lang", "fr"));
        assertTrue(err.startsWith("Il manque\u00a0: --reason TEXT"), err);
        assertEquals(2, run("token", "create", "--commune", "29019", "--uses", "many", "--lang", "fr"));
        assertTrue(err.startsWith("--uses a la valeur «\u00a0many\u00a0», est permis\u00a0: un nombre entier"), err);
        assertEquals(2, run("hosts", "list", "--format", "xml", "--lang", "en"));
        assertTrue(err.startsWith("--format has the value 'xml', allowed is text|jsonl"), err);
        assertEquals(2, run("hosts", "show", "--lang", "en"));
        assertTrue(err.startsWith("Missing: ID"), err);
        assertEquals(2, run("hosts", "lisst", "--lang", "en"));
        assertTrue(err.startsWith("Not understood: lisst"), err);
    }

    @Test
    void anotherLanguageIsRefusedWithThoseThatThereAre() {
        for (String command : List.of("run", "doctor", "events")) {
            assertEquals(2, run(command, "--lang", "br"));
            assertTrue(err.startsWith("--lang ") && err.contains("br") && err.contains("fr|en"), err);
        }
        assertEquals(
                2,
                Main.commandLine(Locale.ENGLISH)
                        .setErr(new PrintWriter(new StringWriter(), true))
                        .execute("detect", "--lang", "xx", "--events", "none"));
    }

    @Test
    void theHelpFollowsTheLanguageAskedFor() {
        Locale before = Locale.getDefault();
        try {
            for (Locale machine : List.of(Locale.FRANCE, Locale.GERMANY)) {
                Locale.setDefault(machine);
                for (String command : List.of("run", "alerts", "doctor", "detect", "rules", "hosts")) {
                    assertTrue(help("--lang", "fr", command, "--help").contains("Utilisation :"), command);
                    assertTrue(help("--lang", "en", command, "--help").contains("Usage:"), command);
                }
                assertTrue(help("--lang", "fr", "hosts", "revoke", "--help").contains("Révoque le certificat"));
                assertTrue(help("--lang", "en", "hosts", "revoke", "--help").contains("Revokes a host's certificate"));
                assertTrue(help("--lang", "en", "--help").contains("Vigie's collector: takes in"));
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** The language stands before or behind the command; here it is given to the looking ahead alone. */
    private static String help(String lang, String language, String... arguments) {
        StringWriter output = new StringWriter();
        int code = Main.commandLine(Language.askedFor(lang, language))
                .setOut(new PrintWriter(output, true))
                .execute(arguments);
        assertEquals(0, code);
        return output.toString();
    }

    @Test
    void aBadSettingIsSaidInTheReadersLanguage() throws IOException {
        Path file = dir.resolve("collector.conf");
        String good = Files.readString(file);
        Files.writeString(file, good + "in-flight-bytes = much\n");
        assertEquals(2, run("run", "--lang", "fr"));
        assertTrue(err.contains("la clé «\u00a0in-flight-bytes\u00a0» a la valeur «\u00a0much\u00a0»"), err);
        Files.writeString(file, good + "silence = 1h\n");
        assertEquals(2, run("run", "--lang", "fr"));
        assertTrue(err.contains("clé inconnue «\u00a0silence\u00a0»") && err.contains("silence-alert"), err);
    }

    @Test
    void aPathThatLeadsNowhereIsRefusedAtStartWithKeyValueAndWhatToDo() throws IOException {
        Path file = dir.resolve("collector.conf");
        String good = Files.readString(file);
        Path missing = temporary.resolve("missing");
        Map<String, String> bad = Map.of(
                "alert-file = " + missing.resolve("alerts.jsonl"),
                "make the folder " + missing,
                "rules = " + missing,
                "folders and zip files that exist",
                "ca-passphrase-file = " + missing,
                "a file that is there",
                "syslog-tls = siem.example.org:6514\nsyslog-tls-ca = " + missing,
                "certificates in PEM");
        for (Map.Entry<String, String> each : bad.entrySet()) {
            String others =
                    each.getKey().startsWith(Passphrase.KEY) ? good.replaceAll(Passphrase.KEY + ".*", "") : good;
            Files.writeString(file, others + each.getKey() + "\n");
            assertEquals(2, run("run", "--lang", "en"), each.getKey());
            String key = each.getKey()
                    .substring(
                            each.getKey().lastIndexOf('\n') + 1, each.getKey().lastIndexOf(" ="));
            assertTrue(err.contains("key '" + key + "' has the value '" + missing), err);
            assertTrue(err.contains(each.getValue()), err);
        }
    }

    @Test
    void aSecondCollectorOnTheSameFolderSaysThatThereIsOne() throws IOException {
        try (var _ = new CollectorFolder(dir).lock()) {
            assertEquals(1, run("run", "--lang", "en"));
            assertTrue(err.contains("Another collector is running on this folder, " + dir), err);
            assertEquals(1, run("run", "--lang", "fr"));
            assertTrue(err.contains("Un autre collecteur tourne sur ce dossier, " + dir), err);
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithWhatToDo() throws IOException {
        Path file = dir.resolve("collector.conf");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, Files.readString(file).replace("9443", Integer.toString(taken.getLocalPort())));
            assertEquals(1, run("run", "--lang", "fr"));
            assertTrue(err.contains("ne peut pas écouter sur 127.0.0.1:" + taken.getLocalPort()), err);
            assertTrue(err.contains("un autre programme y écoute déjà"), err);
            assertEquals(1, run("run", "--lang", "en"));
            assertTrue(err.contains("another program listens there already"), err);
        }
    }

    @Test
    void nobodyIsConnectedToACollectorThatDoesNotRun() throws IOException {
        host(State.ACTIVE, Instant.EPOCH);
        try (Store store = store()) {
            store.change(session -> session.hosts().hello(AGENT, "pc", "{}", "0.1", "boot", "run", 0, Instant.EPOCH));
        }
        // As kill -9 leaves it.
        assertEquals(0, run("hosts", "list", "--format", "jsonl"));
        assertTrue(out.contains("\"connected\":false"), out);
        assertEquals(0, run("hosts", "show", AGENT.text(), "--lang", "en"));
        assertTrue(out.contains("not connected"), out);
        try (var _ = new CollectorFolder(dir).lock()) {
            assertEquals(0, run("hosts", "list", "--format", "jsonl"));
            assertTrue(out.contains("\"connected\":true"), out);
        }
    }

    @Test
    void bothLanguagesHaveTheSameTextsWithTheSamePlaces() {
        for (String bundle : List.of(
                "Main",
                "StoreWork",
                "RulesCommand",
                "LedgerCommand",
                "ReportCommand",
                "report.Report",
                "DetectCommand",
                "IncidentCommand",
                "identity.identity")) {
            ResourceBundle french = Words.bundle("bzh.vigie.collector." + bundle, Locale.FRENCH);
            ResourceBundle english = Words.bundle("bzh.vigie.collector." + bundle, Locale.ENGLISH);
            assertEquals(english.keySet(), french.keySet(), bundle);
            for (String key : english.keySet()) {
                for (String place : List.of("{0}", "{1}", "{2}", "{3}")) {
                    assertEquals(
                            english.getString(key).contains(place),
                            french.getString(key).contains(place),
                            key);
                }
            }
        }
    }

    @Test
    void anAuthorityIsReplacedAndTheOldOneGoesOnlyWhenNobodyNeedsIt() throws IOException, InvalidToken {
        assertEquals(0, run("token", "create", "--commune", "29019"), err);
        EnrolmentToken before = EnrolmentToken.parse(out);
        assertEquals(1, run("ca", "retire", "--reason", "x", "--lang", "en"));
        assertTrue(err.contains("There is no rollover to end"), err);
        host(State.ACTIVE, Instant.now().plus(Duration.ofDays(20)));
        try (var _ = new CollectorFolder(dir).lock()) {
            assertEquals(1, run("ca", "rollover", "--reason", "x"));
        }
        assertEquals(2, run("ca", "rollover", "--reason", " "));
        assertEquals(0, run("ca", "rollover", "--reason", "ten years are over", "--author", "anna"), err);
        assertEquals(1, run("ca", "rollover", "--reason", "once more", "--lang", "fr"));
        assertTrue(err.contains("déjà en cours"), err);
        assertEquals(0, run("ca", "show", "--format", "jsonl"));
        assertTrue(out.contains("\"role\":\"trusted\"") && out.contains("\"hosts_behind\":1"), out);
        assertTrue(out.contains(before.authority().hex()), out);
        assertEquals(0, run("token", "create", "--commune", "29019"), err);
        EnrolmentToken after = EnrolmentToken.parse(out);
        assertFalse(after.authority().equals(before.authority()));
        assertEquals(1, run("ca", "retire", "--reason", "done", "--lang", "en"));
        assertTrue(err.contains("only the old authority: 1."), err);
        try (Store store = store()) {
            store.change(session -> session.hosts()
                    .certificate(
                            AGENT, Sha256.over(new byte[] {1}), Instant.now().plus(Duration.ofDays(30))));
        }
        assertEquals(0, run("ca", "retire", "--reason", "done"), err);
        assertEquals(0, run("ca", "show", "--format", "jsonl"));
        assertEquals(1, out.lines().count());
        assertTrue(out.contains(after.authority().hex()), out);
        try (Store store = store()) {
            assertEquals(
                    List.of(
                            "collector-created",
                            "person-added",
                            "sign-in-link-made",
                            "token-created",
                            "authority-roll-over-begun",
                            "authority-rolled-over",
                            "token-created",
                            "authority-retirement-begun",
                            "authority-retired"),
                    store.read(session -> session.audit().list(0, 99)).stream()
                            .map(entry -> entry.action())
                            .toList());
        }
    }
}
