package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Item;
import bzh.vigie.event.Moment;
import bzh.vigie.wire.EventCodec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Time from an event of one host to its alert while another host floods detection, and while it does not: items of 30,000 characters. Medians and the worst of some rounds.
 */
final class FairnessFigures {
    private static final Commune COMMUNE = new Commune("29232");
    private static final String EPOCH = "0123456789abcdef0123456789abcdef";
    private static final int ROUNDS = 15;
    private static final int ITEMS = 250;
    /** Batches of these items. */
    private static final int FLOOD = 16;

    private final Store store;
    private final MemoryFeed feed = new MemoryFeed();
    private final MemoryHistory history = new MemoryHistory();
    private final Pipeline pipeline;
    private final AgentId victim;
    private final AgentId flooder;
    private long number;

    private FairnessFigures(Path folder) {
        store = SqliteStore.open(folder, InstantSource.system());
        RuleSet rules = ShippedRules.load();
        Ruling ruling = new Ruling(new CompiledRules(rules.rules()), rules.correlations(), rules.onlyCorrelated());
        Cards cards = new Cards(rules.detectors());
        pipeline = new Pipeline(
                feed,
                store,
                history,
                () -> ruling,
                cards,
                Detectors.all(() -> ruling, cards, Duration.ofHours(1), host -> {}),
                new Quarantine(folder.resolve("quarantine")),
                new Shares(System::nanoTime),
                ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime,
                InstantSource.system());
        victim = enrol(1);
        flooder = enrol(2);
    }

    private AgentId enrol(int host) {
        store.change(session -> session.hosts().enrol(Specimens.host(host, COMMUNE)));
        return Specimens.agent(host);
    }

    private static Event seen(String name, String value) {
        return new ItemSeen(
                new Moment(Instant.now(), "boot-1", 1),
                "linux.persistence",
                Change.ADDED,
                Line.cron(name, value, Item.Shipped.UNOWNED),
                Optional.empty(),
                1);
    }

    private void put(AgentId agent, List<Event> events) {
        feed.add(new Delivered(
                agent,
                COMMUNE,
                EPOCH,
                1,
                ++number,
                Instant.now(),
                1_024,
                MemoryFeed.payload(EventCodec.encode(events))));
    }

    private void flood() {
        for (int batch = 0; batch < FLOOD; batch++) {
            List<Event> items = new ArrayList<>();
            for (int i = 0; i < ITEMS; i++) {
                items.add(seen("flood-" + batch + "-" + i, "/opt/" + "x".repeat(30_000)));
            }
            put(flooder, items);
        }
    }

    /** Milliseconds until an event of the victim, which is the last in the log, is judged. */
    private double victimWaits(int round) throws IOException, InterruptedException {
        put(victim, List.of(seen("victim-" + round, "/opt/y")));
        String id = victim.text() + "/" + EPOCH + "/1/" + number + "/0";
        long begun = System.nanoTime();
        while (!history.events().containsKey(id)) {
            pipeline.step(Duration.ZERO);
            pipeline.commitHistory();
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void tell(String what, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%-40s median %8.1f ms   worst %8.1f ms%n",
                what,
                sorted.get(sorted.size() / 2),
                sorted.getLast());
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        FairnessFigures figures = new FairnessFigures(Files.createTempDirectory("fairness"));
        List<Double> alone = new ArrayList<>();
        List<Double> flooded = new ArrayList<>();
        for (int round = -5; round < ROUNDS; round++) {
            double waited = figures.victimWaits(round);
            if (round >= 0) {
                alone.add(waited);
            }
        }
        tell("victim alone", alone);
        figures.flood();
        List<Double> batches = new ArrayList<>();
        for (int batch = 0; batch < FLOOD / 2; batch++) {
            long begun = System.nanoTime();
            figures.pipeline.step(Duration.ZERO);
            batches.add((System.nanoTime() - begun) / 1e6);
        }
        tell("one batch of " + ITEMS + " large items, of 8 MiB", batches);
        for (int round = ROUNDS; round < 2 * ROUNDS; round++) {
            flooded.add(figures.victimWaits(round));
        }
        tell("while another has " + FLOOD / 2 * ITEMS + " large items", flooded);
        figures.store.close();
    }
}
