package bzh.vigie.agent;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.persistence.HandedInventory;
import bzh.vigie.agent.source.CoverageLedger;
import bzh.vigie.agent.source.HostStates;
import bzh.vigie.agent.spool.Spool;
import bzh.vigie.agent.uplink.HandedUplink;
import bzh.vigie.agent.uplink.InventoryRequests;
import bzh.vigie.agent.uplink.Uplink;
import bzh.vigie.agent.watchlist.LocalCheck;
import bzh.vigie.event.Account;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Item;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.journal.Disk;
import bzh.vigie.v1.MachineFacts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One start of an agent on a machine that is made up: the agent's own spool, coverage, inventory, states of the host and frames, wired as
 * {@link Pipeline} wires them, with clocks, findings and events handed in. One thread.
 */
public final class SimulatedAgent {
    /** What is on it counts as kept at once: whoever simulates ends no process. */
    private static final Disk MEMORY = new Disk() {
        @Override
        public void write(RandomAccessFile file, long at, byte[] bytes) throws IOException {
            Disk.REAL.write(file, at, bytes);
        }

        @Override
        public void sync(RandomAccessFile file) {
            // Nothing that is simulated survives this process.
        }
    };

    private final Clock clock;
    private final StateFolder state;
    private final Spool spool;
    private final CoverageLedger ledger;
    private final LocalCheck check;
    private final HandedInventory inventory;
    private final HostStates states = new HostStates(false);
    private final ClockWatch watch;
    private final HandedUplink uplink;
    private final List<String> sources;

    /**
     * What a machine is.
     *
     * @param places ids of the locations that are read
     * @param sources ids of the sources that watch besides the inventory
     */
    public record Machine(
            boolean windows, MachineFacts facts, Set<String> places, List<Account> accounts, List<String> sources) {
        public Machine {
            places = Set.copyOf(places);
            accounts = List.copyOf(accounts);
            sources = List.copyOf(sources);
        }
    }

    /**
     * Starts it.
     *
     * @param awakeNanos stands still while the host sleeps
     * @param folder of its state, which is there again at the next start
     */
    public SimulatedAgent(
            String id, Machine machine, Clock clock, LongSupplier awakeNanos, Path folder, RandomGenerator random)
            throws IOException {
        this.clock = clock;
        this.state = new StateFolder(Files.createDirectories(folder));
        this.sources = machine.sources();
        this.spool = Spool.open(state.file("spool"), Spool.DEFAULT_MAX_BYTES, clock, random, MEMORY);
        this.ledger = new CoverageLedger(spool, clock);
        this.inventory = new HandedInventory(
                ledger,
                clock,
                machine.windows(),
                machine.places(),
                machine.accounts(),
                Files.createDirectories(state.file("disk")),
                state.file("inventory"));
        this.check = new LocalCheck(state, ledger, clock, () -> clock.now().monotonicMicros() * 1_000);
        inventory.checkedBy(check);
        this.watch = new ClockWatch(clock, awakeNanos);
        InventoryRequests requests = new InventoryRequests() {
            @Override
            public List<InventoryDigest.Entry> digests() {
                return inventory.digests();
            }

            @Override
            public void listCompletely(List<Place> places) {
                places.forEach(place -> inventory.listCompletely(place.location(), place.accountId()));
            }
        };
        this.uplink = new HandedUplink(
                id, machine.facts(), clock, spool, requests, check, ledger::states, ledger, state.path(), random);
        var now = clock.now();
        BootMark.Start start = BootMark.start(state, now.bootId());
        tell(AgentAction.STARTED, start.kind(), "");
        states.began(start.kind(), start.ended(), now.wall().minus(now.monotonicMicros(), ChronoUnit.MICROS));
        sources.forEach(source -> state(source, WatchState.LIVE, ReasonCode.NONE));
        inventory.start();
    }

    /** The frames it sends. */
    public HandedUplink uplink() {
        return uplink;
    }

    /** A full pass that found these. */
    public void pass(Collection<Item> items) {
        inventory.pass(items);
    }

    /** A change was noticed: these are there now. */
    public void noticed(Collection<Item> items) {
        inventory.noticed(items);
    }

    /** A source saw something. */
    public void accept(Event event) {
        check.accept(event);
    }

    /** A place was read, where what is as shipped is told only as count and digest. */
    public void readFolding(Collection<Item> items) {
        inventory.readFolding(items);
    }

    /** A source watches like this from now on. */
    public void state(String source, WatchState how, ReasonCode why) {
        ledger.accept(new Event.SourceState(clock.now(), source, how, why, "handed in"));
    }

    /** Its system says that it shut down then, before this boot. */
    public void shutDown(Instant at) {
        states.shutDown(at);
    }

    /** The host is about to sleep. */
    public void suspends() {
        tell(AgentAction.SUSPENDED, StartKind.SAME_BOOT, "");
        spool.flush();
    }

    /** What is due by the clocks; then all that was told is on disk. */
    public void tick() {
        ledger.tick();
        check.look(inventory.sweeps());
        inventory.tick();
        watch.look()
                .map(noticed -> states.look(noticed.slept(), noticed.set()))
                .orElseGet(() -> states.look(Duration.ZERO, Duration.ZERO))
                .forEach(told -> tell(told.action(), told.start(), told.detail()));
        spool.flush();
    }

    /** Ends in good order; what is left to be sent can still be taken. */
    public void stop() throws IOException {
        sources.forEach(source -> state(source, WatchState.DOWN, ReasonCode.STOPPED));
        inventory.end();
        tell(
                AgentAction.STOPPING,
                StartKind.SAME_BOOT,
                states.shutdown(clock.now().wall()));
        BootMark.stop(state, clock.now().bootId());
        ledger.close();
        spool.flush();
    }

    /** The end of its process, after {@link #stop} or without it. */
    public void close() throws IOException {
        spool.close();
    }

    private void tell(AgentAction action, StartKind kind, String detail) {
        ledger.accept(new Event.AgentState(clock.now(), Uplink.SOURCE, action, kind, "1.0.0", detail));
    }
}
