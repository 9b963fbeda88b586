package bzh.vigie.simulation;

import bzh.vigie.agent.SimulatedAgent;
import bzh.vigie.collector.HandedCollector;
import bzh.vigie.collector.gateway.HandedGateway;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.event.Account;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import bzh.vigie.v1.MachineFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A machine that is made up, with an agent: what stands on it, whether it runs, and the truth about when it ran unwatched. What its agent
 * sends goes to the collector as frames. One thread.
 */
final class SimulatedHost {
    static final Duration PASS = Duration.ofHours(4);

    final String name;
    final Commune commune;
    final Role role;
    final boolean windows;
    final List<Account> users;
    final MacAddress card;

    private final Timeline time;
    private final HandedCollector collector;
    private final Random random;
    private final Path folders;
    private AgentId id;
    private Path folder;
    private Optional<AgentId> former = Optional.empty();
    private final Map<String, Item> items = new LinkedHashMap<>();
    private Map<String, Item> backup = Map.of();
    private Optional<SimulatedAgent> agent = Optional.empty();

    /** When it was shut down last, by its clock; empty where its power was cut since. */
    private Optional<Instant> shutDown = Optional.empty();

    private Optional<HandedGateway.Connection> connection = Optional.empty();
    private boolean on;
    private boolean asleep;
    private boolean enrolled;
    private boolean cut;
    private int boot;
    private Instant booted = Instant.EPOCH;
    private Instant sleptSince = Instant.EPOCH;
    private Duration slept = Duration.ZERO;
    private Duration wallError = Duration.ZERO;
    private Instant passed = Instant.EPOCH;

    /** Since when it has run without anything watching; empty where it is watched or does not run. */
    private Optional<Instant> blindSince = Optional.empty();

    private boolean processesDown;
    private final List<Blind> blinds = new ArrayList<>();

    /** A time in which it ran and was not watched, or not by all that a conclusion needs. */
    record Blind(Instant from, Instant to) {
        Duration length() {
            return Duration.between(from, to);
        }
    }

    SimulatedHost(
            Timeline time,
            HandedCollector collector,
            Path folders,
            Random random,
            String name,
            Commune commune,
            Role role,
            boolean windows,
            List<Account> users) {
        this.time = time;
        this.collector = collector;
        this.random = new Random(random.nextLong());
        this.folders = folders;
        this.id = id(random);
        this.folder = folders.resolve(id.text());
        this.card = new MacAddress(0x001C_0000_0000L | (id.text().hashCode() & 0xFFFF_FFFFL));
        this.name = name;
        this.commune = commune;
        this.role = role;
        this.windows = windows;
        this.users = List.copyOf(users);
    }

    private static AgentId id(Random random) {
        return new AgentId(
                new UUID(0x0190_0000_0000_7000L | (random.nextLong() << 16 >>> 4), random.nextLong() | Long.MIN_VALUE)
                        .toString());
    }

    AgentId id() {
        return id;
    }

    /** Who its agent was before it was set up anew; empty where it never was. */
    Optional<AgentId> former() {
        return former;
    }

    /** It is set up anew from trusted media, with what stands on it now, and gets an agent of its own. */
    void setUpAnew() throws IOException {
        boolean ran = isOn();
        powerOff();
        former = Optional.of(id);
        id = id(random);
        folder = folders.resolve(id.text());
        shutDown = Optional.empty();
        enrolled = false;
        if (ran) {
            powerOn();
        }
        enrol();
    }

    /** What stands on it, by key. */
    Collection<Item> items() {
        return items.values();
    }

    boolean isOn() {
        return on && !asleep;
    }

    boolean isEnrolled() {
        return enrolled;
    }

    /** Whether what happens on it reaches the collector at once. */
    boolean isHeard() {
        return isOn() && agent.isPresent() && connection.isPresent() && isWelcome();
    }

    private boolean isWelcome() {
        return agent.filter(each -> each.uplink().isWelcome()).isPresent();
    }

    /** When it ran unwatched, up to now. */
    List<Blind> blinds() {
        List<Blind> all = new ArrayList<>(blinds);
        blindSince.ifPresent(since -> all.add(new Blind(since, time.instant())));
        return all;
    }

