package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.NeighbourCache;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a system that does not answer any more, and answers again. */
final class HangGuardTest {
    @TempDir
    private Path folder;

    private final Collected collected = new Collected();
    private final HangGuard guard = new HangGuard(Duration.ofMillis(400));
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile boolean suspended;

    @AfterEach
    void stop() {
        answers.countDown();
        guard.close();
    }

    private void answer() {
        if (suspended) {
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private SourceState expect(String source, WatchState state, ReasonCode reason) throws InterruptedException {
        return collected.expect(
                SourceState.class, e -> e.source().equals(source) && e.state() == state && e.reason() == reason);
    }

    private SourceState last(String source) {
        return collected.all(SourceState.class).stream()
                .filter(e -> e.source().equals(source))
                .toList()
                .getLast();
    }

    private void awaitLast(String source, WatchState state) throws InterruptedException {
        for (int i = 0; last(source).state() != state && i < 3_000; i++) {
            Thread.sleep(10);
        }
        assertEquals(state, last(source).state());
    }

    private ProcessSource processes(FakeProcesses machine) {
        return new ProcessSource(
                WatchedSystem.WINDOWS,
                collected,
                Collected.CLOCK,
                machine,
                new ProcessWorker.Extras(
                        sid -> new Account(sid, ""),
                        path -> Observed.known(""),
                        folder,
                        Optional.empty(),
                        Optional.empty()));
    }

    private void start(Source source) {
        source.guardedBy(guard);
        source.start();
    }

    @Test
    void aCallThatDoesNotReturnIsNamedOtherSourcesGoOnAndItsReturnIsTold() throws Exception {
        FakeProcesses machine = new FakeProcesses();
        ProcessSource processes = processes(machine);
        NeighbourCache cache = row -> answer();
        NeighbourSource neighbours = new NeighbourSource(
                WatchedSystem.WINDOWS,
                collected,
                Collected.CLOCK,
                folder,
                Duration.ofMillis(10),
                List.of(cache),
                List.of(),
                List::of);
        try (processes;
                neighbours) {
            start(processes);
            start(neighbours);
            guard.start();
            expect("windows.process", WatchState.LIVE, ReasonCode.NONE);
            expect("windows.neighbour", WatchState.PARTIAL, ReasonCode.NOT_PROVEN);
            suspended = true;
            SourceState stuck = expect("windows.neighbour", WatchState.DOWN, ReasonCode.TIMED_OUT);
            assertEquals("source-stuck|NeighbourCache.list", stuck.detail());
            awaitLast("windows.process", WatchState.LIVE);
            suspended = false;
            answers.countDown();
            awaitLast("windows.neighbour", WatchState.PARTIAL);
        }
    }

    @Test
    void whileOneThreadOfASourceWaitsTheOtherDoesNotMakeItLookAlive() throws Exception {
        FakeProcesses machine = new FakeProcesses();
        ProcessSource processes = processes(machine);
        try (processes) {
            start(processes);
            guard.start();
            expect("windows.process", WatchState.LIVE, ReasonCode.NONE);
            suspended = true;
            machine.notices.add(watcher -> answer());
            SourceState stuck = expect("windows.process", WatchState.DOWN, ReasonCode.TIMED_OUT);
            assertEquals("source-stuck|ProcessNotices.next", stuck.detail());
            // The worker says how it stands each second or more often while a loss is to be told.
            machine.notices.add(watcher -> watcher.lost(1));
            Thread.sleep(300);
            assertEquals(WatchState.DOWN, last("windows.process").state());
            suspended = false;
            answers.countDown();
            expect("windows.process", WatchState.PARTIAL, ReasonCode.OVERLOADED);
        }
    }

    @Test
    void socketsThatAreNotListedAnyMoreAreSaid() throws Exception {
        FakeSockets sockets = new FakeSockets() {
            @Override
            public void list(Consumer<SocketRow> each) throws Refused {
                answer();
                super.list(each);
            }
        };
        Sockets.Opener opener = () -> sockets;
        NetworkSource network = new NetworkSource(
                WatchedSystem.WINDOWS, collected, Collected.CLOCK, folder, Duration.ofMillis(10), opener, opener);
        try (network) {
            start(network);
            guard.start();
            expect("windows.network", WatchState.PARTIAL, ReasonCode.NOT_PROVEN);
            suspended = true;
            SourceState stuck = expect("windows.network", WatchState.DOWN, ReasonCode.TIMED_OUT);
            assertEquals("source-stuck|Sockets.list", stuck.detail());
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("vigie-network"))
                    .count();
            assertTrue(threads <= 1, "threads: " + threads);
        }
    }
}
