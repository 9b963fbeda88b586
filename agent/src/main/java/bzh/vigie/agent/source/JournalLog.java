package bzh.vigie.agent.source;

import bzh.vigie.agent.host.LogStream;
import bzh.vigie.agent.host.Refused;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * systemd's journal, followed from where it was left, over restarts and boots too. At the very first start its newest entry
 * only says where that is. Not thread-safe.
 */
final class JournalLog {
    private static final int REOPEN_ROUNDS = 60;
    /** How often in a row it may end without having given anything. */
    private static final int MAX_VAIN = 2;

    private static final int MAX_ENTRY = 65_536;

    private final LogStream.Opener opener;
    private final LineSplitter lines = new LineSplitter(MAX_ENTRY, this::take);
    private final Consumer<SyslogLine> taker;
    private Optional<LogStream> stream = Optional.empty();
    private String cursor;
    private Instant begun = Instant.EPOCH;
    private boolean catchingUp;
    private boolean gave;
    private int vain;
    private int wait;
    private String refused = "";

    /**
     * One to follow.
     *
     * @param cursor where it was left, or empty
     */
    JournalLog(LogStream.Opener opener, String cursor, Consumer<SyslogLine> taker) {
        this.opener = opener;
        this.cursor = cursor;
        this.taker = taker;
    }

    /** Where it is now, for the next run. */
    String cursor() {
        return cursor;
    }

    boolean isOpen() {
        return stream.isPresent();
    }

    /** Why it is not open, in a word; empty where it is, or was not asked for. */
    String refused() {
        return refused;
    }

    /** Reads what is new. Opens it where it is not and that is wanted, at most once a minute. */
    void read(boolean wanted, Instant now, byte[] buffer) {
        if (stream.isEmpty() && wanted && wait-- <= 0) {
            open(now, !cursor.isEmpty());
        }
        if (stream.isEmpty()) {
            return;
        }
        int length;
        while ((length = stream.get().read(buffer)) > 0) {
            gave = true;
            lines.take(buffer, length);
        }
        if (length < 0) {
            close();
            if (catchingUp) {
                open(now, false);
                return;
            }
            refused = "journalctl";
            vain = gave ? 0 : vain + 1;
            if (vain >= MAX_VAIN) {
                // It is the cursor that it cannot read: then from now on.
                cursor = "";
                vain = 0;
            }
        }
    }

    private void open(Instant now, boolean first) {
        catchingUp = first;
        wait = REOPEN_ROUNDS;
        gave = false;
        begun = cursor.isEmpty() ? now : Instant.EPOCH;
        try {
            stream = Optional.of(first ? opener.after(cursor) : opener.follow(cursor));
            refused = "";
        } catch (Refused e) {
            refused = e.what();
        }
    }

    private void take(String text) {
        JournalEntry.parse(text).ifPresent(entry -> {
            if (!entry.cursor().isEmpty()) {
                cursor = entry.cursor();
            }
            if (entry.time().filter(time -> time.isBefore(begun)).isEmpty()) {
                entry.line().ifPresent(taker);
            }
        });
    }

    void close() {
        stream.ifPresent(LogStream::close);
        stream = Optional.empty();
    }
}
