import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Hunting.Ask;
import bzh.vigie.collector.hunt.Hunting.Outcome;
import bzh.vigie.collector.hunt.Hunting.Progress;
import bzh.vigie.collector.hunt.Hunting.Times;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.region.RegionEvents;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What searching the history by queries costs: {@code bench/hunt.sh [EVENTS [DIR]]}. */
public final class Hunt {
    private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");
    private static final int HOSTS = 25_000;
    private static final int COMMUNES = 1_200;
    private static final int REPEATS = 5;

    private Hunt() {}

    public static void main(String[] arguments) throws Exception {
        int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Path folder = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("hunt");
        boolean there = Files.isDirectory(folder) && !empty(folder);
        try (LuceneHistory history = LuceneHistory.open(folder)) {
            if (!there) {
                write(history, events);
            }
            System.out.printf(Locale.ROOT, "%.0f bytes an event on disk%n", (double) size(folder) / events);
            measure(history, events);
        } finally {
            if (arguments.length < 2) {
                try (var files = Files.walk(folder)) {
                    for (Path file :
                            files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static boolean empty(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static long size(Path folder) throws Exception {
        try (var files = Files.walk(folder)) {
            long size = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
            return size;
        }
    }

    private static void write(LuceneHistory history, int events) {
        long began = System.nanoTime();
        new RegionEvents(COMMUNES, HOSTS, START).write(history, events);
        System.out.printf(
                Locale.ROOT,
                "%d events written, %.0f a second%n",
                events,
                events / ((System.nanoTime() - began) / 1e9));
    }

    private record Run(double first, double end, double cpu, Outcome outcome) {}

    private static void measure(LuceneHistory history, int events) {
        Hunting hunting = history.hunting();
        Scope commune = new Scope.Communes(Set.of(new Commune("20007")));
        List<Double> firsts = new ArrayList<>();
        System.out.println(
                "query; scope; ms to first event, first run and median; ms to 100 events, first run and median; CPU ms of the last run; end");
        for (String text : List.of(
                "*",
                "kind:flow DestinationPort:>60000",
                "CommandLine:*dossier4242*",
                "rarebird",
                "*arebir*",
                "CommandLine:*\\rarebird.exe*",
                "sha256:" + String.format(Locale.ROOT, "%064x", 1),
                "DestinationIp:10.66.0.0/16",
                "QueryResults:198.51.100.0/30",
                "EventID:4624 not User:*agent1*",
                "host:01990000-0000-7000-8000-00000000004d",
                "nothingatall",
                "*othingatal*")) {
            for (Scope scope : List.of(new Scope.All(), commune)) {
                List<Double> first = new ArrayList<>();
                List<Double> end = new ArrayList<>();
                Run last = run(hunting, text, scope);
                double cold = last.first();
                double coldEnd = last.end();
                for (int i = 0; i < REPEATS; i++) {
                    last = run(hunting, text, scope);
                    first.add(last.first());
                    end.add(last.end());
                }
                firsts.addAll(first);
                firsts.add(cold);
                first.sort(null);
                end.sort(null);
                System.out.printf(
                        Locale.ROOT,
                        "%s; %s; %.0f %.0f; %.0f %.0f; %.0f; %s %d%n",
                        text,
                        scope instanceof Scope.All ? "all" : "one commune",
                        cold,
                        first.get(REPEATS / 2),
                        coldEnd,
                        end.get(REPEATS / 2),
                        last.cpu(),
                        last.outcome().end(),
                        last.outcome().found());
            }
        }
        firsts.sort(null);
        System.out.printf(
                Locale.ROOT,
                "p50 %.0f ms, p95 %.0f ms, most %.0f ms to the first event, or to know that there is none%n",
                firsts.get(firsts.size() / 2),
                firsts.get((int) (firsts.size() * 0.95)),
                firsts.getLast());
        for (String text : List.of("*", "kind:flow", "CommandLine:*dossier4242*")) {
            long began = System.nanoTime();
            Times times = hunting.times(
                    new Ask(query(text), new Scope.All(), 1, Duration.ofMinutes(5)), taker(new double[1]));
            System.out.printf(
                    Locale.ROOT,
                    "counts over time of %s: %d in %.0f ms%n",
                    text,
                    times.total(),
                    (System.nanoTime() - began) / 1e6);
        }
        for (String field : List.of("", "Image", "DestinationIp", "ProcessKey")) {
            long began = System.nanoTime();
            int found =
                    (field.isEmpty() ? hunting.names(commune, "", 50) : hunting.values(commune, field, "", 50)).size();
            System.out.printf(
                    Locale.ROOT, "completion %s: %d in %.0f ms%n", field, found, (System.nanoTime() - began) / 1e6);
        }
        System.gc();
        System.out.printf(
                Locale.ROOT,
                "heap %d MB after a collection, of %d MB allowed%n",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static Query query(String text) {
        return ((Parsed.Understood) QueryParser.parse(text, START)).query();
    }

    private static Hunting.Taker taker(double[] first) {
        long began = System.nanoTime();
        return new Hunting.Taker() {
            @Override
            public void take(Hit hit) {
                if (first[0] == 0) {
                    first[0] = (System.nanoTime() - began) / 1e6;
                }
            }

            @Override
            public boolean goOn(Progress progress) {
                return true;
            }
        };
    }

    private static Run run(Hunting hunting, String text, Scope scope) {
        double[] first = new double[1];
        Hunting.Taker taker = taker(first);
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long began = System.nanoTime();
        Outcome outcome = hunting.search(new Ask(query(text), scope, 100, Duration.ofMinutes(5)), taker);
        double end = (System.nanoTime() - began) / 1e6;
        double used = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6;
        return new Run(first[0] == 0 ? end : first[0], end, used, outcome);
    }
}
