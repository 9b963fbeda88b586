package bzh.vigie.collector.gateway;

import bzh.vigie.collector.identity.Admission;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Lane;
import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Store;
import bzh.vigie.v1.Acknowledgement;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.Time;
import bzh.vigie.v1.Welcome;
import bzh.vigie.watchlist.LocalWatchlist;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The gateway without sockets, TLS and threads: frames come as bytes, are read and checked by the gateway's own code, and do to store and
 * ingest log what a session does; what it would send is given back. Certificates are dates in the store, renewed at two thirds of their
 * time. A second run of a key that is seen while another is open is a clone at once, which the real one first makes prove itself. One
 * thread.
 */
public final class HandedGateway {
    private static final Duration VALID = Duration.ofDays(30);

    private final Store store;
    private final IngestLog log;
    private final InstantSource clock;
    private final Notices notices;
    private final Pushing pushing;
    private final Map<AgentId, List<Connection>> open = new HashMap<>();

    public HandedGateway(Store store, IngestLog log, InstantSource clock) {
        this.store = store;
        this.log = log;
        this.clock = clock;
        this.notices = new Notices(log, clock, new SecureRandom());
        this.pushing = new Pushing(
                store, clock, () -> open.values().forEach(all -> all.forEach(Connection::push)), this::sweep);
    }

    /** What agents are to look for is worked out anew, as every few seconds; it is sent with the next frames. */
    public void look() {
        pushing.look();
    }

    /** A connection of whoever holds the key of that agent. */
    public Connection connect(AgentId agent, String address) {
        return new Connection(agent, address);
    }

