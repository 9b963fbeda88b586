package bzh.vigie.agent.source;

import bzh.vigie.agent.host.AuditRecords;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * {@code linux.audit}: fills the arguments and the image that a short-lived process took with it from audit's execve
 * records, where those already flow or {@link AuditOwn} makes them flow. Starts and records of the same pid are matched within two seconds, whichever comes
 * first. {@link #arrived}, {@link #holds} and {@link #expire} belong to the worker's thread.
 */
final class AuditJoin {
    /** The id of this source in events. */
    static final String ID = "linux.audit";

    private static final long WINDOW = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(30);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final int MAX_WAITING = 1_024;

    private final Clock clock;
    private final ProcessWorker.Extras extras;
    private final ProcessWorker.Audit kernel;
    private final Consumer<ProcessWork> queue;
    private final Consumer<Event.ProcessStarted> next;
    private final Told told;
    private final String bootId;
    private final Thread thread = new Thread(this::read, "vigie-audit");
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<Early> early = new ArrayDeque<>();
    private volatile boolean flows;
    private volatile boolean stopped;

    /** A start that a record is awaited for; {@code told} when it was complete without, so that the record is not another's. */
    private record Waiting(Event.ProcessStarted event, boolean told, long since) {}

    private record Early(AuditExecs.Exec exec, long since) {}

    AuditJoin(
            Sink sink,
            Clock clock,
            ProcessWorker.Extras extras,
            ProcessWorker.Audit kernel,
            Consumer<ProcessWork> queue,
            Consumer<Event.ProcessStarted> next) {
        this.clock = clock;
        this.extras = extras;
        this.kernel = kernel;
        this.queue = queue;
        this.next = next;
        told = new Told(ID, 3, sink, clock);
        bootId = clock.now().bootId();
        thread.setDaemon(true);
    }

    void start() {
        switch (kernel.mode()) {
            case OFF -> {
                AuditOwn.takeAwayLeftovers(kernel.control(), extras.stateDir(), bootId);
                told.state(WatchState.NOT_APPLICABLE, ReasonCode.DISABLED, SourceText.detail("audit-off"));
            }
            case OWN, JOIN -> thread.start();
        }
    }

    /** Returns when the rules of our own are away. */
    void close() {
        stopped = true;
        try {
            thread.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        Optional<AuditOwn> own = Optional.empty();
        try (Trying _ = Trying.begin(extras.stateDir(), ID, clock);
                AuditRecords records = kernel.records().open()) {
            // Only once there is a reader: without one audit would only cost.
            own = begin();
            AuditExecs execs = new AuditExecs();
            AuditRecords.Taker taker = new AuditRecords.Taker() {
                @Override
                public void record(int type, String text) {
                    execs.accept(type, text).ifPresent(exec -> {
                        flows = true;
                        queue.accept(new ProcessWork.Audited(exec));
                    });
                }

                @Override
                public void lost() {
                    told.lost(1);
                }
            };
            long looked = System.nanoTime();
            while (!stopped && records.next(taker)) {
                if (own.isPresent() && System.nanoTime() - looked > LOOK_EVERY) {
                    looked = System.nanoTime();
                    look(own.get());
                }
                told.tellLost(ReasonCode.OVERLOADED, "", false);
                if (flows) {
                    told.state(
                            WatchState.LIVE,
                            ReasonCode.NONE,
                            SourceText.detail(own.isPresent() ? "audit-own-live" : "audit-live"));
                }
            }
        } catch (Refused e) {
            told.state(WatchState.DOWN, e.reason(), e.detailOr(SourceText.detail("audit-refused", e.what())));
        } finally {
            own.ifPresent(AuditOwn::end);
        }
    }

    /** Puts rules of our own where that is wanted; else, and where it is refused, what flows already is read. */
    private Optional<AuditOwn> begin() {
        if (kernel.mode() == AuditMode.OWN) {
            try {
                AuditOwn own = AuditOwn.begin(kernel.control(), extras.stateDir(), bootId);
                told.state(WatchState.PARTIAL, ReasonCode.NOT_PROVEN, SourceText.detail("audit-own-not-proven"));
                return Optional.of(own);
            } catch (Refused e) {
                told.state(WatchState.PARTIAL, e.reason(), SourceText.detail("audit-own-refused", e.what()));
                return Optional.empty();
            }
        }
        AuditOwn.takeAwayLeftovers(kernel.control(), extras.stateDir(), bootId);
        told.state(WatchState.PARTIAL, ReasonCode.NOT_PROVEN, SourceText.detail("audit-no-execve"));
        return Optional.empty();
    }

    private void look(AuditOwn own) {
        try {
            AuditOwn.Look look = own.look();
            if (look.lost() > 0) {
                told.lost(look.lost());
            }
            if (look.mended()) {
                told.state(WatchState.PARTIAL, ReasonCode.FAILED, SourceText.detail("audit-own-mended"));
            }
        } catch (Refused e) {
            told.state(WatchState.PARTIAL, e.reason(), SourceText.detail("audit-own-refused", e.what()));
        }
    }

    boolean isWaiting() {
        return !waiting.isEmpty() && !waiting.peekLast().told();
    }

    /** Whether this start lacks what a record may bring, and is kept back for it. */
    boolean holds(Event.ProcessStarted event) {
        if (!flows) {
            return false;
        }
        Iterator<Early> each = early.iterator();
        while (each.hasNext()) {
            AuditExecs.Exec exec = each.next().exec();
            if (exec.pid() == event.process().pid()) {
                each.remove();
                next.accept(filled(event, exec));
                return true;
            }
        }
        if (waiting.size() >= MAX_WAITING) {
            return false;
        }
        boolean complete = event.commandLine() instanceof Observed.Known<String>;
        waiting.add(new Waiting(event, complete, System.nanoTime()));
        return !complete;
    }

    /** A record came: fills the start that waits for it, or waits for its start. */
    void arrived(AuditExecs.Exec exec) {
        Iterator<Waiting> each = waiting.iterator();
        while (each.hasNext()) {
            Waiting one = each.next();
            if (one.event().process().pid() == exec.pid()) {
                each.remove();
                if (!one.told()) {
                    next.accept(filled(one.event(), exec));
                }
                return;
            }
        }
        if (early.size() >= MAX_WAITING) {
            early.removeFirst();
        }
        early.add(new Early(exec, System.nanoTime()));
    }

    /** Lets go what has waited long enough, or everything. */
    void expire(boolean all) {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && (all || now - waiting.peekFirst().since() > WINDOW)) {
            Waiting one = waiting.removeFirst();
            if (!one.told()) {
                next.accept(one.event());
            }
        }
        while (!early.isEmpty() && now - early.peekFirst().since() > WINDOW) {
            early.removeFirst();
        }
    }

    private Event.ProcessStarted filled(Event.ProcessStarted e, AuditExecs.Exec exec) {
        return new Event.ProcessStarted(
                e.at(),
                e.source(),
                e.process(),
                e.parent(),
                e.parentImage(),
                exec.uid() < 0
                        ? e.account()
                        : e.account().or(Observed.known(extras.accountName().apply(Long.toString(exec.uid())))),
                exec.image().isEmpty() ? e.image() : e.image().or(Observed.known(exec.image())),
                e.commandLine().or(Observed.known(CommandLineMask.mask(exec.arguments()))),
                e.sha256(),
                e.signer(),
                exec.image().isEmpty()
                        ? e.packageName()
                        : e.packageName().or(extras.packageOwner().apply(exec.image())),
                e.alreadyRunning());
    }
}
