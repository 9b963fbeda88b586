import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Hunting.Ask;
import bzh.vigie.collector.hunt.Hunting.Outcome;
import bzh.vigie.collector.hunt.Hunting.Progress;
import bzh.vigie.collector.hunt.Hunting.Times;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** What searching the history by queries costs: {@code bench/hunt.sh [EVENTS [DIR]]}. */
public final class Hunt {
    private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");
    private static final int DAYS = 30;
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

    private static AgentId host(int number) {
        return new AgentId(String.format(Locale.ROOT, "01890000-0000-7000-8000-%012x", number));
    }

    private static void write(LuceneHistory history, int events) {
        Random random = new Random(48);
        Event any = new Event.AgentState(
                new Moment(START, "bench", 0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", "");
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long began = System.nanoTime();
        List<Stored> chunk = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            int host = random.nextInt(HOSTS);
            Map<String, String> fields = fields(random, i, host);
            chunk.add(new Stored(
                    host(host).text() + "/1/0/" + i + "/0",
                    host(host),
                    new Commune(String.format(Locale.ROOT, "%05d", 22_000 + host % COMMUNES)),
                    START.plusMillis((long) ((double) i / events * DAYS * 86_400_000)),
                    any,
                    fields));
            if (chunk.size() == 1_000) {
                history.add(chunk);
                chunk.clear();
            }
            if (i % 50_000 == 49_999) {
                history.commit("bench", i);
            }
        }
        history.add(chunk);
        history.commit("bench", events);
        System.out.printf(
                Locale.ROOT,
                "%d events written, %.0f a second%n",
                events,
                events / ((System.nanoTime() - began) / 1e9));
    }

    private static Map<String, String> fields(Random random, int number, int host) {
        Map<String, String> fields = new HashMap<>();
        String boot = new UUID(host, number / 1_000_000).toString();
        String program =
                "C:\\Program Files\\Vendor " + random.nextInt(200) + "\\program" + random.nextInt(2_000) + ".exe";
        fields.put("sensor", "windows.etw");
        fields.put("User", "MAIRIE" + host % COMMUNES + "\\agent" + random.nextInt(20));
        fields.put("Image", program);
        fields.put("ProcessId", Integer.toString(random.nextInt(30_000)));
        fields.put("ProcessKey", boot + "/" + random.nextInt(30_000) + "/" + number);
        switch (number == 1_000 ? 0 : random.nextInt(4)) {
            case 0 -> {
                fields.put("kind", "process-started");
                fields.put("ParentImage", "C:\\Windows\\System32\\svchost.exe");
                fields.put(
                        "CommandLine",
                        number == 1_000
                                ? "\"C:\\Temp\\rarebird.exe\" --into C:\\Users\\Public\\Documents --and some more words that make it long"
                                : '"' + program + "\" --session " + Integer.toHexString(random.nextInt())
                                        + " --input C:\\Users\\agent" + random.nextInt(20) + "\\Documents\\dossier"
                                        + random.nextInt(100_000) + ".odt /quiet");
                fields.put("sha256", String.format(Locale.ROOT, "%064x", program.hashCode()));
                fields.put("Signer", "Vendor " + random.nextInt(200));
            }
            case 1 -> {
                fields.put("kind", "flow");
                fields.put(
                        "DestinationIp",
                        "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256));
                fields.put("DestinationPort", Integer.toString(random.nextInt(65_536)));
                fields.put("SourceIp", "192.168." + host % 256 + "." + random.nextInt(256));
                fields.put("Initiated", "true");
            }
            case 2 -> {
                fields.put("kind", "dns-answer");
                fields.put("QueryName", "www" + random.nextInt(50_000) + ".example.org");
                fields.put("QueryResults", "192.0.2." + random.nextInt(256) + "\n198.51.100." + random.nextInt(256));
            }
            default -> {
                fields.put("kind", "log-record");
                fields.put("Channel", "Security");
                fields.put("EventID", random.nextBoolean() ? "4624" : "4634");
                fields.put("TargetUserName", "agent" + random.nextInt(20));
                fields.put("IpAddress", "192.168." + host % 256 + "." + random.nextInt(256));
            }
        }
        return fields;
    }

    private record Run(double first, double end, double cpu, Outcome outcome) {}

    private static void measure(LuceneHistory history, int events) {
        Hunting hunting = history.hunting();
        Scope commune = new Scope.Communes(Set.of(new Commune("22007")));
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
                "host:" + host(77).text(),
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
