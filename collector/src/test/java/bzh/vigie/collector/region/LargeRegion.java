package bzh.vigie.collector.region;

import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.region.SampleHost.Kind;
import bzh.vigie.collector.store.AccountUses;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * A whole region that is made up, from a seed, in the folder of a collector that does not run: 1,200 communes, 25,000 hosts, 1,000,000 alerts and
 * 20,000,000 events at scale 1, through the store's and the history's own writers, without detection.
 */
public final class LargeRegion {
    private static final Scope ALL = new Scope.All();
    private static final Author AUTHOR = new Author("bench", "bench");
    private static final Duration DAY = Duration.ofDays(1);

    /** Rules that come with the program, and how grave; of the first there is most. */
    private static final Map<String, Severity> RULES = Map.of(
            "vigie-windows-added", Severity.LOW,
            "vigie-linux-by-hand", Severity.LOW,
            "vigie-windows-exclusion", Severity.MEDIUM,
            "vigie-item-changed", Severity.LOW,
            "vigie-item-removed", Severity.LOW,
            "vigie-windows-remote-tool-added", Severity.HIGH,
            "vigie-linux-key-added", Severity.HIGH,
            "vigie-windows-encoded-command", Severity.HIGH,
            "vigie-account-created", Severity.MEDIUM,
            "vigie-logon-after-failures", Severity.HIGH);

    private static final List<String> NAMES = RULES.keySet().stream().sorted().toList();

    private final Store store;
    private final Instant now;
    private final RegionEvents region;
    private final double scale;
    private final Random random = new Random(4711);

    private LargeRegion(Store store, Instant now, RegionEvents region, double scale) {
        this.store = store;
        this.now = now;
        this.region = region;
        this.scale = scale;
    }

