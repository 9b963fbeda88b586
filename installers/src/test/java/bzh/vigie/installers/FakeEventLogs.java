package bzh.vigie.installers;

import bzh.vigie.agent.host.EventLogs;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Event logs in memory, whose records others wrote and a test puts in. A bookmark is the number of a record. Thread-safe; {@link #drained}
 * waits for whoever follows.
 */
final class FakeEventLogs implements EventLogs {
    private static final long LARGE = 1L << 30;

    private final Map<String, Log> logs = new HashMap<>();
    private final Set<String> disabled = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Instant now;
    private long maxBytes = LARGE;
    private int written;

    private static final class Log {
        private final List<Written> records = new ArrayList<>();
        private int looks;
        private boolean missing;
    }

    /**
     * A record.
     *
     * @param entry what a look gives
     */
    record Written(long number, Instant time, Entry entry) {
        static Written of(long number, Instant time, String xml) {
            return new Written(number, time, new Entry.Rendered(xml));
        }
    }

    /** @param now on the clock of whoever asks for records by their age */
    FakeEventLogs(Instant now) {
        this.now = now;
    }

    synchronized void add(String channel, List<Written> records) {
        Log log = logs.computeIfAbsent(channel, ignored -> new Log());
        log.records.addAll(records);
        log.looks = 0;
    }

    /** Takes records away that an administrator, an attacker or a full file took away. */
    synchronized void forget(String channel, int oldest) {
        Log log = logs.computeIfAbsent(channel, ignored -> new Log());
        log.records.subList(0, oldest).clear();
        log.looks = 0;
    }

    /** The next look says that records are missing. */
    synchronized void sayMissing(String channel) {
        Log log = logs.computeIfAbsent(channel, ignored -> new Log());
        log.missing = true;
        log.looks = 0;
    }

    synchronized void disable(String channel) {
        disabled.add(channel);
    }

    synchronized void refuse(String channel) {
        refused.add(channel);
    }

    synchronized void maxBytes(long bytes) {
        maxBytes = bytes;
    }

    /** How many events of programs were written. */
    synchronized int written() {
        return written;
    }

    /** Waits until a channel was looked at twice without anything there. */
    synchronized void drained(String channel) throws InterruptedException {
        Log log = logs.computeIfAbsent(channel, ignored -> new Log());
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (log.looks < 2) {
            if (System.nanoTime() > until) {
                throw new AssertionError("nobody reads " + channel);
            }
            wait(1_000);
        }
    }

    @Override
    public synchronized Reading<Settings> channel(String path) {
        return logs.containsKey(path)
                ? Reading.found(new Settings(!disabled.contains(path), maxBytes))
                : Reading.absent();
    }

    @Override
    public synchronized Opened subscribe(String path, From from) {
        Optional<Log> found = Optional.ofNullable(logs.get(path));
        if (found.isEmpty() || refused.contains(path)) {
            return new Opened.Refused(ReasonCode.NO_RIGHT, "windows-no-right|" + path);
        }
        List<Written> records = found.get().records;
        int begin = 0;
        switch (from) {
            case From.After(String bookmark) -> {
                while (begin < records.size() && records.get(begin).number() != Long.parseLong(bookmark)) {
                    begin++;
                }
                begin++;
                if (begin > records.size()) {
                    return new Opened.BookmarkGone();
                }
            }
            case From.Oldest ignored -> begin = 0;
            case From.Past(Duration age, long most) -> {
                begin = (int) Math.max(0, records.size() - most);
                while (begin < records.size() && records.get(begin).time().isBefore(now.minus(age))) {
                    begin++;
                }
            }
        }
        return new Opened.Following(new Following(found.get(), begin));
    }

    @Override
    public synchronized void write(String program, int id, String text) throws Refused {
        if (!logs.containsKey("Application")) {
            throw new Refused(ReasonCode.FAILED, "ReportEvent");
        }
        written++;
        long number = logs.get("Application").records.size() + 1L;
        add("Application", List.of(Written.of(number, now, canary(program, id, number, text))));
    }

    /** What Windows 10 renders of an event that ReportEvent wrote without a text of its own registered ([MS-EVEN6] 2.2.12). */
    private String canary(String program, int id, long number, String text) {
        return "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='" + program
                + "'/><EventID Qualifiers='0'>" + id + "</EventID><Level>4</Level><Task>0</Task>"
                + "<Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='" + now + "'/><EventRecordID>"
                + number + "</EventRecordID><Channel>Application</Channel><Computer>PC</Computer><Security/></System>"
                + "<EventData><Data>" + text + "</Data></EventData></Event>";
    }

    private final class Following implements Subscription {
        private final Log log;
        private Optional<Written> last = Optional.empty();
        private int at;

        private Following(Log log, int begin) {
            this.log = log;
            this.at = begin;
        }

        @Override
        public Next next(int most) {
            synchronized (FakeEventLogs.this) {
                if (log.missing) {
                    log.missing = false;
                    return new Next.Missing();
                }
                last.ifPresent(record -> at = log.records.contains(record) ? log.records.indexOf(record) + 1 : 0);
                List<Entry> entries = new ArrayList<>();
                for (; at < log.records.size() && entries.size() < most; at++) {
                    last = Optional.of(log.records.get(at));
                    entries.add(log.records.get(at).entry());
                }
                if (entries.isEmpty()) {
                    log.looks++;
                    FakeEventLogs.this.notifyAll();
                }
                return new Next.Entries(entries);
            }
        }

        @Override
        public String bookmark() {
            return last.map(record -> Long.toString(record.number())).orElse("");
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
