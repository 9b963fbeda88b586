package bzh.vigie.agent.source;

import bzh.vigie.agent.host.AuditControl;
import bzh.vigie.agent.host.AuditRecords;
import bzh.vigie.agent.host.FileIdentity;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
    private static final int MAX_FILES = 128;
    private static final long MAX_HASHED = 256L << 20;
    /** What is due by the clock while nothing comes may wait that long; at first the canary is waited for. */
    private static final long IDLE_MILLIS = 5_000;

    private static final long CHECK_EVERY = TimeUnit.MINUTES.toNanos(5);
    private static final long SAVE_EVERY = TimeUnit.MINUTES.toNanos(10);
    private static final long CALM_AFTER = TimeUnit.MINUTES.toNanos(1);

    private final WatchedSystem system;
    private final Sink sink;
    private final Clock clock;
    private final Processes processes;
    private final LiveProcesses live;
    private final Told told;
    private final Extras extras;
    private final HashCache hashes;
    private final ProcessCanary canary;
    private final Optional<AuditJoin> audit;
    private final BlockingQueue<ProcessWork> queue = new ArrayBlockingQueue<>(MAX_QUEUE);
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicInteger files = new AtomicInteger();
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
     */
    record Extras(
            Function<String, Account> accountName,
            Function<String, Observed<String>> packageOwner,
            Path stateDir,
            Optional<Audit> audit) {}

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
            Extras extras) {
        this.system = system;
        this.sink = sink;
        this.clock = clock;
        this.processes = processes;
        this.live = live;
        this.told = told;
        this.extras = extras;
        hashes = new HashCache(extras.stateDir().resolve("image-hashes"));
        canary = new ProcessCanary(processes);
        audit = extras.audit().map(it -> new AuditJoin(sink, clock, extras, it, this::offer, this::tell));
        thread.setDaemon(true);
    }

    void start() {
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
        hashes.save();
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
            kept = holdFile(started);
        }
        bytes.addAndGet(kept.weight());
        if (!queue.offer(kept)) {
            bytes.addAndGet(-kept.weight());
            if (kept instanceof ProcessWork.Started started) {
                started.facts().file().ifPresent(this::release);
            }
            told.lost(1);
        }
    }

    /** Over the limit of open files only the identity is kept, which is enough where the hash is known. */
    private ProcessWork holdFile(ProcessWork.Started started) {
        if (files.incrementAndGet() <= MAX_FILES) {
            return started;
        }
        ProcessFacts f = started.facts();
        Optional<OpenImage> kept = f.file().map(file -> new ClosedImage(file.identity()));
        f.file().ifPresent(OpenImage::close);
        return new ProcessWork.Started(
                started.at(),
                started.process(),
                started.parent(),
                started.parentImage(),
                new ProcessFacts(
                        f.pid(),
                        f.startTicks(),
                        f.parentPid(),
                        f.name(),
                        f.accountId(),
                        f.image(),
                        f.commandLine(),
                        f.kernelThread(),
                        kept),
                started.alreadyRunning());
    }

    /** What is left of a program file that was closed before it could be hashed. */
    private record ClosedImage(FileIdentity identity) implements OpenImage {
        @Override
        public Observed<HashedImage> hash(long limit) {
            return Observed.missed(Why.TOO_SLOW);
        }

        @Override
        public void close() {
            // It was closed before.
        }
    }

    private void release(OpenImage file) {
        files.decrementAndGet();
        file.close();
    }

    private void work() {
        long checked = System.nanoTime();
        long saved = checked;
        while (!stopped || !queue.isEmpty()) {
            long now = System.nanoTime();
            boolean check = now - checked > CHECK_EVERY && !stopped;
            boolean save = now - saved > SAVE_EVERY;
            checked = check ? now : checked;
            saved = save ? now : saved;
            try {
                takeNext();
                audit.ifPresent(a -> a.expire(stopped));
                sayState();
                if (check) {
                    crossCheck();
                }
                if (save) {
                    hashes.save();
                }
            } catch (RuntimeException | Error e) {
                // One process that cannot be told must not end the telling of all others.
                told.lost(1);
            }
        }
    }

    private void takeNext() {
        try {
            ProcessWork next = queue.poll(patience(), TimeUnit.MILLISECONDS);
            if (next != null) {
                bytes.addAndGet(-next.weight());
                handle(next);
            }
        } catch (InterruptedException e) {
            // Told to stop: what is queued is still told.
        }
    }

    private long patience() {
        if (audit.filter(AuditJoin::isWaiting).isPresent() || canary.isOut()) {
            return 100;
        }
        return canary.isProven() ? IDLE_MILLIS : 1_000;
    }

    private void sayState() {
        told.tellLost(ReasonCode.OVERLOADED, system.detail("process-overloaded", told.allLost()), false);
        if (!notices || stopped) {
            return;
        }
        canary.tick();
        long now = System.nanoTime();
        long lost = told.allLost();
        if (lost != lastLost) {
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
            files.incrementAndGet();
        }
        complete(
                new ProcessWork.Started(at, live.key(facts.pid(), start), parent, live.imageOf(parent), facts, true),
                false);
    }

    private void complete(ProcessWork.Started started, boolean mayWait) {
        ProcessFacts facts = started.facts();
        Observed<HashedImage> file = hash(facts);
        Event.ProcessStarted event = new Event.ProcessStarted(
                started.at(),
                system.processes(),
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
        if (!mayWait || audit.filter(a -> a.holds(event)).isEmpty()) {
            tell(event);
        }
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

    private Observed<HashedImage> hash(ProcessFacts facts) {
        if (facts.file().isEmpty()) {
            return Observed.missed(
                    facts.image() instanceof Observed.Missed<String> missed ? missed.why() : Why.TOO_SLOW);
        }
        OpenImage file = facts.file().get();
        try {
            var cached = hashes.get(file.identity());
            if (cached.isPresent()) {
                return Observed.known(cached.get());
            }
            Observed<HashedImage> computed = file.hash(MAX_HASHED);
            computed.ifKnown()
                    .ifPresent(image ->
                            hashes.put(file.identity(), image, clock.now().wallMicros()));
            return computed;
        } finally {
            release(file);
        }
    }

    /** Looks for processes that the notices did not tell: told now, and counted, since others may be missing. */
    private void crossCheck() {
        List<ProcessFacts> unknown = new ArrayList<>();
        try {
            processes.running(facts -> {
                if (!facts.kernelThread()
                        && live.get(facts.pid(), facts.startTicks().orElse(0)).isEmpty()) {
                    unknown.add(facts);
                }
            });
            noList = "";
        } catch (Refused e) {
            noList = e.what();
            return;
        }
        if (unknown.isEmpty()) {
            return;
        }
        // A notice may still be on its way.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        int missed = 0;
        for (ProcessFacts facts : unknown) {
            if (live.get(facts.pid(), facts.startTicks().orElse(0)).isEmpty()) {
                missed++;
                live.put(
                        facts.pid(),
                        new LiveProcesses.Live(
                                facts.startTicks().orElse(0), live.parentOf(facts), facts.image(), true));
                tellRunning(facts, clock.now());
            }
        }
        told.lost(missed);
    }
}
