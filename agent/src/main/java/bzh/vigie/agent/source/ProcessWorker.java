package bzh.vigie.agent.source;

import bzh.vigie.agent.host.AuditControl;
import bzh.vigie.agent.host.AuditRecords;
import bzh.vigie.agent.host.HashedImage;
import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.Processes;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Account;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The slower half of the process source: hash, package, account name, password mask, audit's arguments; cross-check and
 * canary. Its queue is bounded in entries, bytes and open files. Its own thread; the offering methods are for any.
 */
final class ProcessWorker {
    /** An end whose exit code is not known. */
    static final int NO_EXIT_CODE = -1;

    private static final int MAX_QUEUE = 16_384;
    private static final int MAX_BYTES = 4 << 20;
    /** What is due by the clock while nothing comes may wait that long; at first the canary is waited for. */
    private static final long IDLE_MILLIS = 5_000;

    private static final long SAVE_EVERY = TimeUnit.MINUTES.toNanos(10);
    private static final long CALM_AFTER = TimeUnit.MINUTES.toNanos(1);

    private final WatchedSystem system;
    private final Sink sink;
    private final Clock clock;
    private final Processes processes;
    private final LiveProcesses live;
    private final Told told;
    private final Extras extras;
    private final OpenImages images;
    private final ProcessCanary canary;
    private final ProcessCrossCheck cross;
    private final Optional<AuditJoin> audit;
    private final Optional<LoggedStarts> logged;
    private final BlockingQueue<ProcessWork> queue = new ArrayBlockingQueue<>(MAX_QUEUE);
    private final AtomicInteger bytes = new AtomicInteger();
    private final HangGuard.Call call = new HangGuard.Call();
    private final Thread thread = new Thread(this::work, "vigie-process-work");
    private volatile boolean stopped;
    private volatile boolean notices;
    private volatile String noList = "";
    private long lastLost;
    private long lostAt;

    /**
     * What is added to what the kernel tells.
     *
     * @param accountName the account of an id
     * @param packageOwner the package of a path, known and empty for none
     * @param stateDir an existing folder for the hash cache
     * @param audit of a kernel that has one
     * @param logged what logs tell of starts, of a system where they do
     */
    record Extras(
            Function<String, Account> accountName,
            Function<String, Observed<String>> packageOwner,
            Path stateDir,
            Optional<Audit> audit,
            Optional<LoggedStarts> logged) {}

    /**
     * Linux's audit.
     *
     * @param mode what is done with its records
     * @param records where they come from
     * @param control where rules of our own go
     */
    record Audit(AuditMode mode, AuditRecords.Opener records, AuditControl.Opener control) {}

    ProcessWorker(
            WatchedSystem system,
            Sink sink,
            Clock clock,
            Processes processes,
            LiveProcesses live,
            Told told,
            Extras extras,
            Duration checkEvery) {
        this.system = system;
        this.sink = sink;
        this.clock = clock;
        this.processes = processes;
        this.live = live;
        this.told = told;
        this.extras = extras;
        images = new OpenImages(extras.stateDir(), clock);
        canary = new ProcessCanary(processes);
        cross = new ProcessCrossCheck(processes, live, new Across(), checkEvery);
        audit = extras.audit().map(it -> new AuditJoin(sink, clock, extras, it, this::offer, this::tell));
        logged = extras.logged();
        thread.setDaemon(true);
    }

    /** What its thread asks of the system. */
    HangGuard.Call call() {
        return call;
    }

    void start() {
        logged.ifPresent(join -> join.worker(Optional.of(
                new LoggedWorker(processes, live, images, clock, this::offerLogged, this::completed, this::tell))));
        thread.start();
        audit.ifPresent(AuditJoin::start);
    }

    void close() {
        stopped = true;
        thread.interrupt();
        audit.ifPresent(AuditJoin::close);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        images.save();
        told.tellLost(ReasonCode.OVERLOADED, "", true);
    }

    void noticesOpened() {
        notices = true;
        canary.begin();
    }

