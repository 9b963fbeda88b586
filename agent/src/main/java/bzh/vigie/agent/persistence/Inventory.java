package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.FileWatch.Change;
import bzh.vigie.agent.host.KeyWatch;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.Turn;
import bzh.vigie.agent.source.HangGuard;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.source.Source;
import bzh.vigie.agent.source.Trying;
import bzh.vigie.agent.watchlist.LocalCheck;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What makes code run again on this machine, and how it changes: reads every location at start and every few hours, a location
 * at once when something in it changes, and tells items, statuses, digests and coverage as events. What was found last is kept
 * in a folder, so that a restart tells only what changed meanwhile. Thread-safe; reads on one thread of its own.
 */
public final class Inventory implements Source {
    private static final String LINUX = "linux.persistence";
    private static final String WINDOWS = "windows.persistence";

    private static final System.Logger LOG = System.getLogger(Inventory.class.getName());
    private static final Duration EVERY = Duration.ofHours(4);
    /** Of the changes that come together, so many files are told; their locations are read all the same. */
    private static final int MOST_TOUCHED = 100;

    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);

    /** How often what only a running machine shows is read again: nothing tells of its changes, and it costs little. */
    private static final Duration RUNNING_EVERY = Duration.ofMinutes(10);

    /** How often it is asked whether something was mounted over files; costs one small file. */
    private static final Duration VIEW_EVERY = Duration.ofSeconds(30);

    /** How often directories are looked at in which the kernel tells of no change; costs some milliseconds. */
    private static final Duration QUICK_EVERY = Duration.ofMinutes(2);

    private static final Duration DEBOUNCE = Duration.ofMillis(200);
    private static final Duration STOPPING = Duration.ofSeconds(5);

    /** So long what waits is still read before the end, and a reading that has begun then ends. */
    private static final Duration LAST = Duration.ofSeconds(2);

    private final Sink sink;
    private final Clock clock;
    private final Machine machine;
    private final String id;
    private final Rescans rescans = new Rescans(System::nanoTime);
    private final Watches<Optional<Site.Name>> watches;
    private final KeyWatches<Optional<Site.Name>> keyWatches;
    private final CoverageBook coverage;
    private final SiteBook book;
    private final Optional<PassApart> apart;

    /** Open while the first watches are new. */
    private final Optional<Trying> trying;

    /** Which place is read. */
    private final HangGuard.Call call = new HangGuard.Call();

    private final HangGuard.Call watching = new HangGuard.Call();

    private final Thread reader = Thread.ofPlatform().name("inventory").daemon().unstarted(this::work);
    private final Thread watcher =
            Thread.ofPlatform().name("inventory-watch").daemon().unstarted(this::watch);
    private volatile Duration every = EVERY;
    private volatile PassTurn turn = new PassTurn(Turn.ORDINARY);
    private final AtomicInteger passes = new AtomicInteger();
    private final AskedPasses sweeps = new AskedPasses(() -> passes() > 0, this::passNow);

    private volatile boolean overflowed;

    /** How many kinds of places something is mounted over, as was told last. */
    private volatile int covered;

    /** Something of the pass that goes on could not be read for an error: the pass confirms nothing. */
    private volatile boolean passFailed;

    private volatile boolean watched;

    private Inventory(
            Sink sink,
            Clock clock,
            Machine machine,
            SiteBook.Opened opened,
            OwnCanaries canaries,
            Optional<Trying> trying) {
        this.trying = trying;
        this.sink = sink;
        this.clock = clock;
        this.machine = machine;
        this.id = id(machine);
        this.watches = new Watches<>(machine.watch(), machine.files());
        this.keyWatches = new KeyWatches<>(
                machine.watch(),
                path -> machine.registry()
                        .then(registry -> registry.key(path))
                        .ifFound()
                        .isPresent());
        this.coverage = new CoverageBook(clock, id, sink::accept);
        this.book = new SiteBook(
                sink, clock, machine, opened, watches, keyWatches, coverage, canaries, SiteSubject.of(machine, clock));
        this.apart = machine.apart().ifFound().map(a -> new PassApart(a, book, rescans, clock));
    }

    /**
     * An inventory that tells its events to the sink.
     *
     * @param machine closed by the caller after the inventory
     * @param stateDir where what was found last is kept; made where it is not there
     * @param canaries of a selftest, not to be told
     * @throws IOException where that folder cannot be made
     */
    public static Inventory open(Sink sink, Clock clock, Machine machine, Path stateDir, OwnCanaries canaries)
            throws IOException {
        SiteBook.Opened opened = SiteBook.Opened.of(new SiteStore(stateDir), sink.checkpoint(id(machine)));
        if (id(machine).equals(LINUX) || !(machine.watch() instanceof Found<FileWatch>)) {
            return new Inventory(sink, clock, machine, opened, canaries, Optional.empty());
        }
        try {
            Trying trying = Trying.begin(stateDir, WINDOWS, clock);
            return new Inventory(sink, clock, machine, opened, canaries, Optional.of(trying));
        } catch (bzh.vigie.agent.host.Refused e) {
            Machine unwatched = machine.unwatched(new Refused<>(e.reason(), e.detailOr(e.what())));
            return new Inventory(sink, clock, unwatched, opened, canaries, Optional.empty());
        }
    }

    /** The source id in events of such a machine. */
    static String id(Machine machine) {
        return machine.registry() instanceof Found<Registry> ? WINDOWS : LINUX;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void guardedBy(HangGuard guard) {
        HangGuard.Listener told = new HangGuard.Listener() {
            @Override
            public void halted(String thread) {
                tell(WatchState.DOWN, ReasonCode.FROZEN, SourceText.detail("thread-halted", thread));
            }

            @Override
            public void stuck(String place) {
                tell(WatchState.PARTIAL, ReasonCode.TIMED_OUT, SourceText.detail("persistence-stuck", place));
            }

            @Override
            public void again() {
                tellState();
            }
        };
        guard.watch(call, told);
        guard.watch(watching, told);
    }

    @Override
    public void start() {
        tellState();
        rescans.plan(true);
        reader.start();
        watcher.start();
    }

    /** How often everything is read; the next pass counts from the last. */
    public void passEvery(Duration interval) {
        every = interval;
    }

    /** Which turn the thread takes that reads; to be said before the start. */
    public void takeTurns(Turn how) {
        turn = new PassTurn(how);
    }

    /** Compares what it reads with a watchlist; to be said before the start. */
    public void checkedBy(LocalCheck check) {
        book.checkedBy(check);
    }

    /** Reads everything as soon as it can. */
    public void passNow() {
        rescans.plan(true);
    }

    /** The passes that a sweep asks for. */
    public LocalCheck.Reading sweeps() {
        return sweeps;
    }

    /** Digest of each location and account that was told; empty before the first full pass of this start is over. */
    public List<InventoryDigest.Entry> digests() {
        return passes.get() > 0 ? book.digests() : List.of();
    }

    /** How far the first full pass of a start has come. */
    public enum Progress {
        /** It has begun. */
        RUNNING,
        /** Every place whose changes the kernel tells is read and watched; a change there is told at once. */
        WATCHED,
        /** Everything has been read. */
        COMPLETE
    }

    /** How far the first full pass of this start has come. */
    public Progress progress() {
        return passes.get() > 0 ? Progress.COMPLETE : watched ? Progress.WATCHED : Progress.RUNNING;
    }

    /** How many full passes of this start are over. */
    public int passes() {
        return passes.get();
    }

    /**
     * Reads a location again and tells a complete listing; one that is not known is ignored.
     *
     * @param accountId empty for a machine location
     */
    public void listCompletely(String location, String accountId) {
        rescans.urgent(new Site.Name(location, accountId), Trigger.REQUEST, true);
    }

    @Override
    public void close() {
        rescans.close();
        trying.ifPresent(Trying::close);
        apart.ifPresent(PassApart::close);
        if (machine.watch() instanceof Found<FileWatch>(FileWatch watch)) {
            watch.wake();
        }
        try {
            boolean ended = reader.join(STOPPING) && watcher.join(STOPPING);
            if (!ended) {
                LOG.log(System.Logger.Level.WARNING, "the inventory is still reading while it is stopped");
            }
        } catch (IllegalThreadStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "stopped before it was started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        long lastPass = System.nanoTime();
        long lastRunning = lastPass;
        long lastView = lastPass;
        long lastQuick = lastPass - QUICK_EVERY.toNanos();
        boolean inPass = false;
        Moment passBegan = clock.now();
        Duration pause = Duration.ZERO;
        try {
            while (!rescans.isClosed()) {
                call.idle(IDLE.plus(pause));
                Optional<Rescans.Work> next = rescans.next(patience(), pause);
                book.putOff().due().forEach(read -> rescans.urgent(read.site(), read.trigger(), false));
                boolean passing = inPass;
                apart.ifPresent(a -> a.look(passing));
                long began = System.nanoTime();
                Moment planned = clock.now();
                next.ifPresent(this::done);
                tellCovered();
                watched |= inPass && !rescans.passHolds(book::isNotified);
                pause = book.isNew() ? Duration.ZERO : Rescans.pauseAfter(System.nanoTime() - began);
                if (next.filter(n -> n instanceof Rescans.Work.Plan p && p.fullPass())
                        .isPresent()) {
                    lastPass = began;
                    inPass = true;
                    passFailed = false;
                    passBegan = planned;
                } else if (inPass && rescans.passIsOver()) {
                    inPass = false;
                    passIsOver();
                    coverage.pass(
                            passBegan,
                            book.all().size(),
                            book.unread() == 0,
                            passFailed ? Optional.empty() : book.told());
                }
                if (!inPass && next.isPresent()) {
                    machine.registry().ifFound().ifPresent(Registry::rest);
                }
                if (overflowed && next.isPresent() && rescans.passIsOver()) {
                    overflowed = false;
                    tellState();
                }
                coverage.hourly();
                if (System.nanoTime() - lastRunning >= RUNNING_EVERY.toNanos() && passes.get() > 0) {
                    lastRunning = System.nanoTime();
                    book.running().forEach(site -> rescans.urgent(site, Trigger.PASS, false));
                }
                if (System.nanoTime() - lastView >= VIEW_EVERY.toNanos() && passes.get() > 0) {
                    lastView = System.nanoTime();
                    if (book.isViewChanged()) {
                        book.running().forEach(site -> rescans.urgent(site, Trigger.PASS, false));
                        rescans.plan(false);
                    }
                }
                if (System.nanoTime() - lastQuick >= QUICK_EVERY.toNanos()) {
                    lastQuick = System.nanoTime();
                    book.quickLook().forEach(site -> rescans.urgent(site, Trigger.NOTIFICATION, false));
                }
                if (System.nanoTime() - lastPass >= every.toNanos() && rescans.passIsOver()) {
                    rescans.plan(true);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readLast();
        call.idle();
        coverage.end();
        tell(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("persistence-stopped"));
    }

    /** Reads, before it ends, what was noticed and waits: what was planted just before the agent was stopped is told with its stop. */
    private void readLast() {
        try {
            if (passes.get() == 0 || !watcher.join(LAST)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Set<Rescans.Work.Read> left = new LinkedHashSet<>(book.putOff().end());
        left.addAll(rescans.noticed());
        // what is of any depth takes long, and memory that another process has for it
        left.removeIf(read -> !book.isNotified(read.site()));
        long began = System.nanoTime();
        for (Rescans.Work.Read read : left) {
            if (System.nanoTime() - began < LAST.toNanos()) {
                readHere(read);
            }
        }
    }

    /** How long to wait for something to do before looking after what waits itself. */
    private Duration patience() {
        return !book.putOff().isEmpty() ? SOON : rescans.isHandedOver() ? LOOK : IDLE;
    }

    private void passIsOver() {
        book.passIsOver();
        apart.ifPresent(PassApart::passIsOver);
        watches.tidy();
        keyWatches.tidy();
        sweeps.over(new LocalCheck.Pass(book.kinds(), book.unread()));
        if (passes.incrementAndGet() == 1) {
            if (book.unread() > 0) {
                tellState();
            }
        }
    }

    private void done(Rescans.Work work) {
        switch (work) {
            case Rescans.Work.Read read when apart.filter(a -> a.takes(read)).isPresent() -> {}
            case Rescans.Work.Read read -> {
                apart.ifPresent(a -> a.readInside(read.site()));
                turn.reads(read.trigger(), book.isNew() && passes.get() == 0);
                long began = System.nanoTime();
                readHere(read);
                rescans.read(read, System.nanoTime() - began);
            }
            case Rescans.Work.Arrived arrived -> apart.ifPresent(a -> a.arrived(arrived));
            case Rescans.Work.Plan plan -> {
                if (plan.fullPass()) {
                    sweeps.begun();
                }
                List<Site.Name> toRead = book.plan();
                if (plan.fullPass()) {
                    rescans.pass(book.all());
                } else {
                    toRead.forEach(site -> rescans.urgent(site, Trigger.NOTIFICATION, false));
                }
            }
        }
    }

    private void readHere(Rescans.Work.Read read) {
        call.at(read.site().location());
        try {
            book.read(read);
        } catch (RuntimeException | Error e) {
            // One place that cannot be read must not end the reading of all others.
            failed(e);
        }
        call.idle();
    }

    private void watch() {
        if (!(machine.watch() instanceof Found<FileWatch>(FileWatch watch))) {
            return;
        }
        while (!rescans.isClosed()) {
            try {
                watchOnce(watch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // A thread that ended would leave places that look watched: all are read again.
                failed(e);
                overflowed = true;
                rescans.plan(true);
                LockSupport.parkNanos(SOON.toNanos());
            }
        }
        watchLast(watch);
    }

    private void watchLast(FileWatch watch) {
        try {
            noticed(watch.await(Duration.ZERO));
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void watchOnce(FileWatch watch) throws InterruptedException {
        watching.idle(IDLE);
        List<Change> changes = new ArrayList<>(watch.await(IDLE));
        watching.idle();
        if (changes.isEmpty()) {
            return;
        }
        Thread.sleep(DEBOUNCE);
        changes.addAll(watch.await(Duration.ZERO));
        noticed(changes);
    }

    private void failed(Throwable e) {
        LOG.log(System.Logger.Level.WARNING, "reading failed", e);
        passFailed = true;
        tell(
                WatchState.PARTIAL,
                ReasonCode.FAILED,
                SourceText.detail("persistence-failed", e.getClass().getSimpleName()));
    }

    private void noticed(List<Change> changes) {
        if (changes.stream().anyMatch(change -> change instanceof Change.Overflow)) {
            tell(WatchState.PARTIAL, ReasonCode.OVERLOADED, SourceText.detail("persistence-overloaded"));
            rescans.plan(true);
            overflowed = true;
        }
        tellTouched(changes);
        Set<Optional<Site.Name>> concerned = new HashSet<>(watches.concernedBy(changes));
        concerned.addAll(keyWatches.concernedBy(changes));
        if (concerned.remove(Optional.<Site.Name>empty())) {
            rescans.plan(false);
        }
        concerned.forEach(site -> site.ifPresent(s -> rescans.urgent(s, Trigger.NOTIFICATION, false)));
    }

    /** Tells files that a location concerns, each with what became of it, once among these changes and within bounds. */
    private void tellTouched(List<Change> changes) {
        Set<Change> told = new HashSet<>();
        for (Change change : changes) {
            if (change instanceof Change.Touched touched
                    && told.size() < MOST_TOUCHED
                    && !told.contains(touched)
                    && !watches.concernedBy(List.of(new Change.In(touched.directory(), Optional.of(touched.file()))))
                            .isEmpty()) {
                told.add(touched);
                sink.accept(new Event.FileChange(
                        clock.now(),
                        id,
                        touched.action(),
                        Printable.clean(touched.file().text())));
            }
        }
    }

    private void tellCovered() {
        int now = book.covered();
        if (now != covered && !machine.files().hasOtherRoot()) {
            covered = now;
            tellState();
        }
    }

    private void tell(WatchState state, ReasonCode reason, String detail) {
        sink.accept(new Event.SourceState(clock.now(), id, state, reason, detail));
    }

    private void tellState() {
        if (machine.files().hasOtherRoot()) {
            tell(WatchState.PARTIAL, ReasonCode.COVERED, SourceText.detail("persistence-other-root"));
            return;
        }
        int kinds = book.kinds();
        if (covered > 0) {
            tell(WatchState.PARTIAL, ReasonCode.COVERED, SourceText.detail("persistence-covered", kinds, covered));
            return;
        }
        Optional<String> unwatched = unwatched();
        int unread = book.unread();
        WatchState state = unwatched.isPresent() || unread > 0 ? WatchState.PARTIAL : WatchState.LIVE;
        ReasonCode reason =
                unwatched.isPresent() ? ReasonCode.FALLBACK : unread > 0 ? ReasonCode.NO_RIGHT : ReasonCode.NONE;
        String unreadText = id.equals(WINDOWS) ? "persistence-unread-windows" : "persistence-unread";
        String detail = unwatched.orElseGet(() -> unread > 0
                ? SourceText.detail(unreadText, kinds, unread)
                : SourceText.detail("persistence-live", kinds));
        tell(state, reason, detail);
    }

    /** What is not told at once, and why. */
    private Optional<String> unwatched() {
        return switch (machine.watch()) {
            case Refused<FileWatch> why when why.reason() == ReasonCode.FALLBACK -> Optional.of(why.detail());
            case Refused<FileWatch> why -> Optional.of(SourceText.detail("persistence-unwatched", why.reason()));
            case Found<FileWatch>(FileWatch watch)
            when watch.keys() instanceof Refused<KeyWatch> why ->
                Optional.of(SourceText.detail("persistence-keys-unwatched", why.reason()));
            case Found<FileWatch> ignored -> Optional.empty();
            case Absent<FileWatch> ignored -> Optional.empty();
        };
    }
}
