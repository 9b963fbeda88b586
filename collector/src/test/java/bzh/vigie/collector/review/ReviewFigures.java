package bzh.vigie.collector.review;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How long a review takes: of many hosts in ten communes, each with items that all have, items of its user, items of its commune and some
 * of its own. Then one more host fills the list.
 */
final class ReviewFigures {
    private static final Scope ALL = new Scope.All();
    private static final Author ANALYST = new Author("figures", "measured");
    private static final Instant END = Specimens.START.plus(Duration.ofDays(10));
    private static final Instant NOW = END.plus(Duration.ofDays(30));
    private static final int COMMUNES = 10;
    private static final int OF_COMMUNE = 15;
    private static final int OWN = 5;

    private final Store store;
    private final int items;

    private ReviewFigures(Store store, int items) {
        this.store = store;
        this.items = items;
    }

    /** Arguments: hosts (1,000), items of each (300), items of the host that fills the list (100,000). */
    public static void main(String... arguments) throws IOException {
        int hosts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        int items = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
        int flood = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100_000;
        Path folder = Files.createTempDirectory("vigie-review");
        try (Store store = SqliteStore.open(folder, InstantSource.fixed(NOW))) {
            new ReviewFigures(store, items).run(hosts, flood);
        }
        System.out.printf(Locale.ROOT, "store: %d MiB%n", Files.size(folder.resolve(SqliteStore.FILE)) >> 20);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private void run(int hosts, int flood) {
        Incident incident = timed("filled", () -> fill(hosts));
        ReviewList first = timed("listed", () -> list(incident, Matter.ITEMS));
        System.out.printf(
                Locale.ROOT,
                "  %d groups of %d items on %d hosts%n",
                first.groups().size(),
                first.items(),
                first.hosts());
        timed("listed again", () -> list(incident, Matter.ITEMS));
        timed("remediation changes listed", () -> list(incident, Matter.REMEDIATION));
        ReviewGroup common = first.groups().getLast();
        timed("one group approved (" + common.items() + " items)", () -> approve(incident, List.of(common)));
        List<ReviewGroup> rest =
                first.groups().stream().filter(group -> !group.isUnique()).toList();
        timed("approved in bulk (" + rest.size() + " groups)", () -> approve(incident, rest));
        timed(
                "signed as a baseline",
                () -> store.write(
                        session -> session.reviews().sign(ALL, incident.id(), commune(0), List.of(), ANALYST)));
        timed(
                "whether an item is in it",
                () -> store.read(session -> session.reviews().baselined(commune(0), common.id())));
        timed(
                "what a conclusion asks of it",
                () -> store.read(session -> Reviewed.of(session, ALL, incident, List.of(), NOW)));
        timed(
                "a host of " + flood + " items added",
                () -> store.write(session -> {
                    AgentId agent = enrol(session, hosts + 1);
                    for (int i = 0; i < flood; i++) {
                        session.inventories().put(agent, commune(1), own(hosts + 1, i), 1, END.minusSeconds(60));
                    }
                    return agent;
                }));
        ReviewList flooded = timed("listed", () -> list(incident, Matter.ITEMS));
        System.out.printf(
                Locale.ROOT,
                "  %d groups, left out: %s%n",
                flooded.groups().size(),
                flooded.floods().values());
    }

    private <T> T timed(String what, Supplier<T> work) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long cpu = threads.getCurrentThreadCpuTime();
        T result = work.get();
        System.out.printf(
                Locale.ROOT,
                "%s: %.3f s, of which %.3f s of CPU%n",
                what,
                (System.nanoTime() - start) / 1e9,
                (threads.getCurrentThreadCpuTime() - cpu) / 1e9);
        return result;
    }

    private static Commune commune(int number) {
        return new Commune(String.format(Locale.ROOT, "290%02d", number % COMMUNES + 1));
    }

    private static AgentId enrol(Store.Session session, int number) {
        session.hosts().enrol(Specimens.host(number, commune(number)));
        return Specimens.agent(number);
    }

    private Incident fill(int hosts) {
        for (int from = 0; from < hosts; from += 50) {
            int begin = from;
            store.change(session -> {
                for (int host = begin; host < Math.min(hosts, begin + 50); host++) {
                    AgentId agent = enrol(session, host);
                    for (Item item : itemsOf(host)) {
                        session.inventories().put(agent, commune(host), item, 1, END.minus(Duration.ofDays(5)));
                    }
                }
            });
        }
        Set<Commune> communes = new HashSet<>();
        for (int i = 0; i < COMMUNES; i++) {
            communes.add(commune(i));
        }
        return store.write(session -> {
            Incident incident = session.incidents().open("figures", communes, 30, ANALYST);
            session.incidents()
                    .eviction(
                            ALL,
                            incident.id(),
                            Optional.empty(),
                            Optional.of(new Interval(END.minus(Duration.ofDays(2)), Optional.of(END))),
                            ANALYST);
            return incident;
        });
    }

    private List<Item> itemsOf(int host) {
        List<Item> all = new ArrayList<>();
        for (int i = 0; i < items - OF_COMMUNE - OWN; i++) {
            all.add(
                    i % 4 == 0
                            ? ReviewItems.run("user" + host, "App" + i, "v" + i, "Editor " + i % 7)
                            : ReviewItems.service("Service" + i, "LocalSystem", "v" + i, "Editor " + i % 7));
        }
        for (int i = 0; i < OF_COMMUNE; i++) {
            all.add(ReviewItems.service(
                    "Local" + commune(host) + "-" + i, "LocalSystem", commune(host) + "-" + i, "Provider"));
        }
        for (int i = 0; i < OWN; i++) {
            all.add(own(host, i));
        }
        return all;
    }

    private static Item own(int host, int number) {
        return ReviewItems.service("Own" + host + "x" + number, "LocalSystem", host + " " + number, "");
    }

    private ReviewList list(Incident incident, Matter matter) {
        return store.read(session -> ReviewList.of(session, ALL, incident, matter, NOW));
    }

    private int approve(Incident incident, List<ReviewGroup> groups) {
        return store.write(session -> {
            Map<Subject, Set<Commune>> subjects = new HashMap<>();
            groups.forEach(group -> subjects.put(
                    ReviewList.subject(session, group), group.communes().keySet()));
            return session.reviews().decide(ALL, incident.id(), Matter.ITEMS, subjects, Decision.APPROVED, "", ANALYST);
        });
    }
}