    private void sweep(Map<AgentId, Instant> due) {
        due.forEach((agent, when) -> open.getOrDefault(agent, List.of()).forEach(each -> each.sweep(when)));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** From connecting to the end. */
    public final class Connection implements AutoCloseable {
        private final AgentId agent;
        private final String address;
        private final InventoryCheck inventory;
        private final List<byte[]> toSend = new ArrayList<>();
        private Optional<Host> host = Optional.empty();
        private String run = "";
        private long skew;
        private Pushed pushed = new Pushed(ByteString.EMPTY);

        private Connection(AgentId agent, String address) {
            this.agent = agent;
            this.address = address;
            this.inventory = new InventoryCheck(
                    store,
                    agent,
                    () -> micros(clock.instant()) * 1_000,
                    request -> send(CollectorFrame.newBuilder()
                            .setInventoryRequest(request)
                            .build()));
        }

        /** Takes a frame; gives those that are sent because of it. */
        public List<byte[]> take(byte[] bytes) {
            try {
                handle(AgentFrame.parseFrom(bytes));
            } catch (InvalidProtocolBufferException | BadFrameException e) {
                throw new IllegalStateException("an agent sent what is no frame", e);
            }
            List<byte[]> sent = List.copyOf(toSend);
            toSend.clear();
            return sent;
        }

        private void send(CollectorFrame frame) {
            toSend.add(frame.toByteArray());
        }

        private void handle(AgentFrame frame) throws BadFrameException {
            switch (frame.getFrameCase()) {
                case HELLO -> hello(Greeting.of(frame.getHello(), agent));
                case HEARTBEAT -> heartbeat(frame.getHeartbeat());
                case BATCH -> batch(frame.getBatch());
                case LOCATION_DIGESTS -> {
                    InventoryCheck.check(frame.getLocationDigests().getDigestsList());
                    inventory
                            .differing(frame.getLocationDigests().getDigestsList())
                            .ifPresent(request -> send(CollectorFrame.newBuilder()
                                    .setInventoryRequest(request)
                                    .build()));
                }
                case GOODBYE, RENEWAL_REQUEST -> {}
                case FRAME_NOT_SET -> throw new BadFrameException("an empty frame");
            }
        }

        private void hello(Greeting greeting) {
            Instant now = clock.instant();
            Optional<Host> known = store.read(session -> session.hosts().find(agent));
            Admission admission = known.map(each -> switch (each.state()) {
                        case ACTIVE, UNINSTALLED -> Admission.VALID;
                        case QUARANTINED -> Admission.QUARANTINED;
                        case REVOKED -> Admission.REVOKED;
                        case WAITING_FOR_APPROVAL -> Admission.NEEDS_APPROVAL;
                    })
                    .orElse(Admission.UNKNOWN);
            if (admission != Admission.VALID) {
                send(Refusals.goodbye(admission));
                return;
            }
            renew(known.orElseThrow(), now);
            run = greeting.run();
            skew = greeting.wallMicros() - micros(now);
            Welcome.Builder welcome =
                    Welcome.newBuilder().setTime(Time.newBuilder().setWallMicros(micros(now)));
            for (Lane lane : greeting.written().keySet()) {
                welcome.addDurable(Acknowledgements.position(lane, log.load(lane)));
            }
            List<Notices.Lost> lost = new ArrayList<>();
            greeting.released().forEach((lane, released) -> {
                long durable = log.load(lane);
                if (released > durable) {
                    lost.add(new Notices.Lost(lane, durable + 1, released));
                    log.gone(lane, released);
                }
            });
            if (!lost.isEmpty()) {
                notices.lost(
                        agent,
                        known.orElseThrow().commune(),
                        lost,
                        known.orElseThrow().lastSeen().orElse(now),
                        skew);
            }
            List<Connection> others = open.computeIfAbsent(agent, ignored -> new ArrayList<>());
            others.removeIf(other -> other.run.equals(run));
            others.add(this);
            if (others.size() > 1) {
                cloned(known.orElseThrow(), others);
                return;
            }
            host = known;
            if (greeting.isElsewhere(known.orElseThrow())) {
                notices.moved(
                        agent,
                        known.orElseThrow().commune(),
                        Machine.id(known.orElseThrow().facts()),
                        greeting.machine(),
                        address);
            }
            store.change(session -> session.hosts()
                    .hello(
                            agent,
                            greeting.hostname(),
                            greeting.facts(),
                            greeting.version(),
                            greeting.bootId(),
                            greeting.run(),
                            skew,
                            now));
            send(CollectorFrame.newBuilder().setWelcome(welcome).build());
            pushed = new Pushed(greeting.watchlist());
            push();
        }

        private void push() {
            if (pushing.isKnown() && host.isPresent()) {
                LocalWatchlist list = pushing.list(host.get().commune());
                pushed.next(list, Pushed.hasSwept(store, agent, list.id())).forEach(this::send);
            }
        }

        private void sweep(Instant due) {
            pushed.sweep(due).ifPresent(this::send);
        }

        private void renew(Host known, Instant now) {
            Instant ends = known.certificateExpires();
            if (now.isAfter(ends.minus(VALID.dividedBy(3)))) {
                store.change(session -> session.hosts().certificate(agent, known.publicKey(), now.plus(VALID)));
            }
            if (now.isAfter(ends)) {
                notices.renewedLate(agent, known.commune(), ends.toString());
            }
        }

        private void cloned(Host known, List<Connection> all) {
            List<String> runs = all.stream().map(each -> each.run).toList();
            List<String> addresses = all.stream().map(each -> each.address).toList();
            store.change(session -> session.hosts()
                    .state(agent, State.QUARANTINED, new Author("collector", "one key in two places at once")));
            notices.clone(agent, known.commune(), runs, addresses);
            for (Connection each : List.copyOf(all)) {
                each.send(Refusals.goodbye(Admission.QUARANTINED));
                each.host = Optional.empty();
            }
            open.remove(agent);
        }

        private void heartbeat(Heartbeat heartbeat) {
            if (host.isEmpty()) {
                send(Refusals.goodbye(Admission.QUARANTINED));
                return;
            }
            Instant now = clock.instant();
            skew = heartbeat.getClock().getWallMicros() - micros(now);
            renew(store.read(session -> session.hosts().find(agent)).orElseThrow(), now);
            store.change(session -> session.hosts().seen(agent, now, skew));
            send(CollectorFrame.newBuilder()
                    .setTime(Time.newBuilder().setWallMicros(micros(now)))
                    .build());
            ByteString digest = heartbeat.getInventoryDigest();
            if (inventory.isDue(digest)) {
                inventory.compared(digest, inventory.isSame(digest));
            }
        }

        private void batch(Batch batch) throws BadFrameException {
            if (host.isEmpty()) {
                return;
            }
            Lane lane = Greeting.lane(agent, batch.getEpoch(), batch.getLane());
            if (batch.getNumber() > log.durable(lane)) {
                land(new Received(
                        clock.instant(),
                        lane,
                        host.get().commune(),
                        address,
                        skew,
                        batch.getNumber(),
                        batch.getInflatedSize(),
                        batch.getDeflated()));
            }
            send(CollectorFrame.newBuilder()
                    .setAcknowledgement(
                            Acknowledgement.newBuilder().addDurable(Acknowledgements.position(lane, log.durable(lane))))
                    .build());
        }

        private void land(Received received) {
            CountDownLatch landed = new CountDownLatch(1);
            AtomicBoolean good = new AtomicBoolean();
            log.feed().offer(received, durable -> {
                good.set(durable);
                landed.countDown();
            });
            try {
                landed.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            if (!good.get()) {
                throw new IllegalStateException("the ingest log does not take a batch");
            }
        }

        /** The other side is gone. */
        @Override
        public void close() {
            List<Connection> all = open.getOrDefault(agent, List.of());
            if (all.contains(this)) {
                all.remove(this);
                if (all.isEmpty()) {
                    open.remove(agent);
                    store.change(session -> session.hosts().disconnected(agent));
                }
            }
        }
    }
}
