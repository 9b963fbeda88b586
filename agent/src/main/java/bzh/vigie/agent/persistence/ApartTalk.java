package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Apart;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What is said with a process that reads a directory, and how long that is borne. It says that it gets on while a controller is waited for,
 * so that one which says nothing hangs. Thread-safe but for what is read and written.
 */
final class ApartTalk {
    /** Without a byte: longer than names, connections and tickets of all controllers that are tried are waited for. */
    private static final Duration QUIET = Duration.ofMinutes(30);

    /** A connection ends after two hours, what controllers share two hours after it was listed. */
    private static final Duration WHOLE = Duration.ofHours(4).plus(QUIET);

    /** Of processor time. */
    private static final Duration MOST = Duration.ofMinutes(2);

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Apart.Started process;
    private final LongSupplier nanos;
    private final long began;
    private final AtomicLong heard;
    private final DataInputStream in;
    private final DataOutputStream out;
    private volatile boolean isKilled;

    private ApartTalk(Apart.Started process, LongSupplier nanos, long began) {
        this.process = process;
        this.nanos = nanos;
        this.began = began;
        this.heard = new AtomicLong(nanos.getAsLong());
        this.in = new DataInputStream(new BufferedInputStream(new FilterInputStream(process.output()) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = super.read(into, from, length);
                heard.set(nanos.getAsLong());
                return read;
            }
        }));
        this.out = new DataOutputStream(new BufferedOutputStream(process.input()));
    }

    /**
     * That with a process that was started; it is looked after from now on.
     *
     * @param began when the turn did for which it was, by those nanoseconds
     */
    static ApartTalk of(Apart.Started process, LongSupplier nanos, long began) {
        ApartTalk talk = new ApartTalk(process, nanos, began);
        Thread ignored = Thread.ofPlatform().name("apart-directory").daemon().start(talk::watch);
        return talk;
    }

    private void watch() {
        try {
            while (!process.hasEnded()) {
                look();
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it where it hangs, or takes too much. */
    void look() {
        long now = nanos.getAsLong();
        if (now - heard.get() > QUIET.toNanos()
                || now - began > WHOLE.toNanos()
                || process.used().compareTo(MOST) > 0) {
            kill();
        }
    }

    void kill() {
        isKilled = true;
        process.close();
    }

    /** Whether it was ended before its time, as what hangs is. */
    boolean isKilled() {
        return isKilled;
    }

    Apart.Started process() {
        return process;
    }

    DataInputStream in() {
        return in;
    }

    DataOutputStream out() {
        return out;
    }
}
