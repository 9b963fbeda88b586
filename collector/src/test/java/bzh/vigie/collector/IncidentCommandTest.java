package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.PlantedItems;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Incidents as an analyst types them. */
final class IncidentCommandTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(600));

    @TempDir
    Path dir;

    private String out = "";
    private String err = "";

    @BeforeEach
    void aCollector() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                s.hosts().enrol(Specimens.host(2, AURAY));
                s.hosts().enrol(Specimens.host(3, CONCARNEAU));
                s.hosts().state(agent(2), State.REVOKED, Specimens.ANALYST);
            });
        }
    }

    private int run(String... arguments) {
        return run(new IncidentCommand(TIME), Stream.of(arguments).toList());
    }

    private int hosts(String... arguments) {
        return run(new IncidentHostsCommand(TIME), Stream.of(arguments).toList());
    }

    private int devices(String... arguments) {
        return run(new IncidentDevicesCommand(TIME), Stream.of(arguments).toList());
    }

    private int run(Object command, List<String> arguments) {
        CommandRun run = CommandRun.of(command, dir, arguments, "--lang", "fr");
        out = run.out();
        err = run.err();
        return run.code();
    }

    private void anIncident(String... communes) {
        String[] options = Stream.of(communes)
                .flatMap(commune -> Stream.of("--commune", commune))
                .toArray(String[]::new);
        List<String> all = Stream.concat(
                        Stream.of("open", "Rançongiciel", "--author", "Nolwenn", "--reason", "appel du maire"),
                        Stream.of(options))
                .toList();
        assertEquals(0, run(new IncidentCommand(TIME), all), err);
    }

    @Test
    void anIncidentGoesFromItsOpeningToItsWatch() {
        anIncident(AURAY.insee());
        assertTrue(out.contains("2026-001  Rançongiciel  aucune phase datée  56007"), out);
        assertEquals(0, run("phase", "2026-001", "éviction", "--since", "2026-03-02T09:00:00Z", "--reason", "coupure"));
        assertEquals(0, run("eviction", "2026-001", "--start", "2026-03-02T09:00:00Z", "--reason", "coupure"));
        assertEquals(0, run("eviction", "2026-001", "--end", "2026-03-02T17:00:00Z", "--reason", "fini"));
        assertEquals(
                0, run("phase", "2026-001", "surveillance", "--since", "2026-03-02T17:00:00Z", "--reason", "début"));
        assertEquals(0, run("watch", "2026-001", "60", "--reason", "porte dérobée lente"));
        assertEquals(0, run("show", "2026-001"));
        assertTrue(out.contains("surveillance renforcée  56007"), out);
        assertTrue(out.contains("depuis la fin de l'éviction, du 2026-03-02") && out.contains(" au 2026-05-01"), out);
        assertTrue(out.contains("éviction de tous les hôtes : 2026-03-02"), out);
        assertTrue(out.contains("Nolwenn : appel du maire"), out);
        assertEquals(0, run("show", "2026-001", "--format", "jsonl"));
        assertEquals(
                List.of("incident", "incident-phase", "incident-phase", "incident-eviction", "incident-eviction"),
                out.lines().map(line -> line.split("\"", -1)[3]).toList());
        assertTrue(out.contains("\"start\":\"2026-03-02T09:00:00Z\",\"end\":\"2026-03-02T17:00:00Z\""), out);
    }

    @Test
    void whatCannotBeIsRefusedInWords() {
        anIncident(AURAY.insee());
        assertEquals(2, run("open", "x", "--reason", "y"));
        assertTrue(err.contains("donnez-la avec --commune"), err);
        assertEquals(2, run("open", "x", "--commune", "56007"));
        assertTrue(err.contains("Une décision demande sa raison"), err);
        assertEquals(2, run("open", "x", "--commune", "56007", "--reason", "y", "--watch-days", "0"));
        assertEquals(2, run("phase", "2026-001", "guérison", "--reason", "y"));
        assertEquals(2, run("phase", "2026-1", "closure", "--reason", "y"));
        assertEquals(2, run("phase", "2026-001", "closure", "--since", "2026-03-03", "--reason", "y"));
        assertTrue(err.contains("est à venir"), err);
        assertEquals(2, run("phase", "2026-001", "closure", "--since", "hier", "--reason", "y"));
        assertEquals(1, run("phase", "2026-002", "closure", "--reason", "y"));
        assertTrue(err.contains("Il n'y a pas d'incident 2026-002"), err);
        assertEquals(2, run("eviction", "2026-001", "--reason", "y"));
        assertEquals(2, run("eviction", "2026-001", "--end", "2026-03-02", "--reason", "y"));
        assertEquals(
                2,
                run(
                        "eviction",
                        "2026-001",
                        "--start",
                        "2026-03-02T09:00:00Z",
                        "--end",
                        "2026-03-02T08:59:59Z",
                        "--reason",
                        "y"));
        assertEquals(
                1, run("eviction", "2026-001", "--host", agent(3).text(), "--start", "2026-03-02", "--reason", "y"));
        assertTrue(err.contains("Aucune machine «"), err);
    }

    @Test
    void aDecisionIsNotTakenByWhoSeesOnlyAPart() {
        anIncident(AURAY.insee(), CONCARNEAU.insee());
        assertEquals(1, run("phase", "2026-001", "closure", "--commune", AURAY.insee(), "--reason", "y"));
        assertTrue(err.contains("Rien n'a été écrit"), err);
        assertEquals(0, run("list", "--commune", AURAY.insee()));
        assertTrue(out.contains("2026-001") && !out.contains(CONCARNEAU.insee()), out);
        assertEquals(1, run("show", "2026-001", "--commune", "29232"));
    }

    @Test
    void datesOutOfOrderAreSaid() {
        anIncident(AURAY.insee());
        run("phase", "2026-001", "eradication", "--since", "2026-03-01", "--reason", "y");
        assertEquals(0, run("phase", "2026-001", "eviction", "--since", "2026-03-02", "--reason", "y"));
        assertTrue(err.contains("« éviction » est datée après « éradication »"), err);
    }

    @Test
    void expectedHostsAreMatchedAndTheMissingNamed() throws IOException {
        anIncident(AURAY.insee(), CONCARNEAU.insee());
        Path list = dir.resolve("ad.csv");
        Files.writeString(list, """
            Name,DNSHostName,OperatingSystem,Enabled
            PC-1,PC-1.mairie.local,Windows 10,True
            pc-77,pc-77.mairie.local,Windows Server 2022,False
            """);
        assertEquals(2, hosts("2026-001", "--import", list.toString(), "--reason", "export"));
        assertTrue(err.contains("concerne plusieurs communes"), err);
        assertEquals(
                0, hosts("2026-001", "--import", list.toString(), "--commune", AURAY.insee(), "--reason", "export"));
        assertTrue(err.contains("2 hôtes (colonne des noms : DNSHostName"), err);
        assertTrue(out.contains("pc-77.mairie.local  serveur (désactivé dans l'annuaire)  SANS AGENT"), out);
        assertTrue(out.contains("PC-1.mairie.local  poste  " + agent(1) + " actif"), out);
        assertTrue(out.contains("pc-2  " + agent(2) + " a un agent et n'est sur aucune liste"), out);
        assertTrue(out.contains("Hôtes attendus : 2, dont sans agent : 1"), out);
        assertEquals(0, hosts("2026-001", "--missing"));
        assertTrue(out.contains("pc-77") && !out.contains("PC-1.mairie"), out);
        assertTrue(out.contains("Communes sans liste, dont rien ne peut être dit manquant : 29039"), out);
        assertEquals(0, hosts("2026-001", "--format", "jsonl"));
        assertTrue(out.contains("{\"kind\":\"commune-without-list\",\"incident\":\"2026-001\",\"commune\":\"29039\"}"));
        assertEquals(0, hosts("2026-001", "--commune", AURAY.insee(), "--withdraw", "ad.csv", "--reason", "périmé"));
        assertEquals(1, hosts("2026-001", "--commune", AURAY.insee(), "--withdraw", "ad.csv", "--reason", "périmé"));
        assertEquals(0, hosts("2026-001"));
        assertFalse(out.contains("pc-77"), out);
        Files.writeString(list, "Date;Montant\n1;2\n");
        assertEquals(
                1, hosts("2026-001", "--import", list.toString(), "--commune", AURAY.insee(), "--reason", "export"));
        assertEquals(1, hosts("2026-001", "--import", dir + "/none", "--commune", AURAY.insee(), "--reason", "export"));
    }

    @Test
    void devicesAreDeclaredAndTakenBack() {
        anIncident(AURAY.insee());
        assertEquals(
                0, devices("2026-001", "--add", "10.8.0.9/24", "--kind", "vpn-pool", "--name", "vpn", "--reason", "y"));
        assertEquals(2, devices("2026-001", "--add", "10.0.0.0/8", "--reason", "y"));
        assertTrue(err.contains("presque tout"), err);
        assertEquals(2, devices("2026-001", "--add", "vpn.example.org", "--reason", "y"));
        assertEquals(0, devices("2026-001"));
        assertTrue(out.contains("56007  10.8.0.0/24  adresses données par un VPN  vpn"), out);
        assertEquals(0, devices("2026-001", "--withdraw", "10.8.0.0/24", "--reason", "y"));
        assertEquals(1, devices("2026-001", "--withdraw", "10.8.0.0/24", "--reason", "y"));
        assertEquals(0, devices("2026-001"));
        assertTrue(out.contains("Aucune adresse n'est déclarée"), out);
    }

    private int tombstone(String... arguments) {
        return run(new IncidentTombstoneCommand(TIME), Stream.of(arguments).toList());
    }

    private int recurrence(String... arguments) {
        return run(new IncidentRecurrenceCommand(TIME), Stream.of(arguments).toList());
    }

    private void anItem(int host, Commune commune, String name, String value) {
        put(host, commune, Specimens.planted("linux.cron.d", name, value));
    }

    private void put(int host, Commune commune, Item item) {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.inventories().put(agent(host), commune, item, 1, Specimens.minute(5)));
        }
    }

    /** A drill by others: lines of packages were chosen among the attacker's, and then other hosts had them for sure. */
    @Test
    void whatAPackageShippedIsNoAttackersUnlessSomebodySaysSo() {
        anIncident(AURAY.insee());
        anItem(1, AURAY, "upd", "evil-implant");
        put(1, AURAY, Specimens.item("linux.cron.d", Optional.empty(), "sysstat", "sa1", 0));
        String[] both = {"add", "2026-001", "--host", "pc-1", "--name", "upd", "--name", "sysstat", "--reason", "y"};
        assertEquals(1, tombstone(both));
        assertTrue(err.contains("1 élément est tel que son paquet l'a livré"), err);
        assertTrue(err.contains("linux.cron.d sysstat"), err);
        assertFalse(err.contains("linux.cron.d upd"), err);
        assertEquals(0, tombstone("list", "2026-001", "--all"));
        assertTrue(out.contains("Rien n'est marqué"), out);
        assertEquals(0, tombstone(with(both, "--anyway")), err);
        assertEquals(
                2, err.lines().filter(line -> line.contains(" est marqué ")).count(), err);
    }

    @Test
    void anItemIsMarkedLookedForEverywhereAndWhatIsFoundIsDecided() {
        anIncident(AURAY.insee(), CONCARNEAU.insee());
        anItem(1, AURAY, "upd", "evil-implant");
        anItem(1, AURAY, "other", "backup");
        anItem(3, CONCARNEAU, "upd", "evil-implant");
        assertEquals(
                1,
                tombstone("add", "2026-001", "--host", agent(1).text(), "--location", "linux.cron.d", "--reason", "y"));
        assertTrue(err.contains("2 éléments correspondent"), err);
        assertEquals(
                0,
                tombstone(
                        "add",
                        "2026-001",
                        "--host",
                        agent(1).text(),
                        "--location",
                        "linux.cron.d",
                        "--name",
                        "IMPLANT",
                        "--removed-by",
                        "2026-03-02T12:00:00Z",
                        "--reason",
                        "vu à l'analyse"));
        assertTrue(err.contains("2026-001-T1 : linux.cron.d upd : evil-implant est marqué"), err);
        assertTrue(err.contains("Cherché dans 3 éléments de 3 hôtes"), err);
        assertTrue(err.contains("alertes levées : 1"), err);
        assertTrue(out.contains("2026-001-T1  29039  pc-3  linux.cron.d upd : evil-implant"), out);
        assertEquals(0, tombstone("add", "2026-001", "--host", "pc-1", "--name", "implant", "--reason", "encore"));
        assertTrue(err.contains("2026-001-T1 : linux.cron.d upd : evil-implant était déjà marqué"), err);
        assertEquals(0, tombstone("list", "2026-001"));
        assertFalse(out.contains("2026-001-T2"), out);
        assertTrue(out.contains("2026-001-T1  56007") && out.contains("le même élément"), out);
        assertEquals(0, recurrence("list", "2026-001", "--format", "jsonl"));
        String alert = out.split("\"", -1)[7];
        assertTrue(out.contains("\"nature\":\"same-attack\""), out);
        assertEquals(0, recurrence("list", "2026-001", "--undecided"));
        assertTrue(out.contains("Aucune réapparition signalée"), out);
        assertEquals(
                0,
                run(
                        "eviction",
                        "2026-001",
                        "--start",
                        "2026-03-02T08:00:00Z",
                        "--end",
                        "2026-03-02T09:00:00Z",
                        "--reason",
                        "datée le soir"));
        assertEquals(0, recurrence("list", "2026-001", "--undecided", "--format", "jsonl"));
        assertTrue(out.contains("\"nature\":\"\""), out);
        assertEquals(2, recurrence("set", alert, "--nature", "perhaps", "--reason", "y"));
        assertEquals(2, recurrence("set", alert, "--nature", "never-left"));
        assertEquals(1, recurrence("set", "none", "--nature", "restored", "--reason", "y", "--proof", "z"));
        assertEquals(2, recurrence("set", alert, alert, "--nature", "never-left", "--reason", "tous"), err);
        assertEquals(1, recurrence("set", alert, "--nature", "authorised", "--reason", "ok"));
        assertTrue(err.contains("--proof ce qui le montre"), err);
        String[] authorised = {
            "set", alert, "--nature", "authorised", "--reason", "ok", "--proof", "ticket", "--author", "bob"
        };
        assertEquals(1, recurrence(authorised), "a name that is typed is no login");
        assertTrue(err.contains("se dit sous son propre compte, ici " + AuthorOptions.login()), err);
        authorised[authorised.length - 1] = AuthorOptions.login();
        assertEquals(0, recurrence(authorised));
        assertTrue(err.contains("Double validation : une deuxième personne"), err);
        assertEquals(0, recurrence("list", "2026-001"));
        assertTrue(
                out.contains("Expliqués autrement (autorisé : 1) par " + AuthorOptions.login() + " ; raison : « ok »."),
                out);
        assertTrue(out.contains("ok ; double validation manquante)]"), out);
        assertEquals(0, recurrence("set", alert, "--nature", "never-left", "--reason", "oublié"));
        assertTrue(err.contains("L'éviction est à recommencer"), err);
        assertEquals(0, recurrence("list", "2026-001"));
        assertTrue(out.contains("[jamais parti ("), out);
        assertEquals(0, recurrence("list", "2026-001", "--undecided"));
        assertTrue(
                out.contains("revus après l'éviction : 1, dont 0 à qualifier") && !out.contains("[jamais parti"), out);
        assertEquals(0, tombstone("remove", "2026-001-T1", "--reason", "erreur"));
        assertEquals(1, tombstone("remove", "2026-001-T1", "--reason", "erreur"));
        assertEquals(0, tombstone("list", "2026-001"));
        assertTrue(out.contains("Rien n'est marqué"), out);
    }

    @Test
    void anAlertIsMarkedAndOneOfAnotherCommuneIsNot() {
        anIncident(AURAY.insee());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                s.alerts().raise(Specimens.alert("a1", AURAY, 1, "c", 1));
                s.alerts().raise(Specimens.alert("a2", CONCARNEAU, 3, "c", 1));
                s.alerts().raise(process("a3"));
            });
        }
        assertEquals(1, tombstone("add", "2026-001", "--alert", "a2", "--reason", "y"));
        assertTrue(err.contains("29039, qui n'est pas de l'incident 2026-001"), err);
        assertEquals(1, tombstone("add", "2026-001", "--alert", "a1", "--reason", "y"));
        assertTrue(err.contains("Rien là-dedans n'est propre à l'attaquant"), err);
        assertEquals(0, tombstone("add", "2026-001", "--alert", "a3", "--reason", "y"));
        assertTrue(err.contains("2026-001-T1 : C:\\ProgramData\\upd\\wu.exe est marqué"), err);
        assertEquals(2, tombstone("add", "2026-001", "--alert", "a3", "--key", "x", "--reason", "y"));
        assertEquals(2, tombstone("add", "2026-001", "--reason", "y"));
        assertEquals(1, tombstone("add", "2026-001", "--host", agent(3).text(), "--key", "x", "--reason", "y"));
        assertTrue(err.contains("Aucune machine «"), err);
    }

    /** A drill took thirty-one commands for these: each with the host's whole id, a location and a name. */
    @Test
    void whatAnAttackerPlantedOnAHostIsMarkedInOneAct() {
        anIncident(AURAY.insee(), CONCARNEAU.insee());
        List<PlantedItems.Thing> things = PlantedItems.things();
        int planted = things.stream().mapToInt(thing -> thing.items().size()).sum();
        assertEquals(29, planted);
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> Stream.concat(
                            things.stream().flatMap(thing -> thing.items().stream()), PlantedItems.ordinary().stream())
                    .forEach(item -> s.inventories().put(agent(1), AURAY, item, 1, Specimens.minute(5))));
        }
        String[] add = {"add", "2026-001", "--host", "PC-1", "--related", "--reason", "vu à l'analyse"};
        String[] names = things.stream()
                .flatMap(thing -> Stream.of("--name", thing.typed()))
                .toArray(String[]::new);
        assertEquals(0, tombstone(with(with(add, names), "--preview")), err);
        assertEquals(
                planted, out.lines().filter(line -> line.startsWith("marque ")).count(), out);
        assertTrue(out.contains("lié ") && out.contains("même minute : peut-être un hasard"), out);
        assertEquals(0, tombstone("list", "2026-001"));
        assertTrue(out.contains("Rien n'est marqué"), "a preview writes nothing");
        assertEquals(0, tombstone(with(add, names)), err);
        assertEquals(
                planted,
                err.lines().filter(line -> line.contains(" est marqué ")).count(),
                err);
        assertTrue(err.contains("alertes levées : 0"), "its own parts are no sightings of it: " + err);
        String link = err.lines()
                .filter(line -> line.contains("multi-user.target.wants"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow();
        assertEquals(1, tombstone(with(add, "--name", "common-auth-of-nobody")));
        // Of one thing its other parts are named, where only one was chosen.
        assertEquals(0, tombstone("remove", link, "--reason", "essai"));
        assertEquals(0, tombstone("add", "2026-001", "--host", "pc-1", "--name", "xmrig --config", "--reason", "y"));
        assertTrue(err.contains("1 élément lié n'est pas marqué"), err);
    }

    /** A drill by others: one act marked twenty-five items as related, and nobody had been asked. */
    @Test
    void manyRelatedItemsAreShownBeforeTheyAreMarked() {
        anIncident(AURAY.insee(), CONCARNEAU.insee());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> IntStream.range(0, 12)
                    .mapToObj(i -> new Item(
                            "linux.systemd.service",
                            List.of("T1543.002"),
                            "linux",
                            Optional.empty(),
                            "upd.service:Exec" + i,
                            "/opt/kvorn/implant --step " + i,
                            "/etc/systemd/system/upd.service",
                            Item.Shipped.UNOWNED,
                            true,
                            ItemTimes.NONE,
                            Set.of()))
                    .forEach(item -> s.inventories().put(agent(1), AURAY, item, 1, Specimens.minute(5))));
        }
        String[] add = {"add", "2026-001", "--host", "pc-1", "--name", "Exec11", "--related", "--reason", "y"};
        assertEquals(1, tombstone(add));
        assertTrue(err.contains("11 éléments seraient marqués comme liés : rien n'a été écrit"), err);
        assertEquals(12, out.lines().filter(line -> line.startsWith("marque ")).count(), out);
        assertEquals(0, tombstone("list", "2026-001"));
        assertTrue(out.contains("Rien n'est marqué"), out);
        assertEquals(0, tombstone(with(add, "--anyway")), err);
        assertEquals(
                12, err.lines().filter(line -> line.contains(" est marqué ")).count(), err);
    }

    private static String[] with(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void hostsAreTypedByTheirNamesOrTheBeginningOfTheirIds() {
        anIncident(AURAY.insee(), CONCARNEAU.insee());
        anItem(3, CONCARNEAU, "upd", "evil-implant");
        // Three hosts, of which two have names that begin so.
        for (String several : List.of("pc-", "0190", "01900000-0000-7000-8000")) {
            assertEquals(1, tombstone("add", "2026-001", "--host", several, "--name", "upd", "--reason", "y"));
            assertTrue(err.contains("est le début de plusieurs machines"), err);
            assertTrue(err.contains(agent(1).text()) && err.contains(agent(3).text()), err);
        }
        for (String none : List.of("pc-9", "ffff", "*", "%", "")) {
            assertEquals(1, tombstone("add", "2026-001", "--host", none, "--name", "upd", "--reason", "y"));
            assertTrue(err.contains("Aucune machine"), err);
        }
        assertEquals(0, tombstone("add", "2026-001", "--host", "Pc-3", "--name", "UPD", "--reason", "y"), err);
        assertTrue(err.contains("2026-001-T1 : linux.cron.d upd"), err);
        assertEquals(0, run("eviction", "2026-001", "--host", "pc-3", "--start", "2026-03-02", "--reason", "y"), err);
        // One of another commune fits none.
        assertEquals(0, run("open", "Autre", "--commune", AURAY.insee(), "--author", "Nolwenn", "--reason", "y"), err);
        assertEquals(1, tombstone("add", "2026-002", "--host", "pc-3", "--name", "upd", "--reason", "y"));
        assertTrue(err.contains("Aucune machine"), err);
    }

    private static Alert process(String id) {
        Alert a = Specimens.alert(id, AURAY, 1, "p", 2);
        return new Alert(
                a.id(),
                a.rule(),
                a.severity(),
                a.techniques(),
                a.commune(),
                a.host(),
                a.hostname(),
                a.cause(),
                a.firstEvent(),
                a.time(),
                a.hostTime(),
                Map.of("Image", "C:\\ProgramData\\upd\\wu.exe", "sha256", "ab".repeat(32)),
                a.status(),
                a.count(),
                a.lastTime());
    }

    @Test
    void aMarkThatLooksLikeWhatManyHaveIsAskedForAgain() {
        anIncident(AURAY.insee());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            for (int host = 100; host < 125; host++) {
                int number = host;
                store.change(s -> s.hosts().enrol(Specimens.host(number, AURAY)));
            }
        }
        for (int host = 100; host < 125; host++) {
            anItem(host, AURAY, "glpi", "glpi-agent");
        }
        String[] add = {"add", "2026-001", "--host", agent(100).text(), "--location", "linux.cron.d", "--reason", "y"};
        assertEquals(1, tombstone(add));
        assertTrue(err.contains("24 éléments sur 24 hôtes : rien n'a été écrit"), err);
        assertEquals(0, tombstone("list", "2026-001", "--all"));
        assertTrue(out.contains("Rien n'est marqué"), out);
        assertEquals(
                0,
                tombstone(Stream.concat(Stream.of(add), Stream.of("--anyway")).toArray(String[]::new)));
        assertTrue(err.contains("alertes levées : 24"), err);
    }

    @Test
    void everyCommandAndOptionIsExplainedInBothLanguages() {
        for (String lang : List.of("fr", "en")) {
            CommandLine line = Objects.requireNonNull(Main.commandLine(Language.askedFor("--lang", lang))
                    .getSubcommands()
                    .get("incident"));
            line.getSubcommands().forEach((name, command) -> {
                ResourceBundle words = Words.bundle(IncidentCommand.class.getName(), Locale.of(lang));
                assertTrue(words.containsKey("vigie-collector.incident." + name + ".usage.description"), name);
                for (OptionSpec option : command.getCommandSpec().options()) {
                    String key = option.longestName().substring(2);
                    assertTrue(words.containsKey(key) || words.containsKey(option.descriptionKey()), name + " " + key);
                }
                for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
                    String key = parameter.paramLabel();
                    assertTrue(
                            words.containsKey(key) || words.containsKey(parameter.descriptionKey()), name + " " + key);
                }
            });
        }
    }

    @Test
    void anAnalystSaysWhichOfTwoAgentsOfANameIsTheExpectedHost() throws IOException {
        anIncident(AURAY.insee());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> {
                for (int each : new int[] {1, 2}) {
                    s.hosts().hello(agent(each), "dc1", "{}", "0.1.0", "b", "r", 0, Specimens.minute(each));
                }
            });
        }
        Path list = Files.writeString(dir.resolve("liste.txt"), "dc1\n");
        assertEquals(
                0, hosts("2026-001", "--import", list.toString(), "--role", "domain-controller", "--reason", "liste"));
        assertTrue(out.contains("PLUSIEURS AGENTS SE DONNENT CE NOM"), out);
        assertTrue(out.contains(agent(1).text() + " actif"), out);
        assertEquals(1, hosts("2026-001", "--identify", agent(1).text(), "--as", "dc9", "--reason", "vu sur place"));
        assertTrue(err.contains("ne nomme « dc9 »"), err);
        assertEquals(0, hosts("2026-001", "--identify", agent(1).text(), "--as", "DC1", "--reason", "vu sur place"));
        assertEquals(0, hosts("2026-001"));
        assertTrue(!out.contains("PLUSIEURS"), out);
        assertTrue(out.contains(agent(2).text() + " a un agent et n'est sur aucune liste"), out);
        assertEquals(2, hosts("2026-001", "--as", "dc1"));
    }
}
