package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.gateway.Notices;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.wire.EventCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Detection from a log in memory to a real store in a folder, for tests. */
final class Line implements AutoCloseable {
    static final Commune QUIMPER = new Commune("29232");
    static final Instant START = Instant.parse("2026-11-02T08:00:00Z");
    private static final RuleSet RULES = ShippedRules.load();
    private static final String EPOCH = "0123456789abcdef0123456789abcdef";

    final Path folder;
    final Store store;
    final MemoryFeed feed = new MemoryFeed();
    final MemoryHistory history = new MemoryHistory();
    final Pipeline pipeline;
    private final Map<AgentId, Long> numbers = new HashMap<>();
    private long readings = 1;
    private long notices;

    /** Hosts that wrote down a change of a directory. */
    final List<AgentId> changed = new ArrayList<>();

    Instant now = START;

    /** What hosts share, for pipelines that are made from then on. */
    Shares shares = new Shares(System::nanoTime);

    /** Processor time that detection has used, as it is told. */
    long processorNanos;

    /** What each batch takes of it. */
    long processorStep;

    Line(Path folder) {
        this.folder = folder;
        this.store = SqliteStore.open(folder, () -> now);
        this.pipeline = pipeline(store);
    }

    Pipeline pipeline(Store through) {
        return pipeline(through, new PlainRules(RULES.rules()));
    }

    Pipeline pipeline(Store through, Rules rules) {
        Ruling ruling = Ruling.of(rules);
        return pipeline(through, () -> ruling);
    }

    Pipeline pipeline(Store through, Supplier<Ruling> ruling) {
        return pipeline(through, ruling, List.of());
    }

    /** With these detectors before all others. */
    Pipeline pipeline(Store through, Supplier<Ruling> ruling, List<Detector> first) {
        Cards cards = new Cards(RULES.cards());
        List<Detector> detectors = new ArrayList<>(first);
        detectors.addAll(Detectors.all(ruling, cards, Duration.ofMinutes(15), changed::add));
        return new Pipeline(
                feed,
                through,
                history,
                ruling,
                cards,
                detectors,
                new Quarantine(folder.resolve("quarantine")),
                shares,
                () -> processorNanos += processorStep,
                () -> now);
    }

    AgentId enrol(int number, Commune commune) {
        store.change(session -> session.hosts().enrol(Specimens.host(number, commune)));
        return Specimens.agent(number);
    }

    /** Puts a batch into the log without judging it. */
    void put(AgentId agent, Event... events) {
        long number = numbers.merge(agent, 1L, Long::sum);
        put(agent, number, EventCodec.encode(List.of(events)));
    }

    void put(AgentId agent, long number, byte[] batch) {
        feed.add(new Delivered(agent, QUIMPER, EPOCH, 1, number, now, 0, MemoryFeed.payload(batch)));
    }

    /** The collector itself says something about an agent. */
    void notice(AgentId agent, int eventId, Map<String, String> fields) throws IOException, InterruptedException {
        Event notice = record(eventId, fields);
        feed.add(new Delivered(
                agent, QUIMPER, EPOCH, 0, ++notices, now, 0, MemoryFeed.payload(EventCodec.encode(List.of(notice)))));
        drain(pipeline);
    }

    /** What a notice looks like, whoever sends it. */
    Event record(int eventId, Map<String, String> fields) {
        return new Event.LogRecord(at(0), Notices.SOURCE, Notices.CHANNEL, "gateway", eventId, notices + 1, fields);
    }

    /** Puts a batch into the log and judges all there is. */
    void send(AgentId agent, Event... events) throws IOException, InterruptedException {
        put(agent, events);
        drain(pipeline);
    }

    /** Takes all there is by a pipeline whose store fails now and then, sometimes by a new one after that; gives how often it failed. */
    static int drainThroughCrashes(Supplier<Pipeline> pipelines, Random random)
            throws IOException, InterruptedException {
        int crashes = 0;
        Pipeline pipeline = pipelines.get();
        boolean more = true;
        while (more) {
            try {
                more = pipeline.step(Duration.ZERO);
                pipeline.commitHistory();
            } catch (StoreException killed) {
                crashes++;
                if (random.nextBoolean()) {
                    pipeline = pipelines.get();
                }
            }
        }
        return crashes;
    }

    static void drain(Pipeline pipeline) throws IOException, InterruptedException {
        while (pipeline.step(Duration.ZERO)) {
            // Until the log has no more.
        }
        pipeline.commitHistory();
    }

    /** Oldest first. */
    List<Alert> alerts() {
        return new ArrayList<>(store.read(session -> session.alerts().list(new Scope.All(), Optional.empty(), 1_000)))
                .reversed();
    }

    List<String> rules() {
        return alerts().stream().map(Alert::rule).toList();
    }

    Moment at(long seconds) {
        return new Moment(
                now,
                "boot-1",
                Duration.between(START, now).plusSeconds(seconds + 3_600).toNanos() / 1_000);
    }

    Event seen(Change change, Item item) {
        return new Event.ItemSeen(at(0), "linux.persistence", change, item, Optional.empty(), readings);
    }

    Event changed(Item before, Item item) {
        return new Event.ItemSeen(at(0), "linux.persistence", Change.CHANGED, item, Optional.of(before), readings);
    }

    /** Ends the reading of what was seen since the last one. */
    Event listed(String location) {
        Event.LocationRead read =
                Specimens.read(location, Optional.empty(), LocationStatus.State.READ, readings++, true);
        return read;
    }

    /** What an agent says at the end of each reading of a directory. */
    Event directoryRead() {
        return new Event.SourceState(at(0), "directory.ldap", WatchState.LIVE, ReasonCode.NONE, "");
    }

    static Item cron(String name, String value, Item.Shipped shipped, Item.Trait... traits) {
        return item("linux.cron.system", "/etc/cron.d/" + name, name, value, shipped, Optional.empty(), traits);
    }

    static Item item(
            String location,
            String source,
            String name,
            String value,
            Item.Shipped shipped,
            Optional<Account> account,
            Item.Trait... traits) {
        return new Item(
                location,
                List.of("T1053.003"),
                "linux",
                account,
                name,
                value,
                source,
                "",
                Optional.empty(),
                "",
                Item.Signature.NOT_CHECKED,
                shipped == Item.Shipped.AS_PACKAGED ? "cron" : "",
                shipped,
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
    }

    @Override
    public void close() {
        store.close();
    }

    /** A logon as root over SSH, or one that failed. */
    Event logon(LogonAction action, String address) {
        return new Event.Logon(
                at(0),
                "linux.auth-log",
                action,
                LogonType.SSH,
                new Account("0", "root"),
                Optional.empty(),
                address,
                "",
                "",
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
    }

    /** How often each alert was raised. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        alerts().forEach(alert -> counts.put(alert.rule() + " " + alert.id(), alert.count()));
        return counts;
    }
}
