package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.EventLogs;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event log service that does not answer any more, as one whose threads were suspended. */
final class EventLogGuardTest {
    @TempDir
    private Path folder;

    private final HangGuard guard = new HangGuard(Duration.ofMillis(100));
    private final Collected collected = new Collected();
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile boolean suspended;
    private volatile boolean fails;

    private final class Logs implements EventLogs {
        @Override
        public Reading<Settings> channel(String path) {
            return Reading.found(new Settings(true, Long.MAX_VALUE));
        }

        @Override
        public Opened subscribe(String path, From from) {
            return new Opened.Following(new Subscription() {
                @Override
                public Next next(int most) {
                    if (fails) {
                        throw new IllegalStateException("not as documented");
                    }
                    if (suspended) {
                        try {
                            answers.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    return new Next.Entries(List.of());
                }

                @Override
                public String bookmark() {
                    return "";
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            });
        }

        @Override
        public void write(String program, int id, String text) {
            // It never comes back.
        }
    }

    private EventLogSource source() {
        EventLogSource source = new EventLogSource(
                collected,
                Collected.CLOCK,
                Duration.ofMillis(2),
                new Logs(),
                new AuditStates(collected, Collected.CLOCK, ignored -> Reading.absent(), Reading.absent()),
                folder,
                event -> {},
                event -> false);
        source.guardedBy(guard);
        guard.start();
        source.start();
        return source;
    }

    private SourceState expect(String source, WatchState state) throws InterruptedException {
        return collected.expect(SourceState.class, e -> e.source().equals(source) && e.state() == state);
    }

    @Test
    void aServiceThatDoesNotAnswerIsSaidOfTheSourceAndOfEachChannelAndReadingGoesOnAfterwards() throws Exception {
        EventLogSource source = source();
        try {
            expect("windows.log.security", WatchState.PARTIAL);
            suspended = true;
            SourceState said = expect("windows.log", WatchState.DOWN);
            assertEquals(ReasonCode.TIMED_OUT, said.reason());
            assertTrue(said.detail().startsWith("log-stuck|"), said.detail());
            assertEquals(
                    ReasonCode.TIMED_OUT,
                    expect("windows.log.security", WatchState.DOWN).reason());
            suspended = false;
            answers.countDown();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (last() != WatchState.PARTIAL && System.nanoTime() - until < 0) {
                Thread.sleep(10);
            }
            assertEquals(WatchState.PARTIAL, last());
        } finally {
            source.close();
        }
    }

    private WatchState last() {
        return collected.all(SourceState.class).stream()
                .filter(e -> e.source().equals("windows.log.security"))
                .toList()
                .getLast()
                .state();
    }

    @Test
    void afterAFailureNoChannelLooksRead() throws Exception {
        EventLogSource source = source();
        try {
            expect("windows.log.security", WatchState.PARTIAL);
            fails = true;
            SourceState said = expect("windows.log.security", WatchState.DOWN);
            assertEquals(ReasonCode.FAILED, said.reason());
            assertTrue(said.detail().startsWith("log-source-failed"), said.detail());
        } finally {
            source.close();
        }
    }
}
