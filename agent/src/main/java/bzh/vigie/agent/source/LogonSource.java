package bzh.vigie.agent.source;

import bzh.vigie.agent.host.LogStream;
import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.Processes;
import bzh.vigie.agent.source.AuthFact.AccountFact;
import bzh.vigie.agent.source.AuthFact.LogonFact;
import bzh.vigie.event.Account;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * {@code linux.logon}: logons, logoffs, failed logons and changes of accounts from the authentication log, or systemd's
 * journal where there is none, and from wtmp, btmp and wtmpdb's database. Says too where one of these, or another log of the system, was
 * cut, swapped or deleted. Looks each second, on one thread; where it left off is kept over
 * restarts. Proven once a logon was seen: the agent cannot log on by itself.
 */
public final class LogonSource implements Source {
    /** The id of this source in events. */
    public static final String ID = "linux.logon";

    /** How often the logs are looked at. */
    static final Duration EVERY = Duration.ofSeconds(1);

    private static final String JOURNAL = "journald";
    private static final String WTMPDB = "var/lib/wtmpdb/wtmp.db";
    private static final List<String> GUARDED =
            List.of("var/log/syslog", "var/log/messages", "var/log/kern.log", "var/log/audit/audit.log");
    private static final String JOURNAL_FILE = "/system.journal";
    private static final String KEPT_JOURNALS = "var/log/journal/";
    private static final String VOLATILE_JOURNALS = "run/log/journal/";
    private static final String VOLATILE = "run/";
    private static final Pattern MACHINE_ID = Pattern.compile("[0-9a-f]{32}");

    /** Who writes logs as text: without any of them, a package took its log along. */
    private static final List<String> SYSLOGS = List.of("usr/sbin/rsyslogd", "usr/sbin/syslog-ng", "usr/sbin/syslogd");

    private static final List<String> AUDIT = List.of("usr/sbin/auditd", "sbin/auditd");
    private static final int SAVE_ROUNDS = 10;
    /** So many logons reach the disk together. */
    private static final int TOLD_AT_ONCE = 256;

    private static final Duration LATE = Duration.ofSeconds(30);
    private static final int MAX_LINES_OPEN = 1_024;

    private final Sink sink;
    private final Clock clock;
    private final Duration every;
    private final Processes processes;
    private final Path root;
    private final LogPositions positions;
    /** Something was told since the positions were kept. */
    private boolean isTold;

    private final Told told;
    private final Quota quota = new Quota(500, 2_000, System::nanoTime);
    private final LogonMerge merge = new LogonMerge(this::tell, System::nanoTime);
    private final WatchThread thread = new WatchThread("vigie-logon", this::watch);
    private final byte[] buffer = new byte[UtmpRecord.SIZE * 43];
    private final List<Log> logs = new ArrayList<>();
    private final Map<String, TailedFile> guarded = new TreeMap<>();
    private final Map<String, String> userOfLine = new HashMap<>();
    private final JournalLog journal;
    private final WtmpDatabase database;
    private Optional<Instant> lineTime = Optional.empty();
    private boolean seen;
    private int saidOf = -1;

    /** Logons that were read and are not told yet. */
    private final List<Event> read = new ArrayList<>();

    /** An account change was told since the last logons. */
    private boolean isChangeTold;

    /** @param open how many bytes of what was read belong to a line or record that has not ended */
    private record Log(TailedFile file, TailedFile.Taker taker, IntSupplier open) {}

