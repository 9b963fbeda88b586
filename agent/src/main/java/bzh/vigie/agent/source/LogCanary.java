package bzh.vigie.agent.source;

import bzh.vigie.agent.host.EventLogs;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.WindowsEvent;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * An event of the agent's own in the Application log, written each day with a word that nobody else knows, which must come back by the
 * subscription. Not thread-safe.
 */
final class LogCanary {
    static final String PROGRAM = "Vigie";
    static final int EVENT = 1;

    private static final long DAY = TimeUnit.DAYS.toNanos(1);
    private static final long RETRY = TimeUnit.HOURS.toNanos(1);

    private final EventLogs logs;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private String word = "";
    private String refused = "";
    private boolean proven;
    private boolean written;
    private long writtenAt;

    LogCanary(EventLogs logs, LongSupplier nanos, RandomGenerator random) {
        this.logs = logs;
        this.nanos = nanos;
        this.random = random;
    }

    /** Writes one when it is time: daily, hourly until the first came back. */
    void write() {
        if (written && nanos.getAsLong() - writtenAt < (proven ? DAY : RETRY)) {
            return;
        }
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        word = HexFormat.of().formatHex(bytes);
        proven = false;
        written = true;
        writtenAt = nanos.getAsLong();
        try {
            logs.write(PROGRAM, EVENT, "vigie-canary " + word);
            refused = "";
        } catch (Refused e) {
            refused = e.what();
        }
    }

    /** Whether this is one of its events, of this run or an earlier one. */
    boolean isIn(WindowsEvent event) {
        if (!event.provider().equals(PROGRAM) || !event.eventId().equals(Integer.toString(EVENT))) {
            return false;
        }
        proven |= !word.isEmpty() && event.fields().getOrDefault("Data", "").endsWith(word);
        return true;
    }

    boolean isProven() {
        return proven;
    }

    /** Why it could not be written; empty where it could. */
    String refused() {
        return refused;
    }
}
