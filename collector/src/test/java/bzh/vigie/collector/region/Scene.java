package bzh.vigie.collector.region;

import bzh.vigie.collector.detect.Delivered;
import bzh.vigie.collector.detect.Detectors;
import bzh.vigie.collector.detect.Feed;
import bzh.vigie.collector.detect.Pipeline;
import bzh.vigie.collector.detect.Quarantine;
import bzh.vigie.collector.detect.Raising;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.wire.EventCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The folder of a collector in which something happened: what hosts tell goes through detection with all shipped rules, and what people
 * decide through the store, each at its time. One thread.
 */
final class Scene implements AutoCloseable {
    static final Scope ALL = new Scope.All();

    private static final String EPOCH = "0123456789abcdef0123456789abcdef";

    private final Instant begin;
    private final Store store;
    private final LuceneHistory history;
    private final Records records = new Records();
    private final Pipeline pipeline;
    private final Cards cards;
    private final Map<SampleHost, Long> numbers = new HashMap<>();
    private Instant now;

    /** In the folder of a collector that does not run. */
    Scene(Path folder, Instant begin) {
        this.begin = begin.truncatedTo(ChronoUnit.SECONDS);
        this.now = this.begin;
        this.store = SqliteStore.open(folder.resolve("state"), clock());
        this.history = LuceneHistory.open(folder.resolve("history"), 16);
        RuleSet rules = ShippedRules.load();
        Ruling ruling = new Ruling(new CompiledRules(rules.rules()), rules.correlations(), rules.onlyCorrelated());
        this.cards = new Cards(rules.detectors());
        this.pipeline = new Pipeline(
                records,
                store,
                history,
                () -> ruling,
                cards,
                Detectors.all(() -> ruling, cards, Duration.ofHours(1), host -> {}),
                new Quarantine(folder.resolve("quarantine")),
                new Shares(System::nanoTime),
                () -> 0,
                clock());
    }

    private InstantSource clock() {
        return () -> now;
    }

    /** It is this time from now on: later than before. */
    void at(Instant time) {
        if (time.isBefore(now)) {
            throw new IllegalArgumentException(time + " is before " + now);
        }
        now = time.truncatedTo(ChronoUnit.SECONDS);
    }

    Instant now() {
        return now;
    }

    /** The host's clocks now. */
    Moment moment(SampleHost host) {
        return new Moment(now, "boot-" + host.number(), 60_000_000L + ChronoUnit.MICROS.between(begin, now));
    }

    /** The host tells this now; it is judged before the next decision. */
    void tells(SampleHost host, Event... events) {
        tells(host, List.of(events));
    }

    void tells(SampleHost host, List<Event> events) {
        long number = numbers.merge(host, 1L, Long::sum);
        records.all.add(new Delivered(
                host.id(), host.commune(), EPOCH, 1, number, now, 0, new Batch(EventCodec.encode(events))));
    }

    /** It has, gets or loses this item. */
    void shows(SampleHost host, Change change, Item item) {
        tells(host, seen(host, change, item));
    }

    Event seen(SampleHost host, Change change, Item item) {
        return new Event.ItemSeen(moment(host), host.source("persistence"), change, item, Optional.empty(), 1);
    }

    /** The end of a whole reading of a location. */
    Event read(SampleHost host, String location, int items) {
        return new Event.LocationRead(
                moment(host),
                host.source("persistence"),
                new LocationStatus(
                        location,
                        Optional.empty(),
                        LocationStatus.State.READ,
                        ReasonCode.NONE,
                        "",
                        "live",
                        items,
                        items * 400L,
                        moment(host).wallMicros(),
                        12_000,
                        LocationStatus.Trigger.PASS,
                        1),
                1,
                true,
                Sha256.over(location.getBytes(StandardCharsets.UTF_8)));
    }

    /** Somebody decides, knowing all that was told. */
    void decide(Consumer<Store.Session> decision) {
        judge();
        store.change(decision);
    }

    /** The same with a result. */
    <T> T decided(Function<Store.Session, T> decision) {
        judge();
        return store.write(decision);
    }

    /** Marks an item of a host as the attacker's, and looks for it everywhere, as the command does. */
    Tombstone mark(Incident incident, SampleHost host, Item item, Author author) {
        Tombstone tombstone = decided(session -> session.tombstones()
                        .add(
                                ALL,
                                incident.id(),
                                host.commune(),
                                Optional.of(host.id()),
                                item.key(),
                                Sweep.fields(item),
                                Optional.empty(),
                                author))
                .orElseThrow();
        List<Tombstone> marked = store.read(session -> session.tombstones().list(ALL, incident.id()));
        Evictions evictions =
                Evictions.of(store.read(session -> session.incidents().evictions(ALL, incident.id())));
        new Sweep(store, now)
                .of(List.of(tombstone), incident.communes(), marked, evictions, cards)
                .found()
                .forEach(found -> store.<Boolean>write(session -> Raising.raise(session, found.finding())));
        return tombstone;
    }

    /** Judges all that was told. */
    private void judge() {
        try {
            while (pipeline.step(Duration.ZERO)) {
                // Until there is no more.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        judge();
        pipeline.commitHistory();
        history.close();
        store.close();
    }

    /** What was told, in its order. */
    private static final class Records implements Feed {
        private final List<Delivered> all = new ArrayList<>();

        @Override
        public String name() {
            return "sample";
        }

        @Override
        public Reading from(long number) {
            return new Reading() {
                private long position = number - 1;

                @Override
                public List<Delivered> next(int max, Duration patience) {
                    List<Delivered> some =
                            List.copyOf(all.subList((int) position, (int) Math.min(all.size(), position + max)));
                    position += some.size();
                    return some;
                }

                @Override
                public boolean hasMore() {
                    return all.size() > position;
                }

                @Override
                public long position() {
                    return position;
                }
            };
        }
    }

    /** A batch that was never sent, and so never compressed. */
    private static final class Batch implements Delivered.Payload {
        private final byte[] content;

        Batch(byte[] content) {
            this.content = content;
        }

        @Override
        public byte[] compressed() {
            return content.clone();
        }

        @Override
        public InputStream inflate() {
            return new ByteArrayInputStream(content);
        }
    }
}
