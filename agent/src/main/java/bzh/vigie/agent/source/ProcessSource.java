package bzh.vigie.agent.source;

import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.host.Processes;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.source.LiveProcesses.Live;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code linux.process}, {@code windows.process}: programs that begin and processes that end. One thread receives the kernel's notices and reads what
 * is gone soonest; {@link ProcessWorker} on another adds hash, package and account and tells it. Without the right to the
 * notices the first thread compares lists of processes at a {@link ListPace} instead, and the state says so.
 */
public final class ProcessSource implements Source {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** In the fall-back, a pid that is known is looked at again this often, in lists: it may be another process. */
    private static final int LOOK_AGAIN = 10;

    private static final Duration TRY_AGAIN = Duration.ofMinutes(5);
    private static final Duration CHECK_EVERY = Duration.ofMinutes(5);
    private static final long AFTER_FAILURE = TimeUnit.MINUTES.toNanos(1);
    private static final long PER_SECOND = 2_000;
    private static final long BURST = 10_000;

    private static final long TRACES_PER_SECOND = 5;
    private static final long TRACES_BURST = 50;

    private final WatchedSystem system;
    private final Sink sink;
    private final Clock clock;
    private final Path stateDir;
    private final Duration tryAgain;
    private final Processes processes;
    private final LiveProcesses live;
    private final Told told;
    private final ProcessWorker worker;
    private final Quota quota = new Quota(PER_SECOND, BURST, System::nanoTime);
    private final Quota traces = new Quota(TRACES_PER_SECOND, TRACES_BURST, System::nanoTime);
    private final HangGuard.Call call = new HangGuard.Call();
    private final Thread receiver = new Thread(this::receive, "vigie-process");
    private final ProcessNotices.Watcher watcher = new Notices();
    private Optional<Moment> deafSince = Optional.empty();
    private volatile boolean stopped;

    /** Watches these processes; what the worker needs besides is in its maker. */
    ProcessSource(WatchedSystem system, Sink sink, Clock clock, Processes processes, ProcessWorker.Extras extras) {
        this(system, sink, clock, processes, extras, TRY_AGAIN, CHECK_EVERY);
    }

    /**
     * The same.
     *
     * @param tryAgain when notices that were refused are asked for again
     * @param checkEvery how often the list is held against the notices
     */
    ProcessSource(
            WatchedSystem system,
            Sink sink,
            Clock clock,
            Processes processes,
            ProcessWorker.Extras extras,
            Duration tryAgain,
            Duration checkEvery) {
        this.system = system;
        this.sink = sink;
        this.tryAgain = tryAgain;
        this.clock = clock;
        stateDir = extras.stateDir();
        this.processes = processes;
        live = new LiveProcesses(clock.now().bootId());
        told = new Told(system.processes(), 3, sink, clock);
        worker = new ProcessWorker(system, sink, clock, processes, live, told, extras, checkEvery);
        receiver.setDaemon(true);
    }

    @Override
    public String id() {
        return system.processes();
    }

    @Override
    public void guardedBy(HangGuard guard) {
        guard.watch(call, told);
        guard.watch(worker.call(), told);
    }

