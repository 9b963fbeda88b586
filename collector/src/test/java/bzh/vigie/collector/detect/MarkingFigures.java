package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.Marking.Mark;
import bzh.vigie.collector.detect.Marking.Outcome;
import bzh.vigie.collector.detect.Marking.Sought;
import bzh.vigie.collector.detect.returns.PlantedItems;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How long acts of an analyst take on the inventories of some Debian hosts, on three of which one attacker planted twenty-nine items: marking
 * one and eleven of them, a preview, taking a mark back, saying what a recurrence is. Medians of seconds and of CPU seconds.
 */
final class MarkingFigures {
    private static final Scope ALL = new Scope.All();
    private static final Author ANALYST = new Author("figures", "measured");
    private static final Commune COMMUNE = new Commune("29019");
    private static final Instant ENROLLED = Specimens.START;
    private static final Instant NOW = ENROLLED.plus(Duration.ofDays(3));
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Store store;
    private final Incident incident;
    private final int times;

    private MarkingFigures(Store store, Incident incident, int times) {
        this.store = store;
        this.incident = incident;
        this.times = times;
    }

    /** Arguments: hosts (5), items of each (4,000), times that each act is measured (5). */
    public static void main(String... arguments) throws IOException {
        int hosts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int items = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4_000;
        int times = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        Path folder = Files.createTempDirectory("vigie-marking");
        try (Store store = SqliteStore.open(folder, InstantSource.fixed(NOW))) {
            fill(store, hosts, items);
            Incident incident =
                    store.write(session -> session.incidents().open("figures", Set.of(COMMUNE), 30, ANALYST));
            new MarkingFigures(store, incident, times).run();
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private void run() {
        List<Item> planted = PlantedItems.things().stream()
                .flatMap(thing -> thing.items().stream())
                .toList();
        System.out.printf(Locale.ROOT, "%-44s %9s %9s%n", "median", "s", "CPU s");
        timed("mark one key", () -> mark(planted.subList(4, 5)));
        timed("mark eleven keys", () -> mark(planted.subList(0, 11)));
        timed("preview of one key with its related items", () -> preview(planted.getFirst()));
        mark(planted.subList(0, 11));
        String mark =
                store.read(session -> session.tombstones().standing().getFirst().id());
        timed("take a mark back", () -> {
            store.change(session -> session.tombstones().line(ALL, mark, false, Optional.empty(), ANALYST));
            store.change(session -> session.tombstones().line(ALL, mark, true, Optional.empty(), ANALYST));
        });
        timed("say what a recurrence is", () -> {
            String alert = store.read(session ->
                            session.tombstones().recurrences(ALL, incident.id()).getFirst())
                    .alert()
                    .id();
            store.change(session -> session.tombstones().nature(ALL, alert, Nature.RETURNED, ANALYST));
        });
    }

    private Marking marking() {
        return new Marking(store, ALL, incident, ShippedRules.detectors(), InstantSource.fixed(NOW));
    }

    private static Sought.Items found(Marking marking, List<Item> items) {
        return (Sought.Items) marking.ofItems(
                Specimens.agent(0), items.stream().map(Item::key).toList(), Optional.empty(), List.of());
    }

    private void mark(List<Item> items) {
        Marking marking = marking();
        if (!(marking.mark(found(marking, items).marks(), Optional.empty(), ANALYST, Marking.MANY)
                instanceof Outcome.Marked)) {
            throw new IllegalStateException("nothing was marked");
        }
    }

    private void preview(Item item) {
        Marking marking = marking();
        Sought.Items items = found(marking, List.of(item));
        List<Mark> all = new ArrayList<>(items.marks());
        marking.related(items.marks(), new MemoryHistory()).forEach(each -> all.add(each.mark()));
        marking.elsewhere(all, ANALYST);
    }

    /** Each time as the first: no mark stands before it. */
    private void timed(String what, Runnable act) {
        long[] wall = new long[times];
        long[] cpu = new long[times];
        for (int i = 0; i < times; i++) {
            store.change(session -> session.tombstones().standing().forEach(each -> {
                if (!what.startsWith("take") && !what.startsWith("say")) {
                    session.tombstones().line(ALL, each.id(), false, Optional.empty(), ANALYST);
                }
            }));
            long start = System.nanoTime();
            long before = THREADS.getCurrentThreadCpuTime();
            act.run();
            cpu[i] = THREADS.getCurrentThreadCpuTime() - before;
            wall[i] = System.nanoTime() - start;
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        System.out.printf(Locale.ROOT, "%-44s %9.3f %9.3f%n", what, wall[times / 2] / 1e9, cpu[times / 2] / 1e9);
    }

    private static void fill(Store store, int hosts, int items) {
        for (int number = 0; number < hosts; number++) {
            int host = number;
            store.change(session -> {
                session.hosts().enrol(Specimens.host(host, COMMUNE));
                AgentId agent = Specimens.agent(host);
                for (int i = 0; i < items; i++) {
                    session.inventories().put(agent, COMMUNE, ordinary(host, i), 1, ENROLLED);
                }
                PlantedItems.ordinary().forEach(item -> session.inventories().put(agent, COMMUNE, item, 1, ENROLLED));
                if (host < 3) {
                    PlantedItems.things()
                            .forEach(thing -> thing.items()
                                    .forEach(item -> session.inventories().put(agent, COMMUNE, item, 1, ENROLLED)));
                }
            });
        }
    }

    /** Nine in ten are of packages that all hosts have, the others of the host's own accounts and services. */
    private static Item ordinary(int host, int number) {
        boolean own = number % 10 == 0;
        String name = (own ? "host" + host + "-" : "paquet") + number;
        String program = "/usr/lib/" + name + "/" + name + "d";
        String home = "/home/agent" + host + "x" + number;
        return switch (number % 4) {
            case 0 ->
                item(
                        "linux.systemd.service",
                        name + ".service:ExecStart",
                        program + " --config /etc/" + name + "/" + name + ".conf --pid-file /run/" + name
                                + ".pid --log-level warning",
                        "/usr/lib/systemd/system/" + name + ".service",
                        program,
                        own,
                        Optional.empty());
            case 1 ->
                item(
                        "linux.cron.d",
                        "root " + name,
                        number % 60 + " 4 * * * root test -x " + program + " && " + program
                                + " --rotate --quiet >/dev/null 2>&1",
                        "/etc/cron.d/" + name,
                        program,
                        own,
                        Optional.empty());
            case 2 ->
                item(
                        "linux.shell.user",
                        ".profile",
                        "if [ -d \"$HOME/bin\" ]; then PATH=\"$HOME/bin:$PATH\"; fi; export LANG=fr_FR.UTF-8 EDITOR=vim "
                                + name,
                        home + "/.profile",
                        "",
                        true,
                        Optional.of(new Account(Integer.toString(1_000 + number), "agent" + host + "x" + number)));
            default ->
                item(
                        "linux.udev.rule",
                        "RUN " + name,
                        "ACTION==\"add\", SUBSYSTEM==\"usb\", ATTR{idVendor}==\"0bda\", RUN+=\"" + program + " %k\"",
                        "/usr/lib/udev/rules.d/60-" + name + ".rules",
                        program,
                        own,
                        Optional.empty());
        };
    }

    private static Item item(
            String location,
            String name,
            String value,
            String source,
            String target,
            boolean own,
            Optional<Account> account) {
        return new Item(
                location,
                List.of("T1543.002"),
                "linux",
                account,
                name,
                value,
                source,
                target,
                target.isEmpty() ? Optional.empty() : Optional.of(Sha256.over(target.getBytes(StandardCharsets.UTF_8))),
                "",
                Item.Signature.NOT_CHECKED,
                own ? "" : "paquet",
                own ? Shipped.UNOWNED : Shipped.AS_PACKAGED,
                true,
                ItemTimes.NONE,
                List.of(target),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }
}
