package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.KeptNames;
import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.HangingCalls;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.source.Source;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What stays in the domain's directory, read by the agent that the collector chose for it: everything once a day, and every hour what is
 * of a kind of which an object changed, sooner where a controller's log tells of a change. It is told like the inventory of a machine, and kept in a folder of its own, which goes when
 * another agent is chosen. Thread-safe; reads on one thread of its own, or has a process apart read, and the controller is asked with pauses.
 */
public final class DirectoryInventory implements Source {
    /** Its id as a source. */
    public static final String ID = "directory.ldap";

    private static final System.Logger LOG = System.getLogger(DirectoryInventory.class.getName());
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final Duration LATEST = Duration.ofHours(2);
    private static final Duration STOPPING = Duration.ofSeconds(5);

    /**
     * How a controller is spared that changes all the time.
     *
     * @param settling from the first change that is told until what changed is read
     * @param between at least from the end of one reading to such a one
     * @param unasked from one reading to the next where nobody tells of a change
     */
    record Rest(Duration settling, Duration between, Duration unasked) {
        static final Rest USUAL = new Rest(Duration.ofMinutes(1), Duration.ofMinutes(10));

        /** With an hour where nobody tells. */
        Rest(Duration settling, Duration between) {
            this(settling, between, Duration.ofHours(1));
        }
    }

    /** Connects to a controller of the machine's domain. */
    @FunctionalInterface
    public interface Connecting {
        /** Connects, in the computer's name. */
        Directory connect() throws Refused;
    }

    private final Sink sink;
    private final Clock clock;
    private final CoverageBook coverage;
    private final SiteBook book;
    private final DirectoryReader survey;
    private final Duration every;
    private final Rest rest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition called = lock.newCondition();
    private final Set<Site.Name> asked = new HashSet<>();
    private final Thread reader = Thread.ofPlatform().name("directory").daemon().unstarted(this::work);
    private boolean closed;

    /** When what changed is read, of this Java's clock; empty where nobody told of a change. */
    private OptionalLong soon = OptionalLong.empty();

    private long turnNanos = System.nanoTime();

    /** Number of the last change that was seen, by the database that counts it. */
    private final Map<String, Long> seen = new HashMap<>();

    /** What was not read though something of it changed: that change is not seen again. */
    private final Set<Site.Name> missed = new HashSet<>();

    /** The same, of a reading of the accounts. */
    private final Map<String, Long> accountsSeen = new HashMap<>();

    /** Number of the last reading of accounts of which all was told. */
    private long lastReading;

    private volatile boolean isRead;
    private long fullNanos;

    private DirectoryInventory(
            Sink sink,
            Clock clock,
            Machine machine,
            SiteBook.Opened opened,
            OwnCanaries none,
            Duration every,
            Rest rest,
            DirectoryReader survey) {
        this.sink = sink;
        this.rest = rest;
        this.clock = clock;
        this.every = every;
        this.coverage = new CoverageBook(clock, ID, sink::accept);
        this.survey = survey;
        this.book = new SiteBook(
                sink,
                clock,
                machine,
                opened,
                new Watches<>(Reading.absent(), machine.files()),
                new KeyWatches<>(Reading.absent(), path -> false),
                coverage,
                none,
                new SiteSubject(ID, "ldap", (hashes, watchlist) -> survey));
    }

    /**
     * One that tells its events to the sink.
     *
     * @param machine of which nothing is read but, where it has them, the files that controllers share
     * @param stateDir where what was found last is kept
     * @param connecting how this process connects, where it reads the directory
     * @param apart starts a process that reads it instead; empty: none is to
     * @param every between two full readings
     * @throws IOException where that folder cannot be made
     */
    public static DirectoryInventory open(
            Sink sink,
            Clock clock,
            Machine machine,
            Path stateDir,
            Connecting connecting,
            Optional<Apart> apart,
            Duration every)
            throws IOException {
        Supplier<DirectoryReader> inside = () -> inside(machine, stateDir, connecting, DirectorySurvey.HANGING);
        DirectoryReader reader = apart.<DirectoryReader>map(
                        each -> new DirectoryApart(each, stateDir, inside, System::nanoTime))
                .orElseGet(inside);
        return open(sink, clock, machine, stateDir, reader, every, Rest.USUAL);
    }

