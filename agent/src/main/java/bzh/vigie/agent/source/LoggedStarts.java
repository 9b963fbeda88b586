package bzh.vigie.agent.source;

import bzh.vigie.event.Account;
import bzh.vigie.event.Event.ProcessStarted;
import bzh.vigie.event.Observed;
import bzh.vigie.event.WindowsEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Makes one start of a process of what the process source sees and what the logs tell of it (Security 4688, Sysmon 1), joined by pid and time
 * of creation within four seconds, whichever comes first: the start has what each knows, and one that only a log tells is told as well. While
 * a log tells starts, each is kept back until the log told it too, four seconds at most; 1,024 and 2 MiB wait at most, beyond which the oldest
 * are told. A record that comes when its start was told is told as one more, so that nothing it says is lost. {@link #take} is for the thread
 * that reads logs, all else for that of the worker.
 */
final class LoggedStarts {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(4);
    /** A log that told nothing for so long is not waited for. */
    private static final long FLOWS = TimeUnit.MINUTES.toNanos(10);
    /** FILETIME: how far the times of one start may lie apart. Pids are given again, but hardly so soon. */
    private static final long APART = 20_000_000L;

    private static final int MAX_WAITING = 1_024;
    private static final int MAX_BYTES = 2 << 20;
    private static final int MAX_TOLD = 8_192;
    /** Of one process; more are not told apart. */
    private static final int MAX_RECORDS = 8;

    private final Function<String, Account> accountName;
    private final LongSupplier nanos;
    private final Map<LoggedStart.Log, Long> flows = new EnumMap<>(LoggedStart.Log.class);
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Integer, Told> told = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Told> eldest) {
            return size() > MAX_TOLD;
        }
    };
    private volatile Optional<Worker> worker = Optional.empty();
    private int bytes;

    /** Who tells starts. */
    interface Worker {
        /**
         * Takes a start that a log tells, for {@link #arrived}; false where it is not to be told as a start, since it was before the source
         * watched or there is no room. For any thread.
         */
        boolean takes(LoggedStart start);

        /** The start of a process that only a log told, with what it tells of itself if it is still there. */
        ProcessStarted unseen(LoggedStart start);

        /** Tells it. */
        void tell(ProcessStarted start);
    }

    /** What was told of a pid last: when the process was made, and the records that went into it. */
    private record Told(long created, Set<String> records) {
        Told {
            records = Set.copyOf(records);
        }
    }

    /** One start, of the source or of logs or of both. */
    private static final class Waiting {
        private final long since;
        private final int pid;
        private final long created;
        private Optional<ProcessStarted> event = Optional.empty();
        private final Map<LoggedStart.Log, LoggedStart> logged = new EnumMap<>(LoggedStart.Log.class);

        Waiting(long since, int pid, long created) {
            this.since = since;
            this.pid = pid;
            this.created = created;
        }

        /** FILETIME, of the source where it saw the process. */
        long created() {
            return event.map(e -> e.process().start()).orElse(created);
        }

        boolean is(int otherPid, long time) {
            return pid == otherPid && isSame(created(), time);
        }

        /** Whether what the start names as its program is this one, as far as both are known. */
        boolean hasImage(String image) {
            return event.flatMap(e -> e.image().ifKnown())
                            .filter(known -> !isSameImage(known, image))
                            .isEmpty()
                    && logged.values().stream().allMatch(log -> isSameImage(log.image(), image));
        }

        boolean has(LoggedStart start) {
            return Optional.ofNullable(logged.get(start.log()))
                    .filter(one -> one.record().equals(start.record()))
                    .isPresent();
        }

        int weight() {
            int weight = logged.values().stream().mapToInt(LoggedStart::weight).sum();
            return weight
                    + event.map(e -> 800
                                    + 2
                                            * e.commandLine()
                                                    .ifKnown()
                                                    .map(String::length)
                                                    .orElse(0))
                            .orElse(0);
        }
    }

    /**
     * Nobody tells starts yet.
     *
     * @param accountName the account of a SID
     * @param nanos a clock that only goes forth
     */
    LoggedStarts(Function<String, Account> accountName, LongSupplier nanos) {
        this.accountName = accountName;
        this.nanos = nanos;
    }

    /** Whether those times of creation, FILETIME, of the same pid are of the same process. */
    static boolean isSame(long one, long other) {
        return Math.abs(one - other) <= APART;
    }

    /** Who tells starts from now on; empty for nobody. For any thread. */
    void worker(Optional<Worker> next) {
        worker = next;
    }

    /** Paths of programs that do not contradict one another; of which one is no path with a drive, by the name alone. */
    private static boolean isSameImage(String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return true;
        }
        if (isOnDrive(one) && isOnDrive(other)) {
            return one.equalsIgnoreCase(other);
        }
        return name(one).equalsIgnoreCase(name(other));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('\\') + 1);
    }

    private static boolean isOnDrive(String path) {
        return path.startsWith(":\\", 1);
    }

    /**
     * Whether all that the record says is told as a start of a process, by the worker, so that the record is not to count as one itself.
     */
    boolean take(WindowsEvent event) {
        Optional<Worker> now = worker;
        return now.isPresent()
                && LoggedStart.of(event)
                        .filter(now.get()::takes)
                        .filter(LoggedStart::isWhole)
                        .isPresent();
    }

    /** Whether something waits, so that {@link #expire} is to be called soon. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /**
     * Takes a start that the source saw, and tells it when it is time.
     *
     * @param mayWait whether a log is waited for
     */
    void seen(ProcessStarted event, boolean mayWait) {
        int pid = event.process().pid();
        long created = event.process().start();
        Optional<Waiting> early = nearest(
                created,
                waiting.stream()
                        .filter(one -> one.event.isEmpty() && one.is(pid, created))
                        .filter(one -> one.hasImage(event.image().ifKnown().orElse(""))));
        Waiting one = early.orElseGet(() -> new Waiting(nanos.getAsLong(), pid, created));
        bytes -= early.map(Waiting::weight).orElse(0);
        one.event = Optional.of(event);
        bytes += one.weight();
        if (early.isEmpty()) {
            waiting.add(one);
        }
        if (!mayWait || isComplete(one)) {
            waiting.remove(one);
            tell(one);
        }
        makeRoom();
    }

    /** A log told a start. */
    void arrived(LoggedStart start) {
        flows.put(start.log(), nanos.getAsLong());
        if (wasTold(start)
                || waiting.stream().anyMatch(one -> one.is(start.pid(), start.created()) && one.has(start))) {
            return;
        }
        Optional<Waiting> there = nearest(
                start.created(),
                waiting.stream()
                        .filter(one -> one.is(start.pid(), start.created()))
                        .filter(one -> !one.logged.containsKey(start.log()) && one.hasImage(start.image())));
        Waiting one = there.orElseGet(() -> new Waiting(nanos.getAsLong(), start.pid(), start.created()));
        if (there.isEmpty()) {
            waiting.add(one);
        }
        bytes -= there.map(Waiting::weight).orElse(0);
        one.logged.put(start.log(), start);
        bytes += one.weight();
        if (one.event.isPresent() && isComplete(one)) {
            waiting.remove(one);
            tell(one);
        }
        makeRoom();
    }

    /** The same record, as when a log is read again from before. */
    private boolean wasTold(LoggedStart start) {
        return Optional.ofNullable(told.get(start.pid()))
                .filter(one -> isSame(one.created(), start.created()))
                .filter(one -> one.records().contains(start.record()))
                .isPresent();
    }

    private static Optional<Waiting> nearest(long created, Stream<Waiting> of) {
        return of.min(Comparator.comparingLong(one -> Math.abs(one.created() - created)));
    }

    /** The oldest first: who starts many must not part the newest from the record that comes after it. */
    private void makeRoom() {
        while (isFull()) {
            tell(waiting.remove());
        }
    }

    private boolean isFull() {
        return waiting.size() > MAX_WAITING || bytes > MAX_BYTES;
    }

    /** Every log that tells starts told this one. */
    private boolean isComplete(Waiting one) {
        long now = nanos.getAsLong();
        flows.values().removeIf(last -> now - last > FLOWS);
        return one.logged.keySet().containsAll(flows.keySet());
    }

    /** Tells what has waited long enough, or everything. */
    void expire(boolean all) {
        long now = nanos.getAsLong();
        List<Waiting> due = new ArrayList<>();
        Iterator<Waiting> each = waiting.iterator();
        while (each.hasNext()) {
            Waiting one = each.next();
            if (all || now - one.since > WINDOW) {
                each.remove();
                due.add(one);
            }
        }
        due.forEach(this::tell);
    }

    private void tell(Waiting one) {
        bytes -= one.weight();
        remember(one);
        Optional<Worker> now = worker;
        if (now.isEmpty()) {
            return;
        }
        // Sysmon is the last and knows the time of the process itself.
        ProcessStarted start = one.event.orElseGet(
                () -> now.get().unseen(List.copyOf(one.logged.values()).getLast()));
        for (LoggedStart each : one.logged.values()) {
            start = filled(start, each);
        }
        now.get().tell(start);
    }

    private void remember(Waiting one) {
        Set<String> records = new HashSet<>();
        one.logged.values().forEach(log -> records.add(log.record()));
        Optional.ofNullable(told.get(one.pid))
                .filter(before -> isSame(before.created(), one.created())
                        && before.records().size() < MAX_RECORDS)
                .ifPresent(before -> records.addAll(before.records()));
        told.put(one.pid, new Told(one.created(), records));
    }

    /** What the start lacks, from the log; what it has stands. */
    private ProcessStarted filled(ProcessStarted e, LoggedStart log) {
        Map<String, String> more = new HashMap<>(e.logged());
        log.more().forEach((name, value) -> {
            if (more.size() < ProcessStarted.MOST_LOGGED) {
                more.putIfAbsent(name, value);
            }
        });
        if (e.parent().ifKnown().isEmpty()) {
            log.parentPid().ifPresent(pid -> more.putIfAbsent("ParentProcessId", Integer.toUnsignedString(pid)));
        }
        return new ProcessStarted(
                e.at(),
                e.source(),
                e.process(),
                e.parent(),
                or(e.parentImage(), log.parentImage()),
                e.account().or(account(log, e)),
                or(e.image(), log.image()),
                or(e.commandLine(), log.commandLine()),
                log.sha256().map(Observed::known).map(e.sha256()::or).orElse(e.sha256()),
                e.signer(),
                e.packageName(),
                e.alreadyRunning(),
                more);
    }

    private Observed<Account> account(LoggedStart log, ProcessStarted e) {
        if (!log.accountId().isEmpty()) {
            return Observed.known(accountName.apply(log.accountId()));
        }
        return log.accountName().isEmpty() ? e.account() : Observed.known(new Account("", log.accountName()));
    }

    private static Observed<String> or(Observed<String> known, String logged) {
        return logged.isEmpty() ? known : known.or(Observed.known(logged));
    }
}