    void noticesClosed() {
        notices = false;
    }

    /** Why the machine gives no list of processes, in its words; empty where it does. */
    void listed(String refused) {
        noList = refused;
    }

    /** The receiving thread is alive. */
    void heartbeat() {
        canary.receiverIsAlive();
    }

    /** A program began in that process, which may be the canary. */
    void sawProgram(int pid) {
        canary.saw(pid);
    }

    /** Whether one more start can be taken. */
    boolean hasRoom() {
        return queue.size() < MAX_QUEUE - 1_024 && bytes.get() < MAX_BYTES;
    }

    /** Takes work; what finds no room is counted as lost. */
    void offer(ProcessWork work) {
        ProcessWork kept = work;
        if (work instanceof ProcessWork.Started started
                && started.facts().file().isPresent()) {
            kept = images.hold(started);
        }
        bytes.addAndGet(kept.weight());
        if (!queue.offer(kept)) {
            bytes.addAndGet(-kept.weight());
            if (kept instanceof ProcessWork.Started started) {
                started.facts().file().ifPresent(images::release);
            }
            told.lost(1);
        }
    }

    private void work() {
        long saved = System.nanoTime();
        while (!stopped || !queue.isEmpty()) {
            long now = System.nanoTime();
            boolean check = notices && !stopped && cross.isDue();
            boolean save = now - saved > SAVE_EVERY;
            saved = save ? now : saved;
            try {
                takeNext();
                audit.ifPresent(a -> a.expire(stopped));
                logged.ifPresent(join -> join.expire(false));
                sayState();
                if (check) {
                    call.at("Processes.running");
                    lookAcross();
                }
                if (save) {
                    images.save();
                }
            } catch (RuntimeException | Error e) {
                // One process that cannot be told must not end the telling of all others.
                told.lost(1);
            }
        }
        logged.ifPresent(join -> join.expire(true));
        call.idle();
    }

    private void takeNext() {
        try {
            call.idle(Duration.ofMillis(IDLE_MILLIS));
            ProcessWork next = queue.poll(patience(), TimeUnit.MILLISECONDS);
            call.at("Processes.facts");
            if (next != null) {
                bytes.addAndGet(-next.weight());
                handle(next);
            }
        } catch (InterruptedException e) {
            // Told to stop: what is queued is still told.
        }
    }

    private long patience() {
        if (audit.filter(AuditJoin::isWaiting).isPresent()
                || logged.filter(LoggedStarts::isWaiting).isPresent()
                || canary.isOut()) {
            return 100;
        }
        return canary.isProven() ? IDLE_MILLIS : 1_000;
    }

    private void sayState() {
        told.tellLost(ReasonCode.OVERLOADED, system.detail("process-overloaded", told.allLost()), false);
        if (!notices || stopped) {
            return;
        }
        call.at("Processes.startCanary");
        canary.tick();
        long now = System.nanoTime();
        long lost = told.allLost();
        Optional<String> doubt = cross.doubt(system);
        if (doubt.isPresent()) {
            // What was lost is told besides, and says less.
            lastLost = lost;
            told.state(WatchState.PARTIAL, ReasonCode.FAILED, doubt.get());
        } else if (lost != lastLost) {
            lastLost = lost;
            lostAt = now;
            told.state(WatchState.PARTIAL, ReasonCode.OVERLOADED, system.detail("process-overloaded", lost));
        } else if (lost > 0 && now - lostAt < CALM_AFTER) {
            return;
        } else if (!noList.isEmpty()) {
            told.state(WatchState.PARTIAL, ReasonCode.FAILED, system.detail("process-no-list", noList));
        } else if (canary.isProven()) {
            told.state(WatchState.LIVE, ReasonCode.NONE, system.detail("process-live"));
        } else {
            told.state(WatchState.PARTIAL, ReasonCode.NOT_PROVEN, system.detail("process-not-proven"));
        }
    }

