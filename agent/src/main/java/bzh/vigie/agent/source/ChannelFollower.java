package bzh.vigie.agent.source;

import bzh.vigie.agent.host.EventLogs;
import bzh.vigie.agent.host.EventLogs.Entry;
import bzh.vigie.agent.host.EventLogs.From;
import bzh.vigie.agent.host.EventLogs.Next;
import bzh.vigie.agent.host.EventLogs.Opened;
import bzh.vigie.agent.host.EventLogs.Subscription;
import bzh.vigie.event.EventXml;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.event.WindowsEventFields;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Follows one channel from where it was left, and sees what is missing: records have numbers that go up by one, so that one that is left
 * out, a log that forgot what was not read yet, and numbers that begin again show. At the first start it reads what the last week left,
 * of the newest {@value #PAST_RECORDS} records, since an attacker came before the agent did. Not thread-safe.
 */
final class ChannelFollower {
    /** How far back the first start reads. */
    static final Duration PAST = Duration.ofDays(7);

    static final long PAST_RECORDS = 20_000;

    private static final int BATCH = 64;

    private final EventLogs logs;
    private final String path;
    private final Taker taker;
    private Optional<Subscription> subscription = Optional.empty();
    private Optional<Trouble> trouble = Optional.empty();
    private String kept;
    private long last;
    private Instant lastTime;
    /** Reading what was there before the first start, of which parts may be left out. */
    private boolean inPast;
    /** Reading a log from its beginning although part of it may have been read. */
    private boolean again;

    private boolean seen;
    /** How often in a row records were missing with none read between. */
    private int vain;

    /** Whom records and gaps are told to. */
    interface Taker {
        /** A record, in the order of the log, each once. */
        void take(WindowsEvent event);

        /** Records that are missing: how many, 0 where nobody knows, and between which times. */
        void missing(long records, Instant from, Instant to);

        /** A record that could not be read. */
        void unread(ReasonCode reason);
    }

    /** Why it is not followed. */
    record Trouble(ReasonCode reason, String detail) {}

    /** One to follow, from a place that was kept. */
    ChannelFollower(EventLogs logs, String path, LogPlace place, Taker taker) {
        this.logs = logs;
        this.path = path;
        this.taker = taker;
        this.last = place.record();
        this.lastTime = place.time();
        this.kept = place.bookmark();
    }

    boolean isFollowing() {
        return subscription.isPresent();
    }

    /** Why it is not followed, since the last {@link #open}. */
    Optional<Trouble> trouble() {
        return trouble;
    }

    /** Whether it reads what was there before the first start. */
    boolean isInPast() {
        return inPast;
    }

    /** Whether a record came since this was made. */
    boolean hasSeen() {
        return seen;
    }

    /** How far it was read. */
    LogPlace place() {
        subscription.map(Subscription::bookmark).filter(each -> !each.isEmpty()).ifPresent(each -> kept = each);
        return new LogPlace(last, lastTime, kept);
    }

    /** Begins where it was left; changes nothing where it is followed. */
    void open() {
        if (subscription.isEmpty()) {
            inPast = kept.isEmpty();
            again = !inPast;
            open(kept.isEmpty() ? new From.Past(PAST, PAST_RECORDS) : new From.After(kept));
        }
    }

    private void open(From from) {
        switch (logs.subscribe(path, from)) {
            case Opened.Following(Subscription opened) -> {
                subscription = Optional.of(opened);
                trouble = Optional.empty();
            }
            case Opened.BookmarkGone ignored -> {
                if (from instanceof From.Oldest) {
                    trouble = Optional.of(new Trouble(ReasonCode.FAILED, SourceText.detail("log-refused", path, 0)));
                } else {
                    again = true;
                    open(new From.Oldest());
                }
            }
            case Opened.Refused refused -> trouble = Optional.of(new Trouble(refused.reason(), refused.detail()));
        }
    }

    /** Ends following; {@link #open} goes on from there. */
    void close() {
        place();
        subscription.ifPresent(Subscription::close);
        subscription = Optional.empty();
    }

    /** Reads at most about so many records; whether there may be more. */
    boolean read(int most) {
        for (int read = 0; read < most && subscription.isPresent(); ) {
            switch (subscription.get().next(Math.min(BATCH, most - read))) {
                case Next.Entries(List<Entry> entries) -> {
                    if (entries.isEmpty()) {
                        caughtUp();
                        return false;
                    }
                    vain = 0;
                    entries.forEach(this::take);
                    read += entries.size();
                }
                case Next.Missing ignored -> reopen();
                case Next.Ended(ReasonCode reason, String detail) -> {
                    close();
                    trouble = Optional.of(new Trouble(reason, detail));
                }
            }
        }
        return isFollowing();
    }

    /** Goes on where it was, then from the beginning, then not at all for a while, so that no damaged log is asked without end. */
    private void reopen() {
        close();
        vain++;
        again = true;
        if (vain > 2) {
            vain = 0;
            trouble = Optional.of(new Trouble(ReasonCode.FAILED, SourceText.detail("log-damaged", path)));
        } else if (kept.isEmpty()) {
            open(new From.Past(PAST, PAST_RECORDS));
        } else {
            open(vain == 1 ? new From.After(kept) : new From.Oldest());
        }
    }

    /** What was asked for by age ends here: from now on every record is asked for, whatever its number or its time. */
    private void caughtUp() {
        again = false;
        if (inPast) {
            inPast = false;
            close();
            open(kept.isEmpty() ? new From.Past(PAST, Long.MAX_VALUE) : new From.After(kept));
        }
    }

    private void take(Entry entry) {
        switch (entry) {
            case Entry.Rendered(String xml) -> take(xml);
            case Entry.NotRendered(ReasonCode reason) -> unread(reason);
        }
    }

    private void take(String xml) {
        WindowsEventFields fields = new WindowsEventFields();
        boolean whole = EventXml.read(xml, fields);
        WindowsEvent event = fields.event();
        if (event.recordId() == 0) {
            unread(ReasonCode.MALFORMED);
            return;
        }
        if (!whole) {
            taker.unread(ReasonCode.MALFORMED);
        }
        if (comes(event.recordId(), event.time().orElse(lastTime))) {
            seen = true;
            try {
                taker.take(event);
            } catch (RuntimeException e) {
                // Whoever can write a record that cannot be told must not end the reading of all that follow.
                taker.unread(ReasonCode.FAILED);
            }
        }
    }

    /** Its number cannot be known, but the next one shows whether it was the next. */
    private void unread(ReasonCode reason) {
        if (last > 0) {
            last++;
        }
        taker.unread(reason);
    }

    /** Keeps count; false for a record that was read before. */
    private boolean comes(long number, Instant time) {
        if (last > 0 && number <= last) {
            if (again && !time.isAfter(lastTime)) {
                return false;
            }
            taker.missing(0, lastTime, time);
        } else if (last > 0 && number > last + 1 && !inPast) {
            taker.missing(number - last - 1, lastTime, time);
        }
        last = number;
        lastTime = time;
        return true;
    }
}