    private void look() {
        boolean blind = isOn() && (agent.isEmpty() || processesDown);
        if (blind && blindSince.isEmpty()) {
            blindSince = Optional.of(time.instant());
        } else if (!blind && blindSince.isPresent()) {
            blinds.add(new Blind(blindSince.get(), time.instant()));
            blindSince = Optional.empty();
        }
    }

    /** Gets its agent, with a certificate of thirty days. */
    void enrol() throws IOException {
        enrolled = true;
        Instant now = time.instant();
        collector
                .store()
                .change(session -> session.hosts()
                        .enrol(new Host(
                                id,
                                commune,
                                name,
                                State.ACTIVE,
                                Sha256.over(id.text().getBytes(StandardCharsets.UTF_8)),
                                "{}",
                                "1.0.0",
                                now,
                                now.plus(Duration.ofDays(30)),
                                Optional.empty(),
                                0,
                                "",
                                "",
                                false)));
        if (on) {
            startAgent();
        }
    }

    private Clock clock() {
        String bootId = UUID.nameUUIDFromBytes((name + boot).getBytes(StandardCharsets.UTF_8))
                .toString();
        return () -> new Moment(
                time.instant().plus(wallError), bootId, Math.max(0, ChronoUnit.MICROS.between(booted, time.instant())));
    }

    private long awakeNanos() {
        return Duration.between(booted, time.instant()).minus(slept).toNanos();
    }

    Moment moment() {
        return clock().now();
    }

    /** It is switched on, or comes up again. */
    void powerOn() throws IOException {
        if (on) {
            return;
        }
        on = true;
        asleep = false;
        slept = Duration.ZERO;
        boot++;
        booted = time.instant();
        if (enrolled) {
            startAgent();
        }
        look();
    }

    /** Its agent begins to run. */
    void startAgent() throws IOException {
        if (agent.isPresent() || !isOn()) {
            return;
        }
        SimulatedAgent started = new SimulatedAgent(id.text(), machine(), clock(), this::awakeNanos, folder, random);
        agent = Optional.of(started);
        shutDown.ifPresent(started::shutDown);
        processesDown = false;
        connect();
        started.pass(items.values());
        passed = time.instant();
        beat();
        look();
    }

    private SimulatedAgent.Machine machine() {
        MachineFacts facts = MachineFacts.newBuilder()
                .setHostname(name)
                .setOs(windows ? "windows" : "linux")
                .setOsVersion(
                        windows ? role == Role.WORKSTATION ? "Windows 11 Pro" : "Windows Server 2022" : "Debian 13")
                .build();
        return new SimulatedAgent.Machine(
                windows,
                facts,
                OrdinaryItems.places(windows),
                users,
                windows
                        ? List.of("windows.process", "windows.network", "windows.log.security", "windows.audit.logons")
                        : List.of("linux.process", "linux.network", "linux.logon"));
    }

    private void connect() {
        if (!cut && agent.isPresent()) {
            connection = Optional.of(collector
                    .gateway()
                    .connect(id, "192.0.2." + (1 + Math.floorMod(name.hashCode(), 250))));
            say(agent.get().uplink().hello());
        }
    }

    private void disconnect() {
        connection.ifPresent(HandedGateway.Connection::close);
        connection = Optional.empty();
    }

    private void say(byte[] frame) {
        SimulatedAgent to = agent.orElseThrow();
        for (byte[] answer : connection.orElseThrow().take(frame)) {
            to.uplink().take(answer).ifPresent(this::say);
        }
    }

    /** What is in the spool goes to the collector. */
    private void send() {
        if (connection.isPresent() && isWelcome()) {
            SimulatedAgent from = agent.orElseThrow();
            Optional<byte[]> batch = from.uplink().batch();
            while (batch.isPresent()) {
                say(batch.get());
                batch = from.uplink().batch();
            }
        }
    }

    /** A sign of life, and what is due by the clock. */
    void beat() throws IOException {
        if (agent.isEmpty() || !isOn()) {
            return;
        }
        if (!cut && (connection.isEmpty() || !isWelcome())) {
            disconnect();
            connect();
        }
        if (Duration.between(passed, time.instant()).compareTo(PASS) >= 0) {
            agent.get().pass(items.values());
            passed = time.instant();
        }
        if (connection.isPresent() && isWelcome()) {
            say(agent.get().uplink().heartbeat());
        }
        agent.get().tick();
        send();
    }