    /** Arguments: the folder, and the scale: 1 where it is not given. */
    public static void main(String... arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        double scale = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1;
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        RegionEvents region = new RegionEvents(
                Math.max(12, (int) (1_200 * scale)),
                Math.max(250, (int) (25_000 * scale)),
                now.minus(DAY.multipliedBy(RegionEvents.DAYS)));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(Parts.DEMONSTRATION), "");
        try (Store store = SqliteStore.open(folder.resolve("state"), InstantSource.fixed(now))) {
            LargeRegion made = new LargeRegion(store, now, region, scale);
            timed("hosts and coverage", made::hosts);
            timed("inventories and neighbours", made::inventories);
            timed("alerts and exceptions", made::alerts);
            timed("incidents", () -> new LargeIncidents(store, now, region).make((int) Math.max(5, 60 * scale)));
        }
        timed("events", () -> {
            try (LuceneHistory history = LuceneHistory.open(folder.resolve("history"))) {
                region.write(history, (long) (20_000_000 * scale));
            }
        });
    }

    private static void timed(String what, Runnable work) {
        long begun = System.nanoTime();
        work.run();
        System.out.printf(Locale.ROOT, "%s: %.0f s%n", what, (System.nanoTime() - begun) / 1e9);
    }

    /** In transactions of so many. */
    private void each(int many, int atOnce, java.util.function.BiConsumer<Store.Session, Integer> work) {
        for (int from = 0; from < many; from += atOnce) {
            int first = from;
            store.change(s -> {
                IntConsumer one = i -> work.accept(s, i);
                for (int i = first; i < Math.min(many, first + atOnce); i++) {
                    one.accept(i);
                }
            });
        }
    }

    private SampleHost host(int number) {
        return host(region, number);
    }

    /** The host of that number. */
    static SampleHost host(RegionEvents region, int number) {
        Kind kind = number / region.communes() == 0
                ? Kind.CONTROLLER
                : number / region.communes() == 1 ? Kind.LINUX_SERVER : Kind.PC;
        return new SampleHost(
                number,
                region.commune(number),
                String.format(Locale.ROOT, "PC-%05d", number),
                kind,
                new Account("S-1-5-21-1-2-3-" + number, "agent." + number));
    }

    private void hosts() {
        each(region.hosts(), 1_000, (s, i) -> {
            SampleHost host = host(i);
            String version = i % 50 == 7 ? "0.0.9" : "0.1.0";
            State state = i % 400 == 11 ? State.WAITING_FOR_APPROVAL : i % 300 == 13 ? State.REVOKED : State.ACTIVE;
            s.hosts().enrol(host.enrolled(region.begin(), state, version));
            Instant heard = i % 40 == 3 ? now.minus(DAY.multipliedBy(4 + i % 20)) : now.minusSeconds(i % 600);
            s.hosts().hello(host.id(), host.name(), host.facts(), version, "boot", "run", 0, heard);
            if (i % 40 == 3 || i % 3 == 0) {
                s.hosts().disconnected(host.id());
            }
            for (String account : List.of("agent." + i, "technique")) {
                s.accountUses()
                        .seen(new AccountUses.Use(
                                host.id(),
                                host.commune(),
                                account,
                                "mairie",
                                "",
                                "console",
                                "",
                                region.begin(),
                                heard));
            }
            for (int day = 1; day <= 7; day++) {
                for (String source : List.of("persistence", "process")) {
                    Instant to = now.minus(DAY.multipliedBy(day)).plus(Duration.ofHours(10 + i % 8));
                    long end = ChronoUnit.MICROS.between(Instant.EPOCH, to);
                    long length = Duration.ofHours(9).toMillis() * 1_000;
                    s.coverage()
                            .add(
                                    host.id(),
                                    new Event.Coverage(
                                            new Moment(to, "boot", length + 60_000_000),
                                            host.source(source),
                                            host.source(source),
                                            Optional.empty(),
                                            end - length,
                                            end,
                                            length,
                                            i % 60 == 5 ? WatchState.DOWN : WatchState.LIVE,
                                            i % 60 == 5 ? ReasonCode.FAILED : ReasonCode.NONE,
                                            "",
                                            100,
                                            0),
                                    to);
                }
            }
        });
    }

    private static Item item(int number) {
        return SampleItems.service(
                "Outil" + number, "C:\\Program Files\\Outil" + number + "\\outil.exe", "Editeur " + number % 50);
    }

    /** Of every tenth host, all of the first communes among them. */
    private void inventories() {
        each(region.hosts(), 200, (s, i) -> {
            SampleHost host = host(i);
            if (i % 10 == 0 || i % region.communes() < 30) {
                List<Item> items = new ArrayList<>(SampleItems.ordinary(host));
                for (int k = 0; k < 40; k++) {
                    items.add(item(random.nextInt(k < 30 ? 60 : 3_000)));
                }
                for (Item item : items) {
                    s.inventories()
                            .put(
                                    host.id(),
                                    host.commune(),
                                    item,
                                    1,
                                    region.begin().plusSeconds(i));
                }
                s.inventories().read(host.id(), read(host), region.begin().plusSeconds(i + 1));
            }
            if (i % 5 == 0) {
                long at = ChronoUnit.MICROS.between(Instant.EPOCH, now);
                s.neighbours()
                        .see(
                                host.id(),
                                host.commune(),
                                new Neighbour(
                                        Neighbour.Origin.CACHE,
                                        Optional.empty(),
                                        Optional.of(new MacAddress(0x001C_4200_0000L + i / 10)),
                                        "IMPRIMANTE" + i / 10,
                                        at,
                                        at),
                                now);
            }
        });
    }

    private Event.LocationRead read(SampleHost host) {
        return new Event.LocationRead(
                new Moment(region.begin(), "boot", 60_000_000),
                host.source("persistence"),
                new LocationStatus(
                        "windows.service",
                        Optional.empty(),
                        LocationStatus.State.READ,
                        ReasonCode.NONE,
                        "",
                        "live",
                        48,
                        9_000,
                        ChronoUnit.MICROS.between(Instant.EPOCH, region.begin()),
                        12_000,
                        LocationStatus.Trigger.PASS,
                        1),
                1,
                true,
                Sha256.over("x".getBytes(StandardCharsets.UTF_8)));
    }

    /** A third is one thing on every host, a third a hundred things, a third each its own; a tenth is closed. */
    private Alert alert(int i, int many) {
        SampleHost host = host(random.nextInt(region.hosts()));
        String rule = NAMES.get(random.nextInt(NAMES.size()));
        String same = switch (i % 3) {
            case 0 -> "everywhere" + i / 25_000;
            case 1 -> "some" + random.nextInt(100);
            default -> "own" + i;
        };
        Instant time = region.begin().plusMillis((long)
                ((double) i / many * Duration.ofDays(RegionEvents.DAYS).toMillis()));
        return alert("a" + i, rule, RULES.getOrDefault(rule, Severity.LOW), host, same, time, Map.of());
    }

    /** An alert of a rule on a host, of what is the same wherever it is called so. */
    static Alert alert(
            String id,
            String rule,
            Severity severity,
            SampleHost host,
            String same,
            Instant time,
            Map<String, String> more) {
        Map<String, String> evidence = new HashMap<>(Map.of(
                "name",
                "Outil",
                "change",
                "added",
                "location",
                "windows.service",
                "source",
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Outil",
                "target",
                "C:\\Program Files\\Outil\\" + same + ".exe",
                "value",
                "C:\\Program Files\\Outil\\" + same + ".exe --service (auto, LocalSystem)",
                "signer",
                "Editeur " + Math.floorMod(same.hashCode(), 50),
                "shape",
                "shape of " + same,
                "key",
                same));
        evidence.putAll(more);
        return new Alert(
                id,
                rule,
                severity,
                List.of("T1543.003"),
                host.commune(),
                host.id(),
                host.name(),
                host.id().text() + "|" + same,
                host.id().text() + "/1/0/" + id + "/0",
                time,
                time,
                evidence,
                Status.NEW,
                1,
                time);
    }

    private void alerts() {
        int many = (int) (1_000_000 * scale);
        each(many, 5_000, (s, i) -> {
            s.alerts().raise(alert(i, many));
            if (i % 10 == 0) {
                s.alerts().decide(ALL, "a" + i, Move.close(Closing.EXPECTED), AUTHOR);
            } else if (i % 500 == 1) {
                s.alerts().decide(ALL, "a" + i, Move.assign("analyst"), AUTHOR);
            }
        });
        each(
                (int) Math.max(20, 500 * scale),
                100,
                (s, i) -> s.alertExceptions()
                        .add(
                                ALL,
                                true,
                                new Reach(
                                        NAMES.get(i % NAMES.size()),
                                        Optional.of("Editeur " + (50 + i)),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(region.commune(i)),
                                        Optional.empty()),
                                now.plus(DAY.multipliedBy(1 + i % 300)),
                                AUTHOR));
    }
}
