package bzh.vigie.agent;

import bzh.vigie.agent.budget.Budget;
import bzh.vigie.agent.budget.ClassCache;
import bzh.vigie.agent.budget.GiveBack;
import bzh.vigie.agent.budget.OwnUse;
import bzh.vigie.agent.budget.Pace;
import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.persistence.DirectoryInventory;
import bzh.vigie.agent.persistence.Inventory;
import bzh.vigie.agent.persistence.OwnCanaries;
import bzh.vigie.agent.selftest.Plantings;
import bzh.vigie.agent.source.CoverageLedger;
import bzh.vigie.agent.source.HangGuard;
import bzh.vigie.agent.source.HostStates;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.source.Source;
import bzh.vigie.agent.source.TriedLists;
import bzh.vigie.agent.source.TriedProxies;
import bzh.vigie.agent.source.WtmpShutdown;
import bzh.vigie.agent.spool.Spool;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.transport.OwnCollectors;
import bzh.vigie.agent.uplink.AgentPolicy;
import bzh.vigie.agent.uplink.AgentRun;
import bzh.vigie.agent.uplink.InventoryRequests;
import bzh.vigie.agent.uplink.SpoolOutbox;
import bzh.vigie.agent.uplink.Uplink;
import bzh.vigie.agent.uplink.UplinkParts;
import bzh.vigie.agent.watchlist.LocalCheck;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Moment;
import bzh.vigie.journal.Disk;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stages of a running agent, put together: source, ledger, spool, uplink. {@link #start}, {@link #tick} and
 * {@link #close} are called by one thread.
 */
final class Pipeline implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pipeline.class.getName());
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    /** Longest pause between two looks at what is due by the clock. */
    private static final Duration TICKS = Duration.ofSeconds(30);

    /** The guard looks every half minute; in three minutes that the machine runs it has looked. */
    private static final int GUARD_PAUSES = 36;

    private static final long GUARD_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long STATUS_EVERY_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long SAMPLE_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final StateFolder state;
    private final Clock clock;
    private final Machine machine;
    private final Platform platform;
    private final Spool spool;
    private final CoverageLedger ledger;
    private final LocalCheck check;
    private final List<Source> sources;
    private final Inventory inventory;
    private final DomainDirectory directory;

    /** Of which each list that native code of others gives is written down while it is asked. */
    private final Optional<TriedLists> tried;

    private final Optional<TriedProxies> triedProxies;

    private final HangGuard guard = new HangGuard(this::halted);
    private final HangGuard.Call ticking = new HangGuard.Call();
    private final Uplink uplink;
    private final Budget budget = new Budget();
    private final GiveBack giveBack = new GiveBack(Runtime.getRuntime()::totalMemory, System::gc, System::nanoTime);
    private final ClockWatch clockWatch;
    private final StandstillWatch standstill;
    private final HostStates states;
    private final StatusMaker status;
    private final StatusPage page;
    private final Optional<ClassCache> classCache;

    private volatile AgentPolicy policy;
    private Optional<OwnUse> use = Optional.empty();
    private long guardLooks;
    private long guardSeenNanos = System.nanoTime();
    private int pausesWithoutLook;
    private long sampledNanos;
    private long statusNanos = System.nanoTime() - STATUS_EVERY_NANOS;
    private Inventory.Progress statusProgress = Inventory.Progress.RUNNING;

    /**
     * Opens every stage; nothing watches or connects yet.
     *
     * @param page says to the users of this machine how the agent is
     * @param changed told when the connection's state changed; returns at once
     */
    Pipeline(
            StateFolder state,
            Identity identity,
            AgentConfig config,
            Platform platform,
            Machine machine,
            Clock clock,
            StatusPage page,
            Runnable changed)
            throws IOException {
        SecureRandom random = new SecureRandom();
        this.state = state;
        this.clock = clock;
        this.page = page;
        this.machine = machine;
        this.platform = platform;
        this.policy = config.policy();
        this.spool = Spool.open(state.file("spool"), policy.spoolBytes(), clock, random, Disk.REAL);
        this.ledger = new CoverageLedger(spool, clock);
        Path caches = Files.createDirectories(state.file("sources"));
        // What the environment says on a Linux runs nobody's code.
        this.triedProxies = platform.isWindows()
                ? Optional.of(new TriedProxies(platform.network(), caches, clock))
                : Optional.empty();
        LocalNetwork network = triedProxies.map(TriedProxies::network).orElseGet(platform::network);
        Connector connector = new Connector(config.proxy(), network, CONNECT_TIMEOUT);
        List<CollectorAddress> collectors = config.collectors().isEmpty() ? identity.collectors() : config.collectors();
        Sink told = new BlockedCollectors(new OwnCollectors(collectors, connector::dialled), ledger);
        this.check = new LocalCheck(state, told, clock, System::nanoTime);
        this.states = new HostStates(platform.isWindows());
        Path domain = state.file("directory");
        this.directory = new DomainDirectory(
                domain,
                every -> DirectoryInventory.open(
                        ledger,
                        clock,
                        machine,
                        domain,
                        () -> SparingDirectory.of(
                                platform.directory(() -> clock.now().wall())),
                        config.reader() == AgentConfig.InventoryReader.APART
                                ? Optional.of(platform.directoryReader())
                                : Optional.empty(),
                        every));
        this.sources = platform.sources(check, clock, caches, machine, config, record -> {
            states.accept(record, clock.now().wall());
            directory.accept(record);
        });
        Machine read = config.reader() == AgentConfig.InventoryReader.APART ? machine : machine.inside();
        this.tried = read.lists().ifFound().map(lists -> new TriedLists(lists, caches, clock));
        this.inventory = Inventory.open(
                told,
                clock,
                tried.map(lists -> read.telling(Reading.found(lists))).orElse(read),
                state.file("inventory"),
                new OwnCanaries(
                        state.path(), System::nanoTime, () -> tell(AgentAction.SELFTEST, StartKind.SAME_BOOT, "")));
        inventory.takeTurns(platform.passes());
        inventory.checkedBy(check);
        AgentRun run = AgentRun.begin(Main.VERSION, platform.facts(), random);
        SpoolOutbox outbox = new SpoolOutbox(spool);
        this.uplink = new Uplink(
                identity,
                collectors,
                policy,
                new UplinkParts(
                        connector,
                        state,
                        run,
                        clock,
                        outbox,
                        requests(inventory, directory),
                        check,
                        ledger::states,
                        ledger,
                        random,
                        this::apply,
                        changed));
        this.classCache = platform.classCache();
        this.clockWatch = new ClockWatch(clock, platform.awakeNanos());
        this.standstill = new StandstillWatch(platform.awakeNanos(), platform::activity);
        this.status = new StatusMaker(
                identity, clock, ledger, outbox, spool::lost, spool::isStuck, state::room, uplink, page.file());
    }

    private static InventoryRequests requests(Inventory inventory, DomainDirectory directory) {
        return new InventoryRequests() {
            @Override
            public List<InventoryDigest.Entry> digests() {
                List<InventoryDigest.Entry> all = new ArrayList<>(inventory.digests());
                if (!all.isEmpty()) {
                    all.addAll(directory.digests());
                }
                return all;
            }

            @Override
            public void listCompletely(List<Place> places) {
                places.stream()
                        .filter(place -> !DirectoryInventory.isOfDirectory(place.location()))
                        .forEach(place -> inventory.listCompletely(place.location(), place.accountId()));
                directory.listCompletely(places.stream()
                        .filter(place -> DirectoryInventory.isOfDirectory(place.location()))
                        .toList());
            }
        };
    }

    private void apply(AgentPolicy next) {
        policy = next;
        spool.maxBytes(next.spoolBytes());
        inventory.passEvery(Pace.between(next.inventoryPass(), budget.isOver()));
        directory.readEvery(next.directory());
    }

    /** Begins to watch and to connect. */
    void start() throws IOException {
        List<String> left = new Plantings(state, Path.of("/")).clear();
        if (!left.isEmpty()) {
            LOG.log(Level.WARNING, "specimens of a selftest could not be removed: " + left.size());
        }
        Moment now = clock.now();
        BootMark.Start start = BootMark.start(state, now.bootId());
        tell(AgentAction.STARTED, start.kind(), start.isAfterBreakOff() ? platform.lastExit() : "");
        Instant booted = now.wall().minus(now.monotonicMicros(), ChronoUnit.MICROS);
        states.began(start.kind(), start.ended(), booted);
        if (!platform.isWindows()) {
            WtmpShutdown.read(Path.of("/"), booted).ifPresent(states::shutDown);
        }
        apply(policy);
        sources.forEach(source -> source.guardedBy(guard));
        inventory.guardedBy(guard);
        guard.watch(ticking, new HangGuard.Listener() {
            @Override
            public void stuck(String call) {
                // It asks the system nothing.
            }

            @Override
            public void halted(String thread) {
                // Told of every thread, below.
            }

            @Override
            public void again() {
                // What was due meanwhile is done now.
            }
        });
        guard.start();
        sources.forEach(Source::start);
        inventory.start();
        uplink.start();
        standstill.start();
        sample();
    }

    /** To be called every few seconds: what is due by the clock. */
    void tick() {
        ticking.idle(TICKS);
        lookAfterGuard();
        ledger.tick();
        Optional<ClockWatch.Noticed> noticed = clockWatch.look();
        states.look(
                        noticed.map(ClockWatch.Noticed::slept).orElse(Duration.ZERO),
                        noticed.map(ClockWatch.Noticed::set).orElse(Duration.ZERO))
                .forEach(told -> tell(told.action(), told.start(), told.detail()));
        Duration stood = standstill.take();
        if (!stood.isZero()) {
            ledger.stoodStill(stood);
            tell(AgentAction.FROZEN, StartKind.SAME_BOOT, SourceText.detail("state-frozen", stood.toSeconds()));
        }
        check.look(inventory.sweeps());
        giveBack.look();
        classCache.ifPresent(cache -> cache.look(inventory.progress() == Inventory.Progress.COMPLETE));
        if (System.nanoTime() - sampledNanos >= SAMPLE_EVERY_NANOS) {
            sample();
        }
    }

    /** A thread of the agent is halted while this one goes on. */
    private void halted(String thread) {
        tell(AgentAction.FROZEN, StartKind.SAME_BOOT, SourceText.detail("state-halted", thread));
    }

    /** The guard is itself a thread that somebody may halt. Pauses are counted and not time, which goes on while the PC sleeps. */
    private void lookAfterGuard() {
        long now = System.nanoTime();
        if (now - guardSeenNanos < GUARD_PAUSE_NANOS) {
            return;
        }
        guardSeenNanos = now;
        long looks = guard.looks();
        pausesWithoutLook = looks == guardLooks ? pausesWithoutLook + 1 : 0;
        guardLooks = looks;
        if (pausesWithoutLook == GUARD_PAUSES) {
            halted(HangGuard.THREAD);
        }
    }

    private void sample() {
        sampledNanos = System.nanoTime();
        use = platform.ownUse();
        use.flatMap(now -> budget.sample(now, clock.now().monotonicMicros())).ifPresent(turn -> {
            String figures = String.format(
                    Locale.ROOT,
                    "%.1f MiB, %.2f %% of a processor",
                    turn.rssBytes() / 1048576.0,
                    turn.cpuShare() * 100);
            tell(turn.over() ? AgentAction.DEGRADED : AgentAction.RECOVERED, StartKind.SAME_BOOT, figures);
            apply(policy);
        });
    }

    private void tell(AgentAction action, StartKind kind, String detail) {
        ledger.accept(new Event.AgentState(clock.now(), Uplink.SOURCE, action, kind, Main.VERSION, detail));
    }

    /** Writes what {@code status} reads, if the last is old, or something in it that people wait for changed. */
    void writeStatus(boolean changed, boolean stopped) {
        Inventory.Progress progress = inventory.progress();
        boolean due = System.nanoTime() - statusNanos >= STATUS_EVERY_NANOS;
        if (!due && !changed && !stopped && progress == statusProgress) {
            return;
        }
        statusNanos = System.nanoTime();
        statusProgress = progress;
        Status now = status.make(use, budget, progress, stopped);
        page.show(now, !stopped, clock.now().wall());
        try {
            StatusFile.write(state, now);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the status file cannot be written: " + e);
        }
    }

    /** Stops in reverse: no more is seen, what was seen is told, sent for a moment, and kept. */
    @Override
    public void close() {
        List<AutoCloseable> stages = new ArrayList<>();
        classCache.ifPresent(cache -> stages.add(cache::close));
        sources.reversed().forEach(stages::add);
        stages.add(inventory);
        stages.add(directory);
        tried.ifPresent(stages::add);
        triedProxies.ifPresent(stages::add);
        stages.add(guard);
        stages.add(standstill);
        stages.add(() -> tell(
                AgentAction.STOPPING,
                StartKind.SAME_BOOT,
                Stream.of(
                                states.shutdown(clock.now().wall()),
                                platform.stopReason(clock.now().wall()))
                        .filter(reason -> !reason.isEmpty())
                        .findFirst()
                        .orElse("")));
        stages.add(() -> BootMark.stop(state, clock.now().bootId()));
        stages.add(ledger);
        stages.add(spool::flush);
        stages.add(() -> uplink.close(LAST_WORDS));
        stages.add(spool);
        stages.add(machine);
        for (AutoCloseable stage : stages) {
            try {
                stage.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "a stage did not stop in good order", e);
            }
        }
    }
}
