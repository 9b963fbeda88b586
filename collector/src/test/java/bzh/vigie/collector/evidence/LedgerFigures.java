package bzh.vigie.collector.evidence;

import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.review.ReviewItems;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the ledger's daily entries cost, and verifying a ledger of many days: hosts of communes of fifty, each with items of which one changes a
 * day, neighbours, two users who log on every day, and coverage: seven sources and a silence a day.
 */
final class LedgerFigures {
    private static final int OF_COMMUNE = 50;
    private static final int NEIGHBOURS = 20;
    private static final List<String> SOURCES = List.of(
            "linux.audit",
            "linux.dns",
            "linux.journal",
            "linux.modules",
            "linux.netlink",
            "linux.persistence",
            "linux.watch");
    private static final LocalDate START = LocalDate.parse("2026-01-01");

    private final Store store;
    private final int hosts;
    private final int items;
    private Instant now;

    private LedgerFigures(Path folder, int hosts, int items) {
        this.hosts = hosts;
        this.items = items;
        this.now = noon(0);
        this.store = SqliteStore.open(folder, () -> now);
    }

    /** Arguments: hosts (500), days (60), items of a host (100). */
    public static void main(String... arguments) throws IOException {
        int hosts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
        int days = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        int items = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        Path folder = Files.createTempDirectory("vigie-ledger");
        LedgerFigures figures = new LedgerFigures(folder, hosts, items);
        try {
            figures.run(days);
        } finally {
            figures.store.close();
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static Instant noon(int day) {
        return START.plusDays(day).atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    private static Commune commune(int number) {
        return new Commune(String.format(Locale.ROOT, "%05d", 10_000 + number));
    }

    private int communes() {
        return (hosts + OF_COMMUNE - 1) / OF_COMMUNE;
    }

    private void run(int days) {
        double coverage = 0;
        double told = 0;
        long coverageBytes = 0;
        long toldBytes = 0;
        for (int day = 0; day < days; day++) {
            now = noon(day);
            live(day);
            now = noon(day + 1);
            LocalDate date = START.plusDays(day);
            Instant from =
                    day == 0 ? Instant.EPOCH : ToldCheck.end(date.minusDays(1).toString());
            for (int i = 0; i < communes(); i++) {
                Commune commune = commune(i);
                long cpu = cpu();
                var watched = store.read(session -> CoverageDay.of(session, commune, date));
                store.change(session ->
                        session.ledger().add(LedgerKind.COVERAGE, commune.insee(), date.toString(), watched));
                coverage += seconds(cpu);
                coverageBytes += watched.bytes().length;
                cpu = cpu();
                var said = store.read(session -> HostsTold.of(session, commune, from, ToldCheck.end(date.toString())));
                store.change(session -> session.ledger().add(LedgerKind.TOLD, commune.insee(), date.toString(), said));
                if (day > 0) {
                    told += seconds(cpu);
                    toldBytes += said.bytes().length;
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "a day of %d hosts in %d communes, mean of %d days: coverage %.2f CPU s and %d KiB, what hosts told %.2f CPU s and %d KiB%n",
                hosts,
                communes(),
                days,
                coverage / days,
                (coverageBytes / days) >> 10,
                told / Math.max(1, days - 1),
                (toldBytes / Math.max(1, days - 1)) >> 10);
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        long wall = System.nanoTime();
        long cpu = cpu();
        LedgerVerification.Outcome outcome = LedgerVerification.of(store, List.of());
        double verified = seconds(cpu);
        runtime.gc();
        System.out.printf(
                Locale.ROOT,
                "%d entries of %d days verified: %.2f s, %.2f CPU s, that is %.1f ms a day; %s; kept afterwards %d MiB%n",
                outcome.chain().entries(),
                days,
                (System.nanoTime() - wall) / 1e9,
                verified,
                verified / days * 1_000,
                outcome.sound() ? "nothing differs" : outcome.told(),
                Math.max(0, runtime.totalMemory() - runtime.freeMemory() - before) >> 20);
    }

    private void live(int day) {
        for (int begin = 0; begin < hosts; begin += OF_COMMUNE) {
            int first = begin;
            store.change(session -> {
                for (int host = first; host < Math.min(hosts, first + OF_COMMUNE); host++) {
                    live(session, host, day);
                }
            });
        }
    }

    private void live(Store.Session session, int host, int day) {
        Commune commune = commune(host / OF_COMMUNE);
        AgentId agent = Specimens.agent(host);
        if (day == 0) {
            session.hosts().enrol(Specimens.host(host, commune));
            for (int i = 0; i < items; i++) {
                session.inventories().put(agent, commune, item(i, 0), 1, now);
            }
        }
        session.inventories().put(agent, commune, item(day % items, day), 1, now);
        for (int user = 0; user < 2; user++) {
            String name = "agent" + host + "-" + user;
            session.accountUses().seen(new Use(agent, commune, name, "mairie", "", "rdp", "", now, now));
            session.userDays().loggedOn(agent, name, name, now);
        }
        SOURCES.forEach(source -> session.coverage().add(agent, stretch(source), now));
        session.coverage().gap(agent, now.minusSeconds(7_200), now.minusSeconds(3_600), "silent");
        for (int i = 0; i < NEIGHBOURS; i++) {
            long micros = HostsTold.micros(now);
            session.neighbours()
                    .see(
                            agent,
                            commune,
                            new Neighbour(
                                    Neighbour.Origin.CACHE,
                                    Optional.of(address(host / OF_COMMUNE, i)),
                                    Optional.empty(),
                                    "",
                                    micros,
                                    micros),
                            now);
        }
    }

    /** A source that watched from eight in the morning on. */
    private Event.Coverage stretch(String source) {
        long to = HostsTold.micros(now);
        long length = Duration.ofHours(4).toMillis() * 1_000;
        return new Event.Coverage(
                new Moment(now, "boot " + LocalDate.ofInstant(now, ZoneOffset.UTC), length + 60_000_000),
                source,
                source,
                Optional.empty(),
                to - length,
                to,
                length,
                WatchState.LIVE,
                ReasonCode.NONE,
                "",
                0,
                0);
    }

    private static Item item(int number, int version) {
        return ReviewItems.service("Tool" + number, "LocalSystem", "v" + version, "Editor");
    }

    private static InetAddress address(int net, int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, (byte) (net >> 8), (byte) net, (byte) number});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double seconds(long since) {
        return (cpu() - since) / 1e9;
    }
}