    /**
     * Watches the logs under a root.
     *
     * @param root {@code /}, or a folder in a test
     * @param stateDir an existing folder for positions
     */
    LogonSource(
            Sink sink,
            Clock clock,
            Duration every,
            Processes processes,
            Path root,
            Path stateDir,
            LogStream.Opener journalOpener) {
        this.sink = sink;
        this.clock = clock;
        this.every = every;
        this.processes = processes;
        this.root = root;
        positions = new LogPositions(stateDir.resolve("logon-positions"), sink.checkpoint(ID));
        journal = new JournalLog(journalOpener, positions.get(JOURNAL), line -> {
            take(line);
            if (read.size() >= TOLD_AT_ONCE) {
                tellRead();
            }
        });
        database = new WtmpDatabase(root.resolve(WTMPDB), positions.get(WTMPDB), (fact, time) -> {
            lineTime = Optional.of(time);
            take(fact, 0);
        });
        told = new Told(ID, 2, sink, clock);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.stop();
        told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("logon-stopped"));
    }

    private void watch() {
        addText("var/log/auth.log");
        addText("var/log/secure");
        addRecords("var/log/wtmp", record -> {
            String line = record.line();
            Optional<AuthFact> fact = record.inWtmp(userOfLine.getOrDefault(line, ""));
            if (record.user().isEmpty()) {
                userOfLine.remove(line);
            } else if (userOfLine.size() < MAX_LINES_OPEN) {
                userOfLine.put(line, record.user());
            }
            return fact;
        });
        addRecords("var/log/btmp", UtmpRecord::inBtmp);
        guard();
        for (int round = 0; !thread.isStopped(); round++) {
            for (Log log : logs) {
                say(log.file().path(), log.file().read(log.taker()));
            }
            guarded.values().forEach(file -> say(file.path(), file.read(TailedFile.UNREAD)));
            journal.read(!hasTextLog(), clock.now().wall(), buffer);
            tellRead();
            say(database.path(), database.read());
            lineTime = Optional.empty();
            merge.expire(false);
            tellRead();
            told.tellLost(ReasonCode.OVERLOADED, "", false);
            int sources = sources();
            if (sources != saidOf || round % SAVE_ROUNDS == 0) {
                saidOf = sources;
                sayState();
            }
            if (round % SAVE_ROUNDS == 0 || (isTold && !merge.isWaiting())) {
                save();
            }
            thread.pause(every.toNanos());
        }
        journal.close();
        merge.expire(true);
        tellRead();
        told.tellLost(ReasonCode.OVERLOADED, "", true);
        save();
    }

    private void addText(String name) {
        LineSplitter lines =
                new LineSplitter(SyslogLine.MAX, line -> SyslogLine.parse(line).ifPresent(this::take));
        add(name, lines::take, lines::open);
    }

    private void addRecords(String name, Function<UtmpRecord, Optional<AuthFact>> meaning) {
        // The buffer holds whole records, and a record that is only half written is seen at the next look.
        byte[] pending = new byte[UtmpRecord.SIZE];
        int[] filled = {0};
        TailedFile.Taker taker = (bytes, length) -> {
            for (int i = 0; i < length; i++) {
                pending[filled[0]++] = bytes[i];
                if (filled[0] == UtmpRecord.SIZE) {
                    filled[0] = 0;
                    UtmpRecord record = UtmpRecord.parse(pending, 0);
                    lineTime = Optional.of(Instant.ofEpochSecond(record.seconds()));
                    meaning.apply(record).ifPresent(fact -> take(fact, record.pid()));
                }
            }
        };
        add(name, taker, () -> filled[0]);
    }

    private void add(String name, TailedFile.Taker taker, IntSupplier open) {
        TailedFile.Taker telling = (bytes, length) -> {
            taker.take(bytes, length);
            tellRead();
        };
        logs.add(new Log(new TailedFile(root.resolve(name), positions.get(name), buffer), telling, open));
    }

    /** Logs that others read: only that they are erased is of interest here. */
    private void guard() {
        for (String name : GUARDED) {
            guarded.put(name, new TailedFile(root.resolve(name), positions.get(name), buffer));
        }
        String machine = machineId();
        if (machine.isEmpty()) {
            return;
        }
        String kept = KEPT_JOURNALS + machine + JOURNAL_FILE;
        if (isKept() || !positions.get(kept).isEmpty()) {
            guarded.put(kept, TailedFile.journal(root.resolve(kept), positions.get(kept)));
        } else {
            String name = VOLATILE_JOURNALS + machine + JOURNAL_FILE;
            String boot = clock.now().bootId() + '\t';
            String position = positions.get(name);
            String left = position.startsWith(boot) ? position.substring(boot.length()) : "";
            guarded.put(name, TailedFile.journal(root.resolve(name), left));
        }
    }

    /** Whether the journal is on the disk: what was in memory is moved there. */
    private boolean isKept() {
        return Files.exists(root.resolve(KEPT_JOURNALS + machineId() + JOURNAL_FILE));
    }

    /** By which journald names its folder (machine-id(5)); empty where it has none. */
    private String machineId() {
        try (InputStream in = Files.newInputStream(root.resolve("etc/machine-id"))) {
            String id = new String(in.readNBytes(32), StandardCharsets.US_ASCII);
            return MACHINE_ID.matcher(id).matches() ? id : "";
        } catch (IOException none) {
            return "";
        }
    }

    /** One of the first two logs: Debian's or Red Hat's name. */
    private boolean hasTextLog() {
        return logs.get(0).file().isReadable() || logs.get(1).file().isReadable();
    }

    private void take(SyslogLine line) {
        lineTime = line.time();
        AuthLines.parse(line).ifPresent(fact -> take(fact, line.pid()));
    }

    private void take(AuthFact fact, int pid) {
        seen = true;
        switch (fact) {
            case LogonFact logon -> merge.accept(logon, pid, at());
            case AccountFact change -> tell(change);
        }
    }

    private void tell(LogonFact fact, int pid, Moment at) {
        isTold = true;
        if (admits()) {
            read.add(new Event.Logon(
                    at,
                    ID,
                    fact.action(),
                    fact.type(),
                    new Account("", fact.user()),
                    fact.subject().isEmpty() ? Optional.empty() : Optional.of(new Account("", fact.subject())),
                    fact.address(),
                    fact.session(),
                    fact.method(),
                    fact.fingerprint(),
                    process(pid, at),
                    fact.detail()));
        }
    }

    private void tell(AccountFact fact) {
        isTold = true;
        isChangeTold = true;
        if (admits()) {
            sink.accept(new Event.AccountChange(
                    at(),
                    ID,
                    fact.action(),
                    new Account(fact.id(), fact.user()),
                    fact.subject().isEmpty() ? Optional.empty() : Optional.of(new Account("", fact.subject())),
                    fact.group().isEmpty() ? Optional.empty() : Optional.of(new Account("", fact.group())),
                    fact.detail()));
        }
    }

    private boolean admits() {
        if (quota.take()) {
            return true;
        }
        told.lost(1);
        return false;
    }

    /** Now; for a line that was written long before it was read, its own time on the wall clock. */
    private Moment at() {
        Moment now = clock.now();
        return lineTime.filter(time -> Duration.between(time, now.wall()).compareTo(LATE) > 0)
                .map(time -> new Moment(time, now.bootId(), now.monotonicMicros()))
                .orElse(now);
    }

    private Observed<ProcessKey> process(int pid, Moment at) {
        if (pid <= 0) {
            return Observed.missed(Why.NOT_OFFERED);
        }
        if (Duration.between(at.wall(), clock.now().wall()).compareTo(LATE) > 0) {
            // Whoever has that number now, perhaps since another boot, need not be who had it then.
            return Observed.missed(Why.ENDED);
        }
        ProcessFacts facts = processes.facts(pid);
        facts.file().ifPresent(OpenImage::close);
        return facts.startTicks().isPresent()
                ? Observed.known(new ProcessKey(
                        clock.now().bootId(), pid, facts.startTicks().getAsLong()))
                : Observed.missed(Why.ENDED);
    }

    /** A log that is cut, swapped or deleted is how traces are wiped. */
    private void say(Path file, TailedFile.Change change) {
        String name = root.relativize(file).toString();
        boolean moved = name.startsWith(VOLATILE) && isKept();
        if (change != TailedFile.Change.NONE && !moved && admits()) {
            Map<String, String> fields =
                    new TreeMap<>(Map.of("change", change.name().toLowerCase(Locale.ROOT)));
            if (change == TailedFile.Change.DELETED && !isWritten(name)) {
                fields.put("writer", "removed");
            }
            sink.accept(new Event.LogRecord(clock.now(), ID, "/" + name, ID, 0, 0, fields));
        }
    }

    private boolean isWritten(String name) {
        boolean text = !name.endsWith("tmp") && !name.endsWith(".db") && !name.endsWith(".journal");
        List<String> writers = !text ? List.of() : name.startsWith("var/log/audit/") ? AUDIT : SYSLOGS;
        return writers.isEmpty() || writers.stream().anyMatch(each -> Files.exists(root.resolve(each)));
    }

    /** What is read at this time, a bit each: where it stays the same, the state need not be put together each second. */
    private int sources() {
        int bits = (seen ? 1 : 0) | (journal.isOpen() ? 2 : 0);
        for (int i = 0; i < logs.size(); i++) {
            bits |= logs.get(i).file().isReadable() ? 4 << i : 0;
        }
        return bits;
    }

    private void sayState() {
        List<String> read = new ArrayList<>();
        List<String> not = new ArrayList<>();
        for (Log log : logs) {
            String name = "/" + root.relativize(log.file().path());
            if (log.file().isReadable()) {
                read.add(name);
            } else if (Files.exists(log.file().path())) {
                not.add(name);
            }
        }
        if (journal.isOpen()) {
            read.add(JOURNAL);
        } else if (!journal.refused().isEmpty()) {
            not.add(journal.refused());
        }
        if (database.isReadable()) {
            read.add("/" + WTMPDB);
        } else if (Files.exists(database.path())) {
            not.add("/" + WTMPDB);
        }
        String there = String.join(", ", read);
        String missing = String.join(", ", not);
        boolean hasText = journal.isOpen() || hasTextLog();
        if (read.isEmpty()) {
            told.state(WatchState.DOWN, ReasonCode.NOT_PRESENT, SourceText.detail("logon-none", missing));
        } else if (!hasText) {
            told.state(WatchState.PARTIAL, ReasonCode.NOT_PRESENT, SourceText.detail("logon-partial", there, missing));
        } else if (!seen) {
            told.state(
                    WatchState.PARTIAL,
                    ReasonCode.NOT_PROVEN,
                    SourceText.detail("logon-not-proven", there, missing.isEmpty() ? "-" : missing));
        } else {
            told.state(WatchState.LIVE, ReasonCode.NONE, SourceText.detail("logon-live", there));
        }
    }

    /** Tells the logons that were read, with where the logs stand then. Changes of accounts have another lane: they are on the disk before. */
    private void tellRead() {
        if (read.isEmpty()) {
            return;
        }
        if (isChangeTold) {
            isChangeTold = !sink.flush();
        }
        stand();
        sink.acceptAll(List.copyOf(read), new Checkpoint(ID, positions.checkpoint()));
        read.clear();
    }

    /** Sees where the logs stand, unless something that was read waits to be told. */
    private void stand() {
        if (merge.isWaiting()) {
            return;
        }
        for (Log log : logs) {
            positions.put(
                    root.relativize(log.file().path()).toString(),
                    log.file().position(log.open().getAsInt()));
        }
        String boot = clock.now().bootId() + '\t';
        guarded.forEach((name, file) ->
                positions.put(name, name.startsWith(VOLATILE) ? boot + file.position() : file.position()));
        positions.put(JOURNAL, journal.cursor());
        positions.put(WTMPDB, database.position());
    }

    /** Once what was read is on the disk: a crash leaves no line out. */
    private void save() {
        if (sink.flush()) {
            isTold = false;
            stand();
            positions.save();
        }
    }
}