    /** The same, read by this process. */
    static DirectoryInventory open(
            Sink sink,
            Clock clock,
            Machine machine,
            Path stateDir,
            Connecting connecting,
            Duration every,
            Rest rest,
            Duration hanging)
            throws IOException {
        return open(sink, clock, machine, stateDir, inside(machine, stateDir, connecting, hanging), every, rest);
    }

    /** The same, read by that. */
    static DirectoryInventory open(
            Sink sink, Clock clock, Machine machine, Path stateDir, DirectoryReader reader, Duration every, Rest rest)
            throws IOException {
        SiteBook.Opened opened = SiteBook.Opened.of(new SiteStore(stateDir), sink.checkpoint(ID));
        OwnCanaries none = new OwnCanaries(stateDir, System::nanoTime, () -> {});
        return new DirectoryInventory(sink, clock, machine, opened, none, every, rest, reader);
    }

    /** Who reads it in this process. */
    static DirectoryReader inside(Machine machine, Path stateDir, Connecting connecting, Duration hanging) {
        return new DirectorySurvey(
                connecting,
                domain -> SysvolPlace.of(machine, domain),
                new HangingCalls(DirectorySurvey.FILES, hanging),
                new KeptNames(stateDir.resolve("schema"))::of,
                new Sysvol.Memory());
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public void start() {
        tell(WatchState.PARTIAL, ReasonCode.STARTED, SourceText.detail("directory-not-yet"));
        reader.start();
    }

    /** Digest of each location that was told; empty before the first full reading of this start is over. */
    public List<InventoryDigest.Entry> digests() {
        return isRead ? book.digests() : List.of();
    }

    /** Whether a location of that id is one of a directory. */
    public static boolean isOfDirectory(String location) {
        return location.startsWith("ad.");
    }

    /** Reads a location again and tells a complete listing; one that is not known is ignored. */
    public void listCompletely(String location, String accountId) {
        locked(() -> asked.add(new Site.Name(location, accountId)));
    }

    /** An object was changed, as a controller's log says: what changed is read soon, not at once ({@link Rest}). */
    public void changed() {
        locked(() -> {
            if (soon.isEmpty()) {
                soon = OptionalLong.of(Math.max(
                        System.nanoTime() + rest.settling().toNanos(),
                        turnNanos + rest.between().toNanos()));
            }
        });
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            called.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        int failures = 0;
        try {
            do {
                boolean full = !isRead || System.nanoTime() - fullNanos >= every.toNanos();
                failures = turn(full) ? 0 : failures + 1;
            } while (await(failures > 0 ? again(failures) : rest.unasked()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        survey.rest();
        coverage.end();
        tell(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("directory-stopped"));
    }

    /** How long to leave a directory alone that could not be asked so many times in a row. */
    static Duration again(int failures) {
        Duration twice = AGAIN.multipliedBy(1L << Math.clamp(failures - 1L, 0, 8));
        return twice.compareTo(LATEST) < 0 ? twice : LATEST;
    }

    /** Waits for something to do; false where it is closed. */
    private boolean await(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            turnNanos = System.nanoTime();
            long end = turnNanos + atMost.toNanos();
            while (!closed && asked.isEmpty()) {
                long left = Math.min(end, soon.orElse(end)) - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                long ignored = called.awaitNanos(Math.min(left, TimeUnit.MINUTES.toNanos(1)));
                coverage.hourly();
            }
            soon = OptionalLong.empty();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Reads what is due; false where the directory could not be asked. */
    private boolean turn(boolean full) {
        Moment began = clock.now();
        Set<Site.Name> listAll = takeAsked();
        try {
            List<Site.Name> ignored = book.plan();
            Optional<DirectoryReader.Answering> domain = survey.domain();
            Collection<Site.Name> due = full || domain.isEmpty() ? book.all() : changedSince(domain.get(), listAll);
            for (Site.Name site : due) {
                if (isClosed()) {
                    return true;
                }
                Trigger trigger = listAll.contains(site) ? Trigger.REQUEST : full ? Trigger.PASS : Trigger.NOTIFICATION;
                book.read(new Rescans.Work.Read(site, trigger, listAll.contains(site)));
            }
            missed.clear();
            missed.addAll(survey.takeMissed());
            domain.ifPresent(d -> accounts(d, full));
            domain.ifPresent(d -> seen.put(d.invocation(), d.usn()));
            if (full && domain.isPresent()) {
                fullNanos = System.nanoTime();
                isRead = true;
                book.passIsOver();
                // Each place tells itself what a full reading found (SiteBook).
                coverage.pass(began, book.all().size(), book.unread() == 0, Optional.empty());
            }
            tellState(domain);
            return domain.isPresent();
        } catch (Refused e) {
            tell(WatchState.DOWN, e.reason(), e.detailOr(SourceText.detail("directory-unread", e.what())));
            return false;
        } catch (RuntimeException | Error e) {
            // Whatever a controller's answer leads to: the thread goes on, and asks again later.
            LOG.log(System.Logger.Level.ERROR, "reading the directory failed", e);
            tell(
                    WatchState.DOWN,
                    ReasonCode.FAILED,
                    SourceText.detail("persistence-failed", e.getClass().getSimpleName()));
            return false;
        } finally {
            survey.rest();
        }
    }

    /** Tells who has an account: all of them once a day, else those that changed. Also where none did: it was looked. */
    private void accounts(DirectoryReader.Answering domain, boolean full) {
        Optional<Long> since = full ? Optional.empty() : Optional.ofNullable(accountsSeen.get(domain.invocation()));
        long number = clock.now().wallMicros();
        AtomicInteger part = new AtomicInteger();
        boolean all = survey.accounts(
                since.map(OptionalLong::of).orElse(OptionalLong.empty()),
                this::isClosed,
                (accounts, end) -> sink.accept(new Event.DirectoryAccounts(
                        clock.now(),
                        ID,
                        domain.domain(),
                        domain.controller(),
                        number,
                        since.isPresent() ? lastReading : 0,
                        part.getAndIncrement(),
                        accounts,
                        end)));
        if (all) {
            accountsSeen.put(domain.invocation(), domain.usn());
            lastReading = number;
        } else {
            // What was missed is not asked for as a change: all of it is.
            accountsSeen.clear();
        }
    }

    private Collection<Site.Name> changedSince(DirectoryReader.Answering domain, Set<Site.Name> listAll)
            throws Refused {
        Long before = seen.get(domain.invocation());
        Set<Site.Name> due = new HashSet<>(listAll);
        due.addAll(missed);
        // Another controller counts otherwise: all of it is compared.
        due.addAll(before == null ? book.all() : survey.changed(before));
        return book.all().stream().filter(due::contains).toList();
    }

    private Set<Site.Name> takeAsked() {
        lock.lock();
        try {
            Set<Site.Name> all = new HashSet<>(asked);
            asked.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void tellState(Optional<DirectoryReader.Answering> domain) {
        if (domain.isEmpty()) {
            tell(WatchState.DOWN, survey.unread().reason(), survey.unread().detail());
            return;
        }
        int unread = book.unread();
        boolean isReadOnly = domain.get().isReadOnly();
        boolean hasOthers = !survey.others().isEmpty();
        String key = (unread > 0 ? "directory-part" : "directory-live")
                + (isReadOnly ? "-read-only" : hasOthers ? "-of-forest" : "");
        ReasonCode reason = unread > 0
                ? survey.trouble().orElse(ReasonCode.NO_RIGHT)
                : isReadOnly ? ReasonCode.FALLBACK : ReasonCode.NONE;
        tell(
                reason == ReasonCode.NONE ? WatchState.LIVE : WatchState.PARTIAL,
                reason,
                SourceText.detail(
                        key,
                        domain.get().domain(),
                        domain.get().controller(),
                        unread,
                        String.join(", ", survey.others())));
    }

    private void tell(WatchState state, ReasonCode reason, String detail) {
        sink.accept(new Event.SourceState(clock.now(), ID, state, reason, detail));
    }

    @Override
    public void close() {
        locked(() -> closed = true);
        survey.stop();
        reader.interrupt();
        try {
            if (reader.isAlive() && !reader.join(STOPPING)) {
                LOG.log(System.Logger.Level.WARNING, "the directory is still being read while that is stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