    private void handle(ProcessWork work) {
        switch (work) {
            case ProcessWork.Started started -> complete(started, true);
            case ProcessWork.Ended ended ->
                sink.accept(new Event.ProcessStopped(
                        ended.at(),
                        system.processes(),
                        ended.process(),
                        ended.exitCode() == NO_EXIT_CODE ? OptionalInt.empty() : OptionalInt.of(ended.exitCode())));
            case ProcessWork.Running running -> running.all().forEach(facts -> tellRunning(facts, clock.now()));
            case ProcessWork.Logged log -> logged.ifPresent(join -> join.arrived(log.start()));
            case ProcessWork.Audited audited -> audit.ifPresent(a -> a.arrived(audited.exec()));
        }
    }

    /** Reads a running process again, with its file, which the list did without. */
    private void tellRunning(ProcessFacts listed, Moment at) {
        ProcessFacts facts = processes.facts(listed.pid());
        if (!facts.startTicks().equals(listed.startTicks())) {
            facts.file().ifPresent(OpenImage::close);
            return;
        }
        long start = facts.startTicks().orElse(0);
        Observed<ProcessKey> parent =
                facts.parentPid().isPresent() && facts.parentPid().getAsInt() > 0
                        ? live.parentOf(facts)
                        : Observed.missed(Why.NOT_OFFERED);
        if (facts.file().isPresent()) {
            images.opened();
        }
        complete(
                new ProcessWork.Started(at, live.key(facts.pid(), start), parent, live.imageOf(parent), facts, true),
                false);
    }

    private void complete(ProcessWork.Started started, boolean mayWait) {
        Event.ProcessStarted event = completed(started, system.processes());
        if (logged.isPresent()) {
            logged.get().seen(event, mayWait);
        } else if (!mayWait || audit.filter(a -> a.holds(event)).isEmpty()) {
            tell(event);
        }
    }

    private Event.ProcessStarted completed(ProcessWork.Started started, String source) {
        ProcessFacts facts = started.facts();
        Observed<HashedImage> file = images.hash(facts);
        return new Event.ProcessStarted(
                started.at(),
                source,
                started.process(),
                started.parent(),
                started.parentImage(),
                facts.accountId().map(extras.accountName()),
                facts.image(),
                facts.commandLine().map(CommandLineMask::mask),
                file.map(HashedImage::sha256),
                signer(file),
                packageOf(facts.image()),
                started.alreadyRunning());
    }

    private boolean offerLogged(LoggedStart start) {
        if (stopped || !hasRoom()) {
            return false;
        }
        ProcessWork work = new ProcessWork.Logged(start);
        bytes.addAndGet(work.weight());
        boolean taken = queue.offer(work);
        if (!taken) {
            bytes.addAndGet(-work.weight());
        }
        return taken;
    }

    private void tell(Event.ProcessStarted event) {
        sink.accept(event);
    }

    private Observed<String> packageOf(Observed<String> image) {
        return switch (image) {
            case Observed.Known<String> path -> extras.packageOwner().apply(path.value());
            case Observed.Missed<String> missed -> missed;
        };
    }

    private static Observed<String> signer(Observed<HashedImage> file) {
        return file.ifKnown().map(HashedImage::signer).orElse(Observed.missed(Why.NOT_OFFERED));
    }

    private void lookAcross() {
        try {
            told.lost(cross.look());
            noList = "";
        } catch (Refused e) {
            noList = e.what();
        }
    }

    /** What the list of processes shows that the notices did not. */
    private final class Across implements ProcessCrossCheck.Found {
        @Override
        public void untold(ProcessFacts facts) {
            live.put(
                    facts.pid(),
                    new LiveProcesses.Live(facts.startTicks().orElse(0), live.parentOf(facts), facts.image(), true));
            tellRunning(facts, clock.now());
        }

        @Override
        public void ended(int pid) {
            live.remove(pid)
                    .filter(LiveProcesses.Live::told)
                    .ifPresent(one ->
                            handle(new ProcessWork.Ended(clock.now(), live.key(pid, one.start()), NO_EXIT_CODE)));
        }
    }
}