    /** It is shut down in good order. */
    void powerOff() throws IOException {
        if (!on) {
            return;
        }
        if (asleep) {
            wake();
        }
        if (agent.isPresent()) {
            beat();
            agent.get().stop();
            send();
        }
        endAgent();
        shutDown = Optional.of(clock().now().wall());
        on = false;
        look();
    }

    /** Its power is cut, or it is reset. */
    void powerCut() throws IOException {
        endAgent();
        shutDown = Optional.empty();
        on = false;
        look();
    }

    /** Somebody ends its agent while it runs. */
    void killAgent() throws IOException {
        endAgent();
        look();
    }

    private void endAgent() throws IOException {
        disconnect();
        if (agent.isPresent()) {
            agent.get().close();
            agent = Optional.empty();
        }
    }

    void sleep() throws IOException {
        if (isOn()) {
            if (agent.isPresent()) {
                beat();
                agent.get().suspends();
                send();
            }
            disconnect();
            asleep = true;
            sleptSince = time.instant();
            look();
        }
    }

    void wake() throws IOException {
        if (on && asleep) {
            asleep = false;
            slept = slept.plus(Duration.between(sleptSince, time.instant()));
            connect();
            beat();
            look();
        }
    }

    /** Its network is cut, or there again. */
    void network(boolean there) throws IOException {
        cut = !there;
        if (cut) {
            disconnect();
        } else if (isOn()) {
            beat();
        }
    }

    /** Its wall clock goes wrong by so much. */
    void wallClock(Duration error) throws IOException {
        wallError = error;
        beat();
    }

    /** The source of its processes fails, or works again. */
    void processes(boolean work) throws IOException {
        if (agent.isPresent()) {
            agent.get()
                    .state(
                            (windows ? "windows" : "linux") + ".process",
                            work ? WatchState.LIVE : WatchState.DOWN,
                            work ? ReasonCode.NONE : ReasonCode.FAILED);
            processesDown = !work;
            beat();
            look();
        }
    }

    /** A second machine begins to use its key. */
    void cloned() {
        try (HandedGateway.Connection other = collector.gateway().connect(id, "198.51.100.9")) {
            SimulatedAgent real = agent.orElseThrow();
            SimulatedAgent copy = new SimulatedAgent(
                    id.text(),
                    machine(),
                    clock(),
                    this::awakeNanos,
                    folder.resolveSibling(id.text() + "-copy"),
                    random);
            other.take(copy.uplink().hello()).forEach(copy.uplink()::take);
            copy.close();
            say(real.uplink().heartbeat());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing is known of what happened in this time, whatever the host tells. */
    void lost(Instant from, Instant to) {
        blinds.add(new Blind(from, to));
    }

    /** Its disk is copied while it is off, as a backup of a virtual machine. */
    void backUp() throws IOException {
        powerOff();
        copy(folder, folder.resolveSibling(id.text() + "-backup"));
        backup = new LinkedHashMap<>(items);
        powerOn();
    }

    /** The copy takes the place of its disk. */
    void restore() throws IOException {
        powerCut();
        copy(folder.resolveSibling(id.text() + "-backup"), folder);
        items.clear();
        items.putAll(backup);
        powerOn();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> old = Files.exists(to) ? Files.walk(to) : Stream.empty()) {
            for (Path each : old.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    /** A source sees something on it. */
    void sees(Event event) {
        agent.filter(ignored -> isOn()).ifPresent(each -> each.accept(event));
    }

    /** These are there from now on, in the place of what has the same keys. */
    void put(List<Item> more) throws IOException {
        more.forEach(item -> items.put(item.key(), item));
        changed();
    }

    /** These are no longer there. */
    void remove(List<String> keys) throws IOException {
        keys.forEach(items::remove);
        changed();
    }

    private void changed() throws IOException {
        if (agent.isPresent() && isOn()) {
            agent.get().noticed(items.values());
            beat();
        }
    }
}
