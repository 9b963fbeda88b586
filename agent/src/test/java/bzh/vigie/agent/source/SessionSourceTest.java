package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Sessions;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a made Windows. */
class SessionSourceTest {
    @TempDir
    Path folder;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile Reading<List<Sessions.UserSession>> list = Reading.found(List.of());
    private volatile Reading<List<Sessions.LogonSession>> logons = Reading.found(List.of());
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile boolean hangs;

    private final Sessions windows = new Sessions() {
        @Override
        public Reading<List<UserSession>> list() {
            if (hangs) {
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return list;
        }

        @Override
        public OptionalInt console() {
            return OptionalInt.of(1);
        }

        @Override
        public Reading<List<LogonSession>> logons() {
            return logons;
        }
    };

    private SessionSource source() {
        return new SessionSource(
                events::add,
                () -> new Moment(Instant.parse("2026-03-02T09:00:00Z"), "boot", 1),
                Duration.ofMillis(5),
                windows,
                folder,
                "0.1.0");
    }

    /** The next event of that kind that is as wanted; on a busy machine the guard may have spoken before. */
    private <E extends Event> E next(Class<E> kind, Predicate<E> wanted) throws InterruptedException {
        while (true) {
            Event event = events.poll(60, TimeUnit.SECONDS);
            assertTrue(event != null, "nothing came");
            if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
                return kind.cast(event);
            }
        }
    }

    private Event.SourceState state(WatchState state, ReasonCode reason) throws InterruptedException {
        return next(Event.SourceState.class, each -> each.state() == state && each.reason() == reason);
    }

    @Test
    void sessionsAreStatesOfTheHostAndTheSourceSaysHowItWatches() throws InterruptedException {
        try (SessionSource source = source()) {
            source.start();
            assertEquals(
                    "windows.session", state(WatchState.LIVE, ReasonCode.NONE).source());
            list = Reading.found(
                    List.of(new Sessions.UserSession(1, Sessions.Connection.ACTIVE, "Console", "anne", "")));
            Event.AgentState began = next(Event.AgentState.class, each -> true);
            assertEquals(AgentAction.SESSION_CHANGED, began.action());
            assertEquals("state-session-began|1|anne|Console", began.detail());
            logons = Reading.refused(ReasonCode.NO_RIGHT, "LsaEnumerateLogonSessions 5");
            assertEquals(
                    "session-no-logons|0|LsaEnumerateLogonSessions 5",
                    state(WatchState.PARTIAL, ReasonCode.FALLBACK).detail());
            list = Reading.refused(ReasonCode.NO_RIGHT, "WTSEnumerateSessions 5");
            assertEquals(
                    "session-down|WTSEnumerateSessions 5",
                    state(WatchState.DOWN, ReasonCode.NO_RIGHT).detail());
        }
    }

    @Test
    void aWindowsThatDoesNotAnswerIsSaidAndGoesOnWhenItDoes() throws InterruptedException {
        try (HangGuard guard = new HangGuard(Duration.ofMillis(20));
                SessionSource source = source()) {
            source.guardedBy(guard);
            guard.start();
            source.start();
            state(WatchState.LIVE, ReasonCode.NONE);
            hangs = true;
            state(WatchState.DOWN, ReasonCode.TIMED_OUT);
            hangs = false;
            answers.countDown();
            state(WatchState.LIVE, ReasonCode.NONE);
        }
    }
}