    @Override
    public void start() {
        worker.start();
        receiver.start();
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(receiver);
        try {
            receiver.join(TimeUnit.SECONDS.toMillis(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        worker.close();
        told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("process-stopped"));
    }

    private void receive() {
        while (!stopped) {
            try {
                receiveNotices();
            } catch (RuntimeException | Error e) {
                // A thread that ended would leave a source that looks alive and tells nothing.
                worker.noticesClosed();
                told.failed(e);
                call.idle();
                LockSupport.parkNanos(AFTER_FAILURE);
            }
        }
        call.idle();
    }

    private void receiveNotices() {
        while (!stopped) {
            call.at("Processes.notices");
            try (Trying _ = Trying.begin(stateDir, system.processes(), clock);
                    ProcessNotices notices = processes.notices()) {
                worker.noticesOpened();
                takeStock();
                endDeafness();
                hear(notices);
            } catch (Refused e) {
                String detail = e.detailOr(system.detail("process-scan", e.what()));
                told.state(WatchState.PARTIAL, ReasonCode.FALLBACK, detail);
                worker.noticesClosed();
                takeStock();
                endDeafness();
                compareLists(detail);
            }
        }
    }

    /** Hears until nothing more can come, which is said unless it was asked for: somebody else ended it. */
    private void hear(ProcessNotices notices) {
        Moment last = clock.now();
        long at = System.nanoTime();
        call.at("ProcessNotices.next");
        while (!stopped && notices.next(watcher)) {
            call.at("ProcessNotices.next");
            worker.heartbeat();
            if (System.nanoTime() - at > SECOND) {
                at = System.nanoTime();
                last = clock.now();
            }
        }
        if (!stopped) {
            worker.noticesClosed();
            deafSince = Optional.of(last);
            told.state(WatchState.PARTIAL, ReasonCode.FAILED, system.detail("process-ended"));
        }
    }

    /** Who began and ended in between was not seen, and how many is not known. */
    private void endDeafness() {
        deafSince.ifPresent(since -> told.gap(since, ReasonCode.FAILED, system.detail("process-deaf")));
        deafSince = Optional.empty();
    }

    /** Learns who runs, and tells those that it did not know: nothing was seen while the notices were closed. */
    private void takeStock() {
        List<ProcessFacts> all = new ArrayList<>();
        Set<Integer> there = new HashSet<>();
        call.at("Processes.running");
        try {
            processes.running(facts -> {
                there.add(facts.pid());
                if (isKnown(facts)) {
                    return;
                }
                watcher.exited(facts.pid(), ProcessWorker.NO_EXIT_CODE);
                Observed<ProcessKey> parent =
                        facts.parentPid().isPresent() && facts.parentPid().getAsInt() > 0
                                ? live.parentOf(facts)
                                : Observed.missed(Why.NOT_OFFERED);
                live.put(
                        facts.pid(),
                        new Live(facts.startTicks().orElse(0), parent, facts.image(), !facts.kernelThread()));
                if (!facts.kernelThread()) {
                    all.add(facts);
                }
            });
            worker.listed("");
        } catch (Refused e) {
            worker.listed(e.what());
        }
        if (!all.isEmpty()) {
            worker.offer(new ProcessWork.Running(all));
        }
        endOthers(there);
    }

    private boolean isKnown(ProcessFacts facts) {
        return facts.startTicks().isPresent()
                ? live.get(facts.pid(), facts.startTicks().getAsLong()).isPresent()
                : live.get(facts.pid()).isPresent();
    }

    /** Who is not in a list has ended; an empty list is one that could not be taken. */
    private void endOthers(Set<Integer> there) {
        if (there.isEmpty()) {
            return;
        }
        for (int pid : live.pids()) {
            if (!there.contains(pid)) {
                watcher.exited(pid, ProcessWorker.NO_EXIT_CODE);
            }
        }
    }

    private void compareLists(String detail) {
        long until = System.nanoTime() + tryAgain.toNanos();
        ListPace pace = new ListPace();
        Set<Integer> last = Set.of();
        for (int round = 0; !stopped && System.nanoTime() - until < 0; round++) {
            Duration pause = pace.pause();
            call.idle(pause);
            LockSupport.parkNanos(pause.toNanos());
            call.at("Processes.listed");
            try {
                Set<Integer> now = compareList(round % LOOK_AGAIN == 0);
                pace.taken(!now.equals(last));
                last = now;
                told.state(WatchState.PARTIAL, ReasonCode.FALLBACK, detail);
            } catch (Refused e) {
                told.state(WatchState.DOWN, e.reason(), e.detailOr(system.detail("process-no-list", e.what())));
            }
        }
    }

    /** Which there are. */
    private Set<Integer> compareList(boolean lookAgain) throws Refused {
        Set<Integer> there = new HashSet<>();
        processes.listed((pid, start) -> {
            there.add(pid);
            boolean known = start.isPresent()
                    ? live.get(pid, start.getAsLong()).isPresent()
                    : !lookAgain && live.get(pid).isPresent();
            if (!known) {
                compare(pid);
            }
        });
        endOthers(there);
        return there;
    }

    private void compare(int pid) {
        ProcessFacts facts = processes.facts(pid);
        var known = facts.startTicks().isPresent()
                ? live.get(pid, facts.startTicks().getAsLong())
                : live.get(pid);
        boolean same = known.isPresent()
                && (facts.image() instanceof Observed.Missed<String>
                        || known.get().image().equals(facts.image()));
        if (same || facts.kernelThread() || facts.startTicks().isEmpty() || !watcher.admits()) {
            facts.file().ifPresent(OpenImage::close);
        } else {
            if (known.isEmpty() && live.get(pid).isPresent()) {
                // The pid was given to another process since the last list.
                watcher.exited(pid, ProcessWorker.NO_EXIT_CODE);
            }
            watcher.executed(pid, facts.startTicks().getAsLong(), facts);
        }
    }

    /** On the receiving thread: remembers who is who, and leaves the rest to the worker. */
    private final class Notices implements ProcessNotices.Watcher {
        @Override
        public void forked(int parentPid, int pid, long ticks) {
            Observed<ProcessKey> parent = live.keyOf(parentPid);
            live.put(pid, new Live(ticks, parent, live.imageOf(parent), false));
        }

        @Override
        public boolean admits() {
            if (worker.hasRoom() && quota.take()) {
                return true;
            }
            told.lost(1);
            return false;
        }

        @Override
        public void executed(int pid, long ticks, ProcessFacts facts) {
            var known = live.get(pid);
            long start = facts.startTicks().orElse(known.map(Live::start).orElse(ticks));
            Observed<ProcessKey> parent =
                    known.map(Live::parent).filter(p -> p.ifKnown().isPresent()).orElseGet(() -> live.parentOf(facts));
            // Until its first program a process runs its parent's.
            Observed<String> parentImage =
                    known.filter(l -> !l.told()).map(Live::image).orElseGet(() -> live.imageOf(parent));
            live.put(pid, new Live(start, parent, facts.image(), true));
            worker.sawProgram(pid);
            worker.offer(new ProcessWork.Started(clock.now(), live.key(pid, start), parent, parentImage, facts, false));
        }

        @Override
        public void exited(int pid, int exitCode) {
            live.remove(pid)
                    .filter(Live::told)
                    .ifPresent(
                            l -> worker.offer(new ProcessWork.Ended(clock.now(), live.key(pid, l.start()), exitCode)));
        }

        @Override
        public void traced(int tracerPid, int targetPid) {
            if (!traces.take()) {
                told.lost(1);
                return;
            }
            Observed<ProcessKey> tracer = live.keyOf(tracerPid);
            Observed<ProcessKey> target = live.keyOf(targetPid);
            sink.accept(new Event.ProcessAccess(
                    clock.now(), system.processes(), tracer, live.imageOf(tracer), target, live.imageOf(target)));
        }

        @Override
        public void lost(long atMost) {
            told.lost(atMost);
        }
    }
}
