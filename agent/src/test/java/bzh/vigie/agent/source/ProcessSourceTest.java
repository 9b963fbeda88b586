package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.AuditRecords;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.linux.LinuxProcesses;
import bzh.vigie.agent.host.windows.FakeTraces;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event.Loss;
import bzh.vigie.event.Event.ProcessStarted;
import bzh.vigie.event.Event.ProcessStopped;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessSourceTest {
    @TempDir
    private Path state;

    private final FakeProcesses machine = new FakeProcesses();
    private final Collected collected = new Collected();
    private final BlockingQueue<String> audit = new LinkedBlockingQueue<>();
    private final FakeAuditControl kernel = new FakeAuditControl();
    private AuditMode mode = AuditMode.OFF;
    private Duration checkEvery = Duration.ofMinutes(5);
    private ProcessSource source = unstarted();

    private ProcessSource unstarted() {
        return new ProcessSource(
                WatchedSystem.LINUX,
                collected,
                Collected.CLOCK,
                machine,
                new ProcessWorker.Extras(
                        uid -> new Account(uid, "root"),
                        path -> Observed.known(path.startsWith("/usr") ? "coreutils" : ""),
                        state == null ? Path.of("/nonexistent") : state,
                        Optional.of(new ProcessWorker.Audit(mode, FakeAudit::new, kernel::opened)),
                        Optional.empty()));
    }

    private final class FakeAudit implements AuditRecords {
        @Override
        public boolean next(Taker taker) {
            try {
                String record = audit.poll(20, TimeUnit.MILLISECONDS);
                if (record != null) {
                    taker.record(Integer.parseInt(record.substring(0, 4)), record.substring(5));
                }
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private void start() {
        source = unstarted();
        source.start();
    }

    @AfterEach
    void stop() {
        source.close();
    }

    private ProcessStarted started(int pid) throws InterruptedException {
        return collected.expect(ProcessStarted.class, e -> e.process().pid() == pid);
    }

    @Test
    void aProgramIsToldWithParentHashPackageAndMaskedArguments() throws Exception {
        machine.running.put(10, FakeProcesses.facts(10, 100, 1, "/usr/bin/bash", "bash"));
        start();
        started(10);
        machine.notices.add(w -> w.forked(10, 11, 200));
        machine.notices.add(w -> w.executed(
                11, 201, machine.withFile(FakeProcesses.facts(11, 200, 10, "/usr/bin/x", "x", "--token=abc"))));
        machine.notices.add(w -> w.exited(11, 3));
        ProcessStarted event = started(11);
        assertEquals(new ProcessKey("boot", 11, 200), event.process());
        assertEquals(Observed.known(new ProcessKey("boot", 10, 100)), event.parent());
        assertEquals(Observed.known("/usr/bin/bash"), event.parentImage());
        assertEquals(Observed.known("x --token=****"), event.commandLine());
        assertEquals(Observed.known("coreutils"), event.packageName());
        assertEquals(Observed.known(new Account("0", "root")), event.account());
        assertEquals(Observed.known(Sha256.over("/usr/bin/x".getBytes(StandardCharsets.UTF_8))), event.sha256());
        assertFalse(event.alreadyRunning());
        assertTrue(started(10).alreadyRunning());
        ProcessStopped end = collected.expect(ProcessStopped.class, e -> true);
        assertEquals(event.process(), end.process());
        assertEquals(OptionalInt.of(3), end.exitCode());
        source.close();
        assertEquals(0, machine.open.get());
    }

    @Test
    void aProcessGoneBeforeItWasReadIsMissedAndItsParentIsStillKnown() throws Exception {
        machine.running.put(10, FakeProcesses.facts(10, 100, 1, "/usr/bin/bash", "bash"));
        start();
        machine.notices.add(w -> w.forked(10, 11, 200));
        machine.notices.add(w -> w.executed(11, 201, FakeProcesses.gone(11)));
        ProcessStarted event = started(11);
        assertEquals(new ProcessKey("boot", 11, 200), event.process());
        assertEquals(Observed.known(new ProcessKey("boot", 10, 100)), event.parent());
        assertEquals(Observed.known("/usr/bin/bash"), event.parentImage());
        assertEquals(Observed.missed(Why.ENDED), event.commandLine());
        assertEquals(Observed.missed(Why.ENDED), event.sha256());
    }

    @Test
    void aPidThatIsGivenToAnotherProcessEndsTheFirstOne() throws Exception {
        machine.refused = true;
        machine.listsStarts = true;
        machine.running.put(10, FakeProcesses.facts(10, 100, 1, "C:\\a.exe", "a"));
        start();
        started(10);
        machine.running.put(10, FakeProcesses.facts(10, 500, 1, "C:\\a.exe", "a"));
        collected.expect(ProcessStarted.class, e -> e.process().equals(new ProcessKey("boot", 10, 500)));
        ProcessStopped end = collected.expect(ProcessStopped.class, e -> true);
        assertEquals(new ProcessKey("boot", 10, 100), end.process());
    }

    @Test
    void whoeverBeganLaterIsNoParent() throws Exception {
        machine.running.put(10, FakeProcesses.facts(10, 300, 1, "/usr/bin/later", "later"));
        start();
        started(10);
        machine.notices.add(w -> w.executed(11, 201, FakeProcesses.facts(11, 200, 10, "/usr/bin/x", "x")));
        assertEquals(Observed.missed(Why.ENDED), started(11).parent());
    }

    @Test
    void theSignerOfAProgramIsToldAlsoWhenItsHashIsRemembered() throws Exception {
        machine.signer = Observed.known("Éditions Exemple");
        machine.running.put(10, FakeProcesses.facts(10, 100, 1, "/usr/bin/x", "x"));
        start();
        assertEquals(Observed.known("Éditions Exemple"), started(10).signer());
        source.close();
        machine.signer = Observed.missed(Why.FAILED);
        machine.running.put(11, FakeProcesses.facts(11, 101, 1, "/usr/bin/x", "x"));
        start();
        assertEquals(Observed.known("Éditions Exemple"), started(11).signer());
    }

    @Test
    void aForkThatBeginsNoProgramIsNotToldNorItsEnd() throws Exception {
        start();
        machine.notices.add(w -> w.forked(1, 11, 200));
        machine.notices.add(w -> w.exited(11, 0));
        machine.notices.add(w -> w.executed(12, 201, FakeProcesses.gone(12)));
        started(12);
        assertTrue(collected.all(ProcessStopped.class).isEmpty());
    }

    @Test
    void auditFillsWhatAShortLivedProcessTookWithIt() throws Exception {
        mode = AuditMode.JOIN;
        start();
        collected.expect(SourceState.class, e -> e.source().equals(AuditJoin.ID));
        audit.add("1300 audit(1.0:1): syscall=59 success=yes ppid=1 pid=9 euid=0 exe=\"/usr/bin/id\"");
        audit.add("1309 audit(1.0:1): argc=1 a0=\"id\"");
        audit.add("1320 audit(1.0:1): ");
        collected.expect(SourceState.class, e -> e.source().equals(AuditJoin.ID) && e.state() == WatchState.LIVE);
        machine.notices.add(w -> w.executed(11, 201, FakeProcesses.gone(11)));
        audit.add("1300 audit(2.0:2): syscall=59 success=yes ppid=1 pid=11 euid=33 exe=\"/usr/bin/ls\"");
        audit.add("1309 audit(2.0:2): argc=3 a0=\"ls\" a1=2D6C2061 a2=\"--token=x\"");
        audit.add("1320 audit(2.0:2): ");
        ProcessStarted event = started(11);
        assertEquals(Observed.known("ls -l a --token=****"), event.commandLine());
        assertEquals(Observed.known("/usr/bin/ls"), event.image());
        assertEquals(Observed.known(new Account("33", "root")), event.account());
        machine.notices.add(w -> w.executed(12, 202, FakeProcesses.gone(12)));
        assertEquals(Observed.missed(Why.ENDED), started(12).commandLine());
    }

    @Test
    void withoutTheRightListsAreComparedAndTheStateSaysSo() throws Exception {
        machine.refused = true;
        machine.running.put(10, FakeProcesses.facts(10, 100, 1, "/usr/bin/bash", "bash"));
        start();
        SourceState said = collected.expect(SourceState.class, e -> e.source().equals(WatchedSystem.LINUX.processes()));
        assertEquals(WatchState.PARTIAL, said.state());
        assertEquals(ReasonCode.FALLBACK, said.reason());
        assertTrue(said.detail().contains("errno 1"), said.detail());
        started(10);
        machine.running.put(11, FakeProcesses.facts(11, 300, 10, "/usr/bin/sleep", "sleep", "9"));
        assertEquals(Observed.known("sleep 9"), started(11).commandLine());
        machine.running.remove(11);
        assertEquals(
                OptionalInt.empty(),
                collected
                        .expect(ProcessStopped.class, e -> e.process().pid() == 11)
                        .exitCode());
    }

    @Test
    void whoBeganWhileTheNoticesWereClosedIsToldAndWhoEndedThenIsToo() throws Exception {
        machine.running.put(10, FakeProcesses.facts(10, 100, 1, "/usr/bin/bash", "bash"));
        machine.running.put(11, FakeProcesses.facts(11, 200, 1, "/usr/bin/top", "top"));
        start();
        started(10);
        started(11);
        // Somebody ends the session and begins what is not to be seen before it is opened again.
        machine.running.put(12, FakeProcesses.facts(12, 300, 10, "/tmp/x", "x"));
        machine.running.remove(11);
        machine.stopped = true;
        assertTrue(started(12).alreadyRunning());
        collected.expect(ProcessStopped.class, e -> e.process().pid() == 11);
        machine.stopped = false;
        machine.notices.add(w -> w.exited(10, 0));
        collected.expect(ProcessStopped.class, e -> e.process().pid() == 10);
        assertEquals(
                1,
                collected.all(ProcessStarted.class).stream()
                        .filter(e -> e.process().pid() == 10)
                        .count());
    }

    @Test
    void aSessionThatAnotherProgramStopsIsSaidBegunAgainAndTheTimeBetweenIsAGap() throws Exception {
        FakeTraces traces = new FakeTraces();
        machine.otherNotices = Optional.of(() -> traces.processes(machine::facts));
        machine.canaryIsSeen = false;
        startWindows();
        traces.started(11, 1, "x.exe", "x -a");
        assertEquals(Observed.known("x -a"), started(11).commandLine());
        traces.tick(Duration.ofMinutes(2));
        traces.stop();
        SourceState said = collected.expect(SourceState.class, e -> e.detail().equals("windows-process-ended"));
        assertEquals(WatchState.PARTIAL, said.state());
        Loss gap = collected.expect(Loss.class, e -> e.detail().equals("windows-process-deaf"));
        assertEquals(0, gap.events());
        assertEquals(1, gap.sources().size());
        traces.started(12, 1, "y.exe", "y");
        started(12);
        assertEquals(2, traces.begun());
        // Stopped again within the minute: no war about it, lists are compared until it is tried again.
        traces.stop();
        SourceState twice =
                collected.expect(SourceState.class, e -> e.detail().equals("windows-process-stopped-twice"));
        assertEquals(ReasonCode.FALLBACK, twice.reason());
        machine.running.put(13, FakeProcesses.facts(13, 300, 1, "C:\\z.exe", "z"));
        started(13);
        traces.awaitBegun(3);
        traces.started(14, 1, "w.exe", "w");
        started(14);
        assertEquals(
                2,
                collected.all(Loss.class).stream()
                        .filter(e -> e.detail().equals("windows-process-deaf"))
                        .count());
    }

    private void startWindows() {
        source = new ProcessSource(
                WatchedSystem.WINDOWS,
                collected,
                Collected.CLOCK,
                machine,
                new ProcessWorker.Extras(
                        sid -> new Account(sid, ""),
                        path -> Observed.missed(Why.NOT_OFFERED),
                        state,
                        Optional.empty(),
                        Optional.empty()),
                Duration.ofSeconds(4),
                checkEvery);
        source.start();
    }

    @Test
    void whoIsInTheListAndWasNeverToldIsToldAndTwoSuchLooksAreADoubt() throws Exception {
        checkEvery = Duration.ofMillis(200);
        startWindows();
        collected.expect(SourceState.class, e -> e.state() == WatchState.LIVE);
        machine.running.put(FakeProcesses.CANARY, FakeProcesses.facts(FakeProcesses.CANARY, 9_000, 1, "C:\\c.exe"));
        machine.running.put(21, FakeProcesses.facts(21, 400, 1, "C:\\x.exe", "x"));
        assertTrue(started(21).alreadyRunning());
        machine.neverTold = true;
        SourceState said = collected.expect(SourceState.class, e -> e.detail().startsWith("windows-process-untold|"));
        assertEquals(WatchState.PARTIAL, said.state());
        assertTrue(collected
                        .expect(Loss.class, e -> e.source().equals("windows.process"))
                        .events()
                > 0);
    }

    @Test
    void whoWasToldAndIsKeptOutOfTheListIsSaidAndWhoseEndWasNotToldIsTakenForEnded() throws Exception {
        checkEvery = Duration.ofMillis(200);
        machine.canaryIsSeen = false;
        startWindows();
        machine.notices.add(w -> w.executed(31, 1, FakeProcesses.facts(31, 500, 1, "C:\\rootkit.exe", "r")));
        machine.notices.add(w -> w.executed(32, 1, FakeProcesses.facts(32, 600, 1, "C:\\gone.exe", "g")));
        machine.hidden.put(31, FakeProcesses.facts(31, 500, 1, "C:\\rootkit.exe", "r"));
        started(31);
        SourceState said = collected.expect(SourceState.class, e -> e.detail().startsWith("windows-process-hidden|"));
        assertEquals("windows-process-hidden|1|31", said.detail());
        ProcessStopped end = collected.expect(ProcessStopped.class, e -> true);
        assertEquals(32, end.process().pid());
        assertEquals(OptionalInt.empty(), end.exitCode());
        machine.notices.add(w -> w.exited(31, 0));
        collected.expect(ProcessStopped.class, e -> e.process().pid() == 31);
    }

    @Test
    void whereNoListIsGivenItIsSaidAndNobodyIsTakenForEnded() throws Exception {
        machine.refused = true;
        machine.running.put(10, FakeProcesses.facts(10, 100, 1, "/usr/bin/bash", "bash"));
        start();
        started(10);
        machine.noList = true;
        SourceState said = collected.expect(SourceState.class, e -> e.state() == WatchState.DOWN);
        assertEquals("process-no-list|NtQuerySystemInformation 0xc0000022", said.detail());
        assertTrue(collected.all(ProcessStopped.class).isEmpty());
        machine.noList = false;
        machine.running.put(11, FakeProcesses.facts(11, 300, 10, "/usr/bin/sleep", "sleep", "9"));
        started(11);
    }

    @Test
    void aFailureOfTheReceiverIsSaidAndNoSourceLooksAliveThatWatchesNothing() throws Exception {
        start();
        collected.expect(SourceState.class, e -> e.state() == WatchState.LIVE);
        machine.notices.add(w -> {
            throw new IllegalStateException("not as documented");
        });
        SourceState said = collected.expect(SourceState.class, e -> e.state() == WatchState.DOWN);
        assertEquals(ReasonCode.FAILED, said.reason());
        assertTrue(said.detail().contains("IllegalStateException"), said.detail());
    }

    @Test
    void itIsLiveOnlyOnceItSawItsOwnProcess() throws Exception {
        machine.canaryIsSeen = false;
        start();
        SourceState first =
                collected.expect(SourceState.class, e -> e.source().equals(WatchedSystem.LINUX.processes()));
        assertEquals(ReasonCode.NOT_PROVEN, first.reason());
        machine.notices.add(w -> w.executed(FakeProcesses.CANARY + 1, 1, FakeProcesses.gone(FakeProcesses.CANARY + 1)));
        started(FakeProcesses.CANARY + 1);
        assertTrue(collected.all(SourceState.class).stream().noneMatch(e -> e.state() == WatchState.LIVE));
        assertTrue(machine.canaryStarted.await(30, TimeUnit.SECONDS));
        machine.notices.add(w -> w.executed(FakeProcesses.CANARY, 2, FakeProcesses.gone(FakeProcesses.CANARY)));
        collected.expect(SourceState.class, e -> e.state() == WatchState.LIVE);
    }

    @Test
    void aForkBombIsCutOffAndCounted() throws Exception {
        start();
        int bomb = 60_000;
        machine.notices.add(w -> {
            for (int i = 0; i < bomb; i++) {
                int pid = 100_000 + i;
                if (w.admits()) {
                    w.executed(pid, i, FakeProcesses.gone(pid));
                }
            }
            w.executed(99, 1, FakeProcesses.gone(99));
        });
        started(99);
        collected.expect(SourceState.class, e -> e.reason() == ReasonCode.OVERLOADED);
        source.close();
        long told = collected.all(ProcessStarted.class).stream()
                .filter(e -> e.process().pid() >= 100_000)
                .count();
        long lost = collected.all(Loss.class).stream().mapToLong(Loss::events).sum();
        assertEquals(bomb, told + lost);
        assertTrue(lost > 0);
    }

    @Test
    void noticesThatTheKernelDroppedAreALoss() throws Exception {
        start();
        machine.notices.add(w -> w.lost(7));
        Loss loss = collected.expect(Loss.class, e -> true);
        assertEquals(7, loss.events());
        assertEquals(WatchedSystem.LINUX.processes(), loss.source());
    }

    @Test
    void rulesOfOurOwnAreInTheKernelWhileItWatches() throws Exception {
        mode = AuditMode.OWN;
        start();
        collected.expect(
                SourceState.class,
                e -> e.source().equals(AuditJoin.ID) && e.detail().equals("audit-own-not-proven"));
        assertEquals(2, kernel.rules().own());
        audit.add("1300 audit(1.0:1): syscall=59 success=yes ppid=1 pid=9 euid=0 exe=\"/usr/bin/id\"");
        audit.add("1309 audit(1.0:1): argc=1 a0=\"id\"");
        audit.add("1320 audit(1.0:1): ");
        collected.expect(SourceState.class, e -> e.detail().equals("audit-own-live") && e.state() == WatchState.LIVE);
        source.close();
        assertEquals(0, kernel.rules().own());
        assertEquals(64, kernel.status().backlogLimit());
    }

    @Test
    void whereOurOwnRulesAreRefusedOthersAreReadAndItIsSaid() throws Exception {
        mode = AuditMode.OWN;
        kernel.enabled = 2;
        start();
        SourceState said = collected.expect(
                SourceState.class,
                e -> e.source().equals(AuditJoin.ID) && e.detail().startsWith("audit-own-refused|"));
        assertEquals(WatchState.PARTIAL, said.state());
        audit.add("1300 audit(1.0:1): syscall=59 success=yes ppid=1 pid=9 euid=0 exe=\"/usr/bin/id\"");
        audit.add("1309 audit(1.0:1): argc=1 a0=\"id\"");
        audit.add("1320 audit(1.0:1): ");
        collected.expect(SourceState.class, e -> e.detail().equals("audit-live"));
    }

    @Test
    void realProcessesThatEndAtOnceAreAllTold() throws Exception {
        assumeTrue(mayListen(), "no right to listen to the process connector here");
        Collected real = new Collected();
        try (ProcessSource live = new ProcessSource(
                WatchedSystem.LINUX,
                real,
                Collected.CLOCK,
                new LinuxProcesses(),
                new ProcessWorker.Extras(
                        uid -> new Account(uid, ""),
                        path -> Observed.known(""),
                        state,
                        Optional.of(new ProcessWorker.Audit(AuditMode.OFF, FakeAudit::new, kernel::opened)),
                        Optional.empty()))) {
            live.start();
            real.expect(SourceState.class, e -> e.state() == WatchState.LIVE);
            Process shell = new ProcessBuilder(
                            "/bin/sh", "-c", "i=0; while [ $i -lt 100 ]; do i=$((i+1)); /bin/true $i; done")
                    .start();
            shell.waitFor();
            int pid = (int) shell.pid();
            real.expect(ProcessStopped.class, e -> e.process().pid() == pid);
            long seen = real.all(ProcessStarted.class).stream()
                    .filter(e ->
                            e.parent().ifKnown().filter(p -> p.pid() == pid).isPresent())
                    .count();
            assertEquals(100, seen);
            ProcessStarted told = real.await(
                            ProcessStarted.class,
                            e -> e.process().pid() == pid
                                    && e.image().ifKnown().orElse("").endsWith("sh"),
                            Duration.ZERO)
                    .orElseThrow();
            assertTrue(told.commandLine().ifKnown().orElseThrow().startsWith("/bin/sh -c i=0"));
            assertTrue(told.sha256().ifKnown().isPresent());
        }
    }

    private static boolean mayListen() {
        try {
            new LinuxProcesses().notices().close();
            return true;
        } catch (Refused e) {
            return false;
        }
    }
}
