package bzh.vigie.agent.uplink;

import bzh.vigie.agent.transport.FrameChannel;
import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.AgentGoodbye;
import bzh.vigie.v1.Batch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the first frame to its end. The thread that calls {@link #run} writes; a second one reads, and hands
 * what it reads to {@link Listening}. Nothing is written before the collector's welcome but the Hello.
 */
final class Session {
    /** How a connection begins. */
    enum Opening {
        /** With a Hello. */
        HELLO,
        /** With a RenewalRequest, after the collector said that the certificate is over. */
        RENEWAL
    }

    private static final int MAX_ANSWERS = 8;
    /** What was seen last is on its way to the disk when the agent stops: longer than lane 1 gathers a batch. */
    private static final Duration SETTLING = Duration.ofMillis(200);

    private static final Duration GOODBYE_WAIT = Duration.ofSeconds(1);

    private final FrameChannel channel;
    private final UplinkParts parts;
    private final Uplink owner;
    private final LinkLog log;
    private final Opening opening;
    private final LaneTurns turns = new LaneTurns();

    private final InFlight inFlight = new InFlight();
    private final Deque<AgentFrame> answers = new ArrayDeque<>();
    private @Nullable SessionEnd end;
    private boolean welcomed;
    private boolean news;
    private long heartbeatDue;
    private long drainUntil;
    private long quietFrom;
    private boolean draining;

    Session(FrameChannel channel, UplinkParts parts, Uplink owner, LinkLog log, Opening opening) {
        this.channel = channel;
        this.parts = parts;
        this.owner = owner;
        this.log = log;
        this.opening = opening;
    }

    /** Speaks and listens until the end. */
    SessionEnd run() {
        parts.outbox().rewind();
        Thread reader = Thread.ofPlatform()
                .name("vigie-uplink-reader")
                .daemon()
                .start(new Listening(channel, parts, owner, log, this, opening));
        try {
            channel.write(
                    opening == Opening.HELLO
                            ? Frames.hello(parts, owner.identity().agentId())
                            : Frames.renewal(owner.identity().key()));
            speak();
        } catch (LinkException e) {
            // A goodbye may be on its way in the other direction: it says more than the failed write.
            awaitEnd(GOODBYE_WAIT);
            end(new SessionEnd.Lost(e.kind(), e.detail()));
        } finally {
            channel.close();
        }
        join(reader);
        return ended();
    }

    private void speak() throws LinkException {
        while (true) {
            synchronized (this) {
                news = false;
                if (end != null) {
                    return;
                }
            }
            if (!step()) {
                if (drained()) {
                    channel.write(AgentFrame.newBuilder()
                            .setGoodbye(AgentGoodbye.newBuilder().setReason(owner.lastWord()))
                            .build());
                    end(new SessionEnd.Stopped());
                    channel.end();
                    return;
                }
                awaitNews();
            }
        }
    }

    /** Sends one frame; false where there is none to send. */
    private boolean step() throws LinkException {
        AgentFrame answer = nextAnswer();
        if (answer != null) {
            channel.write(answer);
            return true;
        }
        if (!welcomed()) {
            return false;
        }
        if (System.nanoTime() - heartbeatDue >= 0) {
            heartbeatDue = System.nanoTime() + owner.policy().heartbeat().toNanos();
            channel.write(Frames.heartbeat(parts));
            return true;
        }
        if (!room()) {
            return false;
        }
        Optional<Outbox.Letter> letter = turns.next(parts.outbox());
        if (letter.isEmpty()) {
            return false;
        }
        // Entered and counted before it is written: its acknowledgement may be read before write returns.
        entered(letter.get());
        log.sent();
        channel.write(frame(letter.get()));
        return true;
    }

    private static AgentFrame frame(Outbox.Letter letter) {
        return AgentFrame.newBuilder()
                .setBatch(Batch.newBuilder()
                        .setEpoch(letter.epoch())
                        .setLane(letter.lane())
                        .setNumber(letter.number())
                        .setInflatedSize(letter.inflatedSize())
                        .setDeflated(letter.deflated()))
                .build();
    }

    private synchronized void awaitNews() {
        while (!news && end == null) {
            long due = welcomed
                    ? heartbeatDue
                    : System.nanoTime() + Duration.ofMinutes(1).toNanos();
            long now = System.nanoTime();
            long turn = now - quietFrom < 0 ? quietFrom : drainUntil;
            long nanos = (draining && turn - due < 0 ? turn : due) - now;
            if (nanos <= 0) {
                return;
            }
            hold(nanos);
        }
    }

    private synchronized void awaitEnd(Duration longest) {
        long until = System.nanoTime() + longest.toNanos();
        for (long left = longest.toNanos(); end == null && left > 0; left = until - System.nanoTime()) {
            hold(left);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // each caller loops over its own condition
    private synchronized void hold(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(new SessionEnd.Stopped());
        }
    }

    private synchronized boolean drained() {
        long now = System.nanoTime();
        boolean nothingLeft = welcomed && now - quietFrom >= 0 && inFlight.isEmpty() && answers.isEmpty();
        return draining && (now - drainUntil >= 0 || nothingLeft);
    }

    long bytesSent() {
        return channel.bytesSent();
    }

    /** The agent stops: send what is left for at most this long, then say goodbye. Any thread. */
    synchronized void drain(Duration longest) {
        if (!draining) {
            draining = true;
            long now = System.nanoTime();
            drainUntil = now + longest.toNanos();
            quietFrom = now + Math.min(longest.toNanos(), SETTLING.toNanos());
            wake();
        }
    }

    /** There may be something to send. Any thread. */
    synchronized void wake() {
        news = true;
        notifyAll();
    }

    /** The first end counts. Any thread. */
    synchronized void end(SessionEnd how) {
        if (end == null) {
            end = how;
        }
        notifyAll();
    }

    /** As {@link #end}, by the reading thread, where nothing more is read: what is being written then cannot be of use. */
    void hungUp(SessionEnd how) {
        end(how);
        // A write to somebody who no longer reads would last for ever.
        channel.close();
    }

    private synchronized SessionEnd ended() {
        return end == null ? new SessionEnd.Stopped() : end;
    }

    synchronized void welcome() {
        welcomed = true;
        heartbeatDue = System.nanoTime();
        wake();
    }

    synchronized boolean welcomed() {
        return welcomed;
    }

    /** Something to send before anything else; dropped where the collector asks faster than it is answered. */
    synchronized void answer(AgentFrame frame) {
        if (answers.size() < MAX_ANSWERS) {
            answers.add(frame);
            wake();
        }
    }

    private synchronized @Nullable AgentFrame nextAnswer() {
        return answers.poll();
    }

    private synchronized boolean room() {
        return inFlight.room();
    }

    private synchronized void entered(Outbox.Letter letter) {
        inFlight.add(letter);
    }

    synchronized int acknowledged(String epoch, int lane, long number) {
        int count = inFlight.acknowledged(epoch, lane, number);
        wake();
        return count;
    }

    private static void join(Thread reader) {
        try {
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
