package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.LocalParts;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.LocalChecks.Swept;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watchlist as an analyst types it, over a real store and a real history. */
final class IncidentWatchlistTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(600));

    @TempDir
    Path dir;

    private String out = "";
    private String err = "";

    @BeforeEach
    void aCollectorWithAnIncident() {
        CollectorFolder folder = new CollectorFolder(dir);
        try (Store store = SqliteStore.open(folder.state(), TIME);
                EventHistory history = LuceneHistory.open(folder.history())) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                s.incidents().open("Rançongiciel", Set.of(AURAY), 90, ANALYST);
            });
            Event.DnsAnswer dns = new Event.DnsAnswer(
                    Specimens.moment(1),
                    "linux.dns",
                    Observed.missed(Observed.Why.NOT_OFFERED),
                    Observed.missed(Observed.Why.NOT_OFFERED),
                    "c2.evil.example.org",
                    "A",
                    List.of());
            history.add(List.of(new Stored(
                    agent(1).text() + "/e/1/1/0",
                    agent(1),
                    AURAY,
                    Specimens.minute(1),
                    dns,
                    Map.of("kind", "dns-answer", "QueryName", "c2.evil.example.org"))));
            history.commit("log", 1);
        }
    }

    private int run(String... arguments) {
        CommandRun run = CommandRun.of(new IncidentWatchlistCommand(TIME), dir, List.of(arguments), "--lang", "fr");
        out = run.out();
        err = run.err();
        return run.code();
    }

    private int add(Path file, String... more) {
        List<String> all = new ArrayList<>(
                List.of("import", file.toString(), "--tlp", "amber", "--author", "Nolwenn", "--reason", "CERT-FR"));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    @Test
    void aFileIsTakenInLookedForInWhatIsKeptListedAndTakenOff() throws IOException {
        Path file = Files.writeString(dir.resolve("iocs.csv"), """
            type,value,confidence
            domain,evil[.]example[.]org,85
            ip,10.0.0.1,
            mutex,EvilMutex,
            email,who@example.org,
            """);
        assertEquals(0, add(file, "--incident", "2026-001"), err);
        assertTrue(out.contains("? 3 : 10.0.0.1 : 10.0.0.1 est une adresse privée"), out);
        assertTrue(out.contains("2 acceptés, 1 à confirmer, 1 refusé."), out);
        assertTrue(err.contains("2 indicateurs sont nouveaux"), err);
        assertTrue(err.contains("aucune source de Vigie ne voit un mutex"), err);
        assertTrue(err.contains("1 des nouveaux indicateurs a été vu, 1 nouvelle alerte"), err);
        assertTrue(out.contains("evil.example.org : déjà vu 1 fois"), out);
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            var alert = store.read(s -> s.alerts().list(new Scope.All(), Optional.empty(), 9))
                    .getFirst();
            assertEquals("vigie-same-attack", alert.rule());
            assertEquals("c2.evil.example.org", alert.evidence().get("seen_value"));
            assertEquals(
                    "CERT-FR",
                    store.read(s -> s.audit().last()).orElseThrow().author().reason());
        }
        assertEquals(0, add(file, "--incident", "2026-001", "--confirm", "10.0.0.1"), err);
        assertTrue(err.contains("1 indicateur est nouveau sur la liste de surveillance, 2 y étaient"), err);
        assertEquals(0, run("list", "--format", "jsonl"));
        assertEquals(3, out.lines().count(), out);
        assertTrue(out.contains("\"type\":\"domain\",\"value\":\"evil.example.org\",\"source\":\"iocs.csv\""), out);
        String row =
                out.lines().filter(line -> line.contains("domain")).findFirst().orElseThrow();
        String id = row.replaceFirst(".*\"id\":\"([0-9a-f]+)\".*", "$1");
        assertEquals(0, run("look-back", "--incident", "2026-001"), err);
        assertTrue(err.contains("1 des nouveaux indicateurs a été vu, 0 nouvelle alerte"), err);
        assertEquals(1, run("look-back", "--commune", "56001"));
        assertEquals(2, run("mark", id, "--tlp", "green"));
        assertEquals(0, run("mark", id, "--tlp", "green", "--reason", "le CERT l'a publié"), err);
        assertEquals(0, run("list", "--format", "jsonl"));
        assertTrue(
                out.contains(
                        "\"value\":\"evil.example.org\",\"source\":\"iocs.csv\",\"description\":\"\",\"tlp\":\"green\""),
                out);
        // Who sees another commune alone neither sees it nor decides about it.
        assertEquals(0, run("list", "--commune", "56001"));
        assertTrue(out.contains("Rien n'est sur la liste"), out);
        assertEquals(1, run("remove", id, "--reason", "x", "--commune", "56001"));
        assertEquals(1, add(file, "--incident", "2026-001", "--commune", "56001"));
        assertEquals(1, add(file, "--region", "--commune", "56001"));
        assertTrue(err.contains("sans --commune"), err);
        assertEquals(2, run("remove", id));
        assertEquals(0, run("remove", id, "--reason", "inoffensif ici"));
        assertEquals(1, run("remove", id, "--reason", "encore"));
        assertEquals(0, run("list", "--incident", "2026-001"));
        assertEquals(2, out.lines().count(), out);
    }

    @Test
    void whatAgentsCheckAndWhichHostsDidIsSaid() throws IOException {
        Path file =
                Files.writeString(dir.resolve("iocs.csv"), "type,value\nservice,EvilSvc\ndomain,evil.example.org\n");
        assertEquals(0, add(file, "--incident", "2026-001", "--no-look-back"), err);
        assertEquals(0, run("list"));
        assertTrue(out.contains("non donné aux agents : l'éviction n'a pas commencé"), out);
        assertTrue(out.contains("non donné aux agents : ils ne comparent que"), out);
        assertEquals(0, run("hosts", "2026-001"));
        assertTrue(out.contains("ne vérifie pas ce qui est donné maintenant"), out);
        IncidentId incident = new IncidentId("2026-001");
        Scope all = new Scope.All();
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), TIME)) {
            store.change(s -> s.incidents()
                    .eviction(
                            all,
                            incident,
                            Optional.empty(),
                            Optional.of(new Interval(Specimens.minute(5), Optional.empty())),
                            ANALYST));
            Sha256 list =
                    store.read(s -> LocalParts.of(s, TIME.instant()).list(AURAY).id());
            store.change(s -> {
                s.localChecks().taken(agent(1), AURAY, list, 1, Specimens.minute(20));
                s.localChecks().swept(agent(1), list, new Swept(Specimens.minute(30), 1_234, 88, 2, 0));
            });
        }
        assertEquals(0, run("list"));
        assertTrue(
                out.contains("vérifié par les agents : 1 hôte sur 1, dont 0 a parcouru tout ce qu'il a et 1 en partie"),
                out);
        assertEquals(0, run("list", "--format", "jsonl"));
        assertTrue(
                out.contains(
                        "\"agents\":\"given\",\"hosts\":1,\"hosts_checking\":1,\"hosts_swept\":0,\"hosts_swept_in_part\":1"),
                out);
        assertEquals(0, run("hosts", "2026-001"));
        assertTrue(out.contains("1234 éléments, 2 sortes d'emplacements sur 88 pas entièrement lues"), out);
        assertEquals(0, run("hosts", "2026-001", "--format", "jsonl"));
        assertTrue(out.contains("\"items\":1234,\"places\":88,\"unread_places\":2,\"untold\":0"), out);
        assertEquals(1, run("hosts", "2026-001", "--commune", "56001"));
        CommandRun coverage =
                CommandRun.of(new IncidentCoverageCommand(TIME), dir, List.of("2026-001"), "--format", "jsonl");
        assertEquals(0, coverage.code(), coverage.err());
        assertTrue(coverage.out().contains("\"kind\":\"local-check\""), coverage.out());
    }

    @Test
    void nothingIsTakenInSilence() throws IOException {
        Path file =
                Files.writeString(dir.resolve("iocs.txt"), "*\n0.0.0.0/0\nC:\\\nd41d8cd98f00b204e9800998ecf8427e\n");
        assertEquals(2, add(file));
        assertTrue(err.contains("--region"), err);
        assertEquals(1, add(file, "--incident", "2026-009"));
        assertEquals(2, add(file, "--region", "--confirm", "evil.example.org"));
        assertTrue(err.contains("n'attend d'être confirmé"), err);
        assertEquals(0, add(file, "--region", "--dry-run", "--format", "jsonl"));
        assertEquals(
                4,
                out.lines()
                        .filter(line -> line.contains("\"kind\":\"to-confirm\""))
                        .count(),
                out);
        assertEquals(0, add(file, "--region"));
        assertTrue(err.contains("0 indicateur est nouveau"), err);
        Path broken =
                Files.writeString(dir.resolve("b.json"), "{\"type\":\"bundle\",\"objects\":[" + "[".repeat(1_000));
        assertEquals(1, add(broken, "--region"));
        assertTrue(err.contains("rien n'en est utilisé"), err);
        assertEquals(0, run("list"));
        assertTrue(out.contains("Rien n'est sur la liste de surveillance."), out);
    }
}
