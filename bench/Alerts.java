import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Group;
import bzh.vigie.collector.store.Alerts.GroupFilter;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Place;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** What lists of alerts cost: {@code bench/alerts.sh [ALERTS]}. Alerts are made up from a seed: 1,200 communes, 25,000 hosts, a tenth closed. */
public final class Alerts {
    private static final Instant START = Instant.parse("2026-11-02T08:00:00Z");
    private static final Author AUTHOR = new Author("bench", "bench");

    private Alerts() {}

    public static void main(String[] arguments) throws Exception {
        int many = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Path folder = Files.createTempDirectory("vigie-bench-alerts");
        Random random = new Random(4711);
        try (Store store = SqliteStore.open(folder, InstantSource.fixed(START.plusSeconds(many)))) {
            long begun = System.nanoTime();
            for (int from = 0; from < many; from += 5_000) {
                int first = from;
                store.change(s -> {
                    for (int i = first; i < Math.min(many, first + 5_000); i++) {
                        s.alerts().raise(alert(i, random));
                        if (i % 10 == 0) {
                            s.alerts().decide(new Scope.All(), "a" + i, Move.close(Closing.EXPECTED), AUTHOR);
                        }
                    }
                });
            }
            System.out.printf(
                    Locale.ROOT,
                    "stored %,d alerts, a tenth closed: %.1f µs each, file %,d MB%n",
                    many,
                    (System.nanoTime() - begun) / 1e3 / many,
                    Files.size(folder.resolve(SqliteStore.FILE)) >> 20);
            Scope all = new Scope.All();
            Scope some = new Scope.Communes(Set.of(commune(1), commune(2), commune(3)));
            for (Scope scope : List.of(all, some)) {
                String whose = scope == all ? "region" : "3 communes";
                Place[] deep = {Place.BEGINNING};
                List<Group> first = groups(store, scope, Place.BEGINNING, false);
                time(whose + ": first 50 groups", () -> groups(store, scope, Place.BEGINNING, false));
                time(whose + ": first 50 groups with a new alert", () -> groups(store, scope, Place.BEGINNING, true));
                for (int i = 0; i < 40; i++) {
                    List<Group> page = groups(store, scope, deep[0], false);
                    deep[0] = page.isEmpty() ? deep[0] : page.getLast().place();
                }
                time(whose + ": 50 groups after 2,000", () -> groups(store, scope, deep[0], false));
                time(
                        whose + ": first 50 open alerts",
                        () -> store.read(s -> s.alerts().list(scope, Filter.open(), Optional.empty(), 50)));
                time(
                        whose + ": 50 alerts of the largest group",
                        () -> store.read(s -> s.alerts()
                                .list(
                                        scope,
                                        Filter.open()
                                                .ofGroup(first.stream()
                                                        .max(Comparator.comparingInt(Group::open))
                                                        .orElseThrow()
                                                        .number()),
                                        Optional.empty(),
                                        50)));
                time(
                        whose + ": 50 alerts of a host",
                        () -> store.read(
                                s -> s.alerts().list(scope, Filter.NONE.ofHost(host(1)), Optional.empty(), 50)));
                time(
                        whose + ": preview over 50,000",
                        () -> store.read(s ->
                                s.alertExceptions().preview(scope, Reach.of("rule-1"), alert -> false, 50_000, 20)));
            }
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<Group> groups(Store store, Scope scope, Place after, boolean fresh) {
        GroupFilter filter = new GroupFilter(
                Severity.LOW,
                fresh ? Optional.of(Status.NEW) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return store.read(s -> s.alerts().groups(scope, filter, after, 50));
    }

    private static void time(String what, Supplier<?> work) {
        long[] took = new long[21];
        for (int i = 0; i < took.length; i++) {
            long begun = System.nanoTime();
            work.get();
            took[i] = System.nanoTime() - begun;
        }
        Arrays.sort(took);
        System.out.printf(Locale.ROOT, "%-45s median %8.2f ms, p95 %8.2f ms%n", what, took[10] / 1e6, took[19] / 1e6);
    }

    private static Commune commune(int host) {
        return new Commune(String.format(Locale.ROOT, "%05d", 22_000 + host % 1_200));
    }

    private static AgentId host(int number) {
        return new AgentId(String.format(Locale.ROOT, "01890000-0000-7000-8000-%012x", number));
    }

    /** A third is one thing on every host, a third a hundred things, a third each its own. */
    private static Alert alert(int i, Random random) {
        int host = random.nextInt(25_000);
        int rule = i % 3 == 0 ? 0 : random.nextInt(60);
        String cause = switch (i % 3) {
            case 0 -> "everywhere" + i / 25_000;
            case 1 -> "some" + random.nextInt(100);
            default -> "own" + i;
        };
        return new Alert(
                "a" + i,
                rule == 59 && i % 500 == 0 ? "vigie-return" : "rule-" + rule,
                Severity.values()[1 + rule % 4],
                List.of("T1053.003"),
                commune(host),
                host(host),
                "pc-" + host,
                host(host).text() + "|" + cause,
                "e" + i,
                START.plusSeconds(i),
                START.plusSeconds(i),
                Map.of(
                        "name",
                        "backup",
                        "target",
                        "/usr/local/bin/x" + i % 977,
                        "value",
                        "x".repeat(60),
                        "signer",
                        "s"),
                Status.NEW,
                1,
                START.plusSeconds(i));
    }
}
