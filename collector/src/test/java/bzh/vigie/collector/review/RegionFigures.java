package bzh.vigie.collector.review;

import bzh.vigie.collector.detect.Reopening;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.intel.ImportOptions;
import bzh.vigie.collector.intel.IndicatorFile;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an import of indicators for the whole region costs where every commune has approved its items: each approval is held against them. */
final class RegionFigures {
    private static final Author ANALYST = new Author("figures", "measured");
    private static final int AT_ONCE = 500;

    private RegionFigures() {}

    /** Arguments: communes (200), groups that all of them have approved (2,000), groups that each has approved alone (100). */
    public static void main(String... arguments) throws IOException {
        int communes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        int common = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
        int own = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        Path folder = Files.createTempDirectory("vigie-region");
        try (Store store = SqliteStore.open(folder, InstantSource.fixed(Specimens.START))) {
            fill(store, communes, common, own);
            String absent = item(-1).sha256().orElseThrow().hex();
            String present = item(7).sha256().orElseThrow().hex();
            int number = 0;
            for (String hash : List.of(absent, present)) {
                measured(communes, number++, store, "sha256," + hash);
            }
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 15_000; i++) {
                many.append("domain,d").append(i).append(".example\n");
            }
            measured(communes, number, store, many.toString());
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void measured(int communes, int number, Store store, String csv) throws IOException {
        var imported = IndicatorFile.read(
                () -> new ByteArrayInputStream(("type,value\n" + csv + "\n").getBytes(StandardCharsets.UTF_8)),
                ImportOptions.of("figures " + number, Tlp.GREEN));
        List<Listed> added = store.write(
                session -> session.indicators().add(Optional.empty(), imported.accepted(), "figures", ANALYST));
        var threads = ManagementFactory.getThreadMXBean();
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        long wall = System.nanoTime();
        long cpu = threads.getCurrentThreadCpuTime();
        int reopened = store.<Integer>write(session -> Reopening.of(session, added, ANALYST));
        System.out.printf(
                Locale.ROOT,
                "%d indicators for the region against the approvals of %d communes: %.2f s, %.2f CPU s, %d reopened,"
                        + " up to %d MiB more memory%n",
                added.size(),
                communes,
                (System.nanoTime() - wall) / 1e9,
                (threads.getCurrentThreadCpuTime() - cpu) / 1e9,
                reopened,
                Math.max(0, runtime.totalMemory() - runtime.freeMemory() - before) >> 20);
    }

    private static void fill(Store store, int communes, int common, int own) {
        Set<Commune> all = new HashSet<>();
        for (int i = 0; i < communes; i++) {
            all.add(commune(i));
        }
        Incident incident = store.write(session -> session.incidents().open("figures", all, 30, ANALYST));
        Map<Subject, Set<Commune>> some = new HashMap<>();
        long lines = 0;
        for (int i = 0; i < common + communes * own; i++) {
            Item item = item(i);
            Set<Commune> where = i < common ? all : Set.of(commune((i - common) / own));
            some.put(
                    new Subject(
                            GroupKey.of(item), ItemNames.lineage(item), GroupKey.publisher(item), Sweep.fields(item)),
                    where);
            lines += where.size();
            if (some.size() == (i < common ? AT_ONCE / 10 : AT_ONCE) || i + 1 == common + communes * own) {
                Map<Subject, Set<Commune>> now = Map.copyOf(some);
                store.change(session -> session.reviews()
                        .decide(new Scope.All(), incident.id(), Matter.ITEMS, now, Decision.APPROVED, "", ANALYST));
                some.clear();
            }
        }
        System.out.printf(Locale.ROOT, "%,d approvals of %,d groups%n", lines, common + communes * own);
    }

    private static Commune commune(int number) {
        return new Commune(String.format(Locale.ROOT, "%05d", 10_000 + number));
    }

    private static Item item(int number) {
        return ReviewItems.service("Tool" + number, "LocalSystem", "v" + number, "Editor " + number % 50);
    }
}
