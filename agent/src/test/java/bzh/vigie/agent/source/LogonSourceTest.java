package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.LogStream;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Event.LogRecord;
import bzh.vigie.event.Event.Logon;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogonSourceTest {
    private static final String FAILED =
            "2026-01-02T03:04:05Z host sshd[70]: Failed password for root from 192.0.2.1 port 5 ssh2\n";

    @TempDir
    private Path folder;

    private final Collected collected = new Collected();
    private final FakeProcesses processes = new FakeProcesses();
    private final Deque<String> journal = new ConcurrentLinkedDeque<>();
    private final List<String> cursors = Collections.synchronizedList(new ArrayList<>());
    private boolean hasJournal;
    private int journals;
    private int looks;
    private LogonSource source = unstarted();

    private LogonSource unstarted() {
        return unstarted(Duration.ofMillis(100));
    }

    private LogonSource unstarted(Duration every) {
        Path root = folder == null ? Path.of("/nonexistent") : folder;
        return new LogonSource(collected, Collected.CLOCK, every, processes, root, root, new Journal());
    }

    /** Gives what was put into {@link #journal}, and ends or goes on then. */
    private LogStream journal(String cursor, boolean ends) throws Refused {
        if (!hasJournal) {
            throw new Refused(ReasonCode.NOT_PRESENT, "journald");
        }
        cursors.add((ends ? "after " : "follow ") + cursor);
        return new LogStream() {
            @Override
            public int read(byte[] into) {
                String next = journal.poll();
                if (next == null) {
                    return ends ? -1 : 0;
                }
                byte[] bytes = next.getBytes(StandardCharsets.UTF_8);
                System.arraycopy(bytes, 0, into, 0, bytes.length);
                return bytes.length;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private final class Journal implements LogStream.Opener {
        @Override
        public LogStream after(String cursor) throws Refused {
            return journal(cursor, true);
        }

        @Override
        public LogStream follow(String cursor) throws Refused {
            return journal(cursor, false);
        }
    }

    @BeforeEach
    void logs() throws IOException {
        Files.createDirectories(folder.resolve("var/log"));
    }

    @AfterEach
    void stop() {
        source.close();
    }

    private void start() throws InterruptedException {
        source = unstarted();
        source.start();
        collected.expect(SourceState.class, e -> true);
    }

    private void append(String name, byte[] bytes) throws IOException {
        Files.write(
                folder.resolve("var/log").resolve(name), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void append(String name, String text) throws IOException {
        append(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] utmp(int type, int pid, String line, String user, String host, int address, int seconds) {
        byte[] bytes = new byte[UtmpRecord.SIZE];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort(0, (short) type).putInt(4, pid).putInt(340, seconds);
        out.put(8, line.getBytes(StandardCharsets.UTF_8));
        out.put(44, user.getBytes(StandardCharsets.UTF_8));
        out.put(76, host.getBytes(StandardCharsets.UTF_8));
        out.order(ByteOrder.BIG_ENDIAN).putInt(348, address);
        return bytes;
    }

    @Test
    void aFailedLogonIsToldOnceWithItsProcess() throws Exception {
        append("auth.log", "2026-01-02T03:04:00Z host sshd[1]: old line\n");
        append("btmp", new byte[0]);
        processes.running.put(70, FakeProcesses.facts(70, 700, 1, "/usr/sbin/sshd", "sshd"));
        start();
        append("btmp", utmp(6, 70, "ssh:notty", "root", "192.0.2.1", 0xC0000201, 1_767_323_045));
        append(
                "auth.log",
                "2026-01-02T03:04:05Z host sshd[70]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0"
                        + " tty=ssh ruser= rhost=192.0.2.1  user=root\n" + FAILED);
        Logon logon = collected.expect(Logon.class, e -> e.action() == LogonAction.FAILED);
        assertEquals("root", logon.account().name());
        assertEquals("192.0.2.1", logon.sourceAddress());
        assertEquals(LogonType.SSH, logon.type());
        assertEquals(Observed.known(new ProcessKey("boot", 70, 700)), logon.process());
        collected.expect(SourceState.class, e -> e.state() == WatchState.LIVE);
        source.close();
        assertEquals(1, collected.all(Logon.class).size());
        assertEquals(0, processes.open.get());
    }

    @Test
    void recordsAloneGiveLogonAndLogoff() throws Exception {
        append("wtmp", new byte[0]);
        start();
        assertEquals(
                WatchState.PARTIAL, collected.all(SourceState.class).getFirst().state());
        append("wtmp", utmp(7, 71, "pts/0", "bob", "client.example", 0, 1_767_323_045));
        Logon on = collected.expect(Logon.class, e -> e.action() == LogonAction.LOGON);
        assertEquals("client.example", on.sourceAddress());
        assertEquals("pts/0", on.session());
        append("wtmp", utmp(8, 71, "pts/0", "", "", 0, 1_767_323_050));
        assertEquals(
                "bob",
                collected
                        .expect(Logon.class, e -> e.action() == LogonAction.LOGOFF)
                        .account()
                        .name());
    }

    @Test
    void whatWasWrittenWhileItWasStoppedIsReadWithItsTime() throws Exception {
        append("auth.log", "");
        start();
        source.close();
        append("auth.log", FAILED.replace("03:04:05", "01:02:03"));
        start();
        Logon logon = collected.expect(Logon.class, e -> true);
        assertEquals(Instant.parse("2026-01-02T01:02:03Z"), logon.at().wall());
    }

    @Test
    void whatIsInMemoryAloneIsReadAgainAtTheNextStart() throws Exception {
        append("auth.log", "");
        start();
        while (Files.notExists(folder.resolve("logon-positions"))) {
            Thread.sleep(10);
        }
        collected.onDisk = false;
        append("auth.log", FAILED);
        collected.expect(Logon.class, e -> true);
        source.close();
        collected.checkpoint = "";
        start();
        collected.expect(Logon.class, e -> collected.all(Logon.class).size() == 2);
    }

    /** As a disk that breaks off leaves it: what was told is on it, the file of positions is as it was before. */
    @Test
    void whatIsOnTheDiskIsNotReadAgainWhereThePositionsAreNot() throws Exception {
        append("auth.log", "");
        start();
        while (Files.notExists(folder.resolve("logon-positions"))) {
            Thread.sleep(10);
        }
        collected.onDisk = false;
        String half = "2026-01-02T03:04:06Z host sshd[71]: Failed password for ";
        append("auth.log", FAILED + half);
        collected.expect(Logon.class, e -> true);
        source.close();
        start();
        append("auth.log", "next from 192.0.2.1 port 5 ssh2\n");
        collected.expect(Logon.class, e -> e.account().name().equals("next"));
        source.close();
        assertEquals(2, collected.all(Logon.class).size());
    }

    @Test
    void whatIsOnTheDiskIsNotReadAgainAfterAKill() throws Exception {
        append("auth.log", "");
        start();
        source.close();
        Path kept = folder.resolve("logon-positions");
        String before = Files.readString(kept);
        append("auth.log", FAILED.replace("Failed", "Accepted"));
        LogonSource killed = unstarted(Duration.ofDays(1));
        killed.start();
        try {
            collected.expect(Logon.class, e -> true);
            while (Files.readString(kept).equals(before)) {
                Thread.sleep(10);
            }
            start();
            append("auth.log", FAILED.replace("Failed", "Accepted").replace("root", "next"));
            collected.expect(Logon.class, e -> e.account().name().equals("next"));
            assertEquals(2, collected.all(Logon.class).size());
        } finally {
            killed.close();
        }
    }

    @Test
    void rotationLosesNothing() throws Exception {
        append("auth.log", "");
        start();
        append("auth.log", FAILED.replace("root", "first"));
        Files.move(folder.resolve("var/log/auth.log"), folder.resolve("var/log/auth.log.1"));
        append("auth.log", FAILED.replace("root", "second"));
        collected.expect(Logon.class, e -> e.account().name().equals("first"));
        collected.expect(Logon.class, e -> e.account().name().equals("second"));
        assertTrue(collected.all(LogRecord.class).isEmpty());
    }

    /** As logrotate(8) does with {@code dateext}, with {@code copytruncate}, and with {@code compress}. */
    @Test
    void rotationInItsOtherWaysIsNoCut() throws Exception {
        Path log = folder.resolve("var/log/auth.log");
        append("auth.log", "");
        start();
        append("auth.log", FAILED.replace("root", "first"));
        Files.move(log, folder.resolve("var/log/auth.log-20261201"));
        append("auth.log", FAILED.replace("root", "second"));
        collected.expect(Logon.class, e -> e.account().name().equals("first"));
        collected.expect(Logon.class, e -> e.account().name().equals("second"));
        append("auth.log", FAILED.replace("root", "more"));
        collected.expect(Logon.class, e -> e.account().name().equals("more"));
        Path copy = Files.copy(log, folder.resolve("var/log/auth.log.1"));
        Files.write(log, new byte[0]);
        append("auth.log", FAILED.replace("root", "third"));
        collected.expect(Logon.class, e -> e.account().name().equals("third"));
        Files.delete(copy);
        Files.write(folder.resolve("var/log/auth.log-20261202.gz"), new byte[] {31, (byte) 139});
        Files.writeString(folder.resolve("new"), FAILED.replace("root", "fourth"));
        Files.move(folder.resolve("new"), log, StandardCopyOption.REPLACE_EXISTING);
        collected.expect(Logon.class, e -> e.account().name().equals("fourth"));
        assertTrue(collected.all(LogRecord.class).isEmpty());
    }

    /** An older rotation that still lies there vouches for nothing. */
    @Test
    void aLogThatIsSwappedIsTold() throws Exception {
        append("auth.log", FAILED);
        append("auth.log.1", "old");
        start();
        append("auth.log", FAILED);
        collected.expect(Logon.class, e -> true);
        Path log = folder.resolve("var/log/auth.log");
        Files.writeString(folder.resolve("new"), "x\n");
        Files.move(folder.resolve("new"), log, StandardCopyOption.REPLACE_EXISTING);
        LogRecord record = collected.expect(LogRecord.class, e -> true);
        assertEquals(Map.of("change", "replaced"), record.fields());
    }

    @Test
    void aLogThatIsCutIsTold() throws Exception {
        append("auth.log", FAILED);
        start();
        append("auth.log", FAILED);
        collected.expect(Logon.class, e -> true);
        Files.write(folder.resolve("var/log/auth.log"), new byte[0]);
        LogRecord record = collected.expect(LogRecord.class, e -> true);
        assertEquals("/var/log/auth.log", record.channel());
        assertEquals(Map.of("change", "truncated"), record.fields());
    }

    private static final String MACHINE = "2f1f4cf1a2c44e7d8d0d7f0c5b8f9a10";
    private static final String JOURNAL = "/var/log/journal/" + MACHINE + "/system.journal";

    /** As a Debian with rsyslog and a journal on its disk has them. */
    private void systemsLogs() throws IOException {
        Files.createDirectories(folder.resolve("usr/sbin"));
        Files.writeString(folder.resolve("usr/sbin/rsyslogd"), "");
        Files.createDirectories(folder.resolve("etc"));
        Files.writeString(folder.resolve("etc/machine-id"), MACHINE + "\n");
        append("auth.log", FAILED);
        append("syslog", "2026-01-02T03:04:05Z host cron[7]: x\n");
        append("wtmp", new byte[384]);
        Files.createDirectories(folder.resolve("var/log/journal/" + MACHINE));
        journalFile();
    }

    /** With the header of a journal's file (systemd, JOURNAL_FILE_FORMAT): signature, flags, state, then its own id. */
    private void journalFile() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(4_096).put("LPKSHHRH".getBytes(StandardCharsets.US_ASCII));
        header.putInt(24, ++journals);
        append("journal/" + MACHINE + "/system.journal", header.array());
    }

    private void expectErased(String name, String change) throws InterruptedException {
        collected.expect(
                LogRecord.class, e -> e.channel().equals(name) && e.fields().equals(Map.of("change", change)));
    }

    /** rm leaves the writing program with a file that nobody can open any more: nothing takes its place. */
    @Test
    void logsThatAreDeletedAreToldAlsoWhereNothingTakesTheirPlace() throws Exception {
        systemsLogs();
        start();
        append("auth.log", FAILED);
        collected.expect(Logon.class, e -> true);
        for (String name : List.of("auth.log", "syslog", "journal/" + MACHINE + "/system.journal")) {
            Files.delete(folder.resolve("var/log").resolve(name));
        }
        Files.delete(folder.resolve("var/log/wtmp"));
        Files.createSymbolicLink(folder.resolve("var/log/wtmp"), Path.of("/dev/null"));
        expectErased("/var/log/auth.log", "deleted");
        expectErased("/var/log/syslog", "deleted");
        expectErased("/var/log/wtmp", "replaced");
        expectErased(JOURNAL, "deleted");
        source.close();
        assertEquals(4, collected.all(LogRecord.class).size(), "each once");
    }

    /** logrotate(8) put the log aside a moment before: that copy is of what was there before. */
    @ParameterizedTest
    @ValueSource(strings = {"auth.log.1", "auth.log-20261201"})
    void aDeletionSoonAfterARotationIsTold(String rotated) throws Exception {
        systemsLogs();
        start();
        rotate(rotated);
        Files.delete(folder.resolve("var/log/auth.log"));
        expectErased("/var/log/auth.log", "deleted");
    }

    @Test
    void aCutSoonAfterARotationIsTold() throws Exception {
        systemsLogs();
        start();
        rotate("auth.log.1");
        Files.write(folder.resolve("var/log/auth.log"), new byte[0]);
        expectErased("/var/log/auth.log", "truncated");
    }

    @Test
    void aDeletionSoonAfterARotationIsToldAtTheNextStart() throws Exception {
        systemsLogs();
        start();
        rotate("auth.log.1");
        source.close();
        Files.delete(folder.resolve("var/log/auth.log"));
        start();
        expectErased("/var/log/auth.log", "deleted");
    }

    private void rotate(String rotated) throws Exception {
        append("auth.log", FAILED);
        collected.expect(Logon.class, e -> true);
        Path log = folder.resolve("var/log");
        Files.move(log.resolve("auth.log"), log.resolve(rotated));
        append("auth.log", FAILED.replace("root", "next"));
        collected.expect(Logon.class, e -> e.account().name().equals("next"));
    }

    /** logrotate(8) with {@code delaycompress}, {@code copytruncate} and twice between two looks, and while the agent is stopped. */
    @Test
    void severalRotationsAtOnceAreNoErasure() throws Exception {
        systemsLogs();
        start();
        rotate("auth.log.1");
        Path log = folder.resolve("var/log");
        source.close();
        for (int rotation = 2; rotation <= 3; rotation++) {
            Files.write(log.resolve("auth.log." + rotation + ".gz"), new byte[] {31, (byte) 139});
            // Held open by the one that compresses it, so that its number is nobody else's.
            Files.move(log.resolve("auth.log.1"), folder.resolve("open" + rotation));
            Files.move(log.resolve("auth.log"), log.resolve("auth.log.1"));
            append("auth.log", FAILED.replace("root", "account" + rotation));
        }
        start();
        collected.expect(Logon.class, e -> e.account().name().equals("account3"));
        append("auth.log", FAILED.replace("root", "copied"));
        collected.expect(Logon.class, e -> e.account().name().equals("copied"));
        Files.copy(log.resolve("auth.log"), log.resolve("auth.log-20261202"));
        Files.write(log.resolve("auth.log"), new byte[0]);
        append("auth.log", FAILED.replace("root", "last"));
        collected.expect(Logon.class, e -> e.account().name().equals("last"));
        assertTrue(collected.all(LogRecord.class).isEmpty());
    }

    @Test
    void whatWasDeletedWhileTheAgentDidNotRunIsToldAtItsStart() throws Exception {
        systemsLogs();
        start();
        append("auth.log", FAILED);
        collected.expect(Logon.class, e -> true);
        source.close();
        Files.delete(folder.resolve("var/log/auth.log"));
        Files.delete(folder.resolve("var/log/journal/" + MACHINE + "/system.journal"));
        // journald was started anew, and makes a new one.
        journalFile();
        start();
        expectErased("/var/log/auth.log", "deleted");
        expectErased(JOURNAL, "replaced");
    }

    /** {@code journalctl --rotate}, and a while later {@code --vacuum-time=1s}: what is left is younger than the act. */
    @Test
    void aJournalThatIsErasedAfterItsRotationIsTold() throws Exception {
        systemsLogs();
        Path aside = aside(0);
        Files.write(aside, new byte[4_096]);
        start();
        append("auth.log", FAILED);
        collected.expect(Logon.class, e -> true);
        Path last = aside(1);
        Files.move(folder.resolve(JOURNAL.substring(1)), last);
        journalFile();
        awaitLook();
        Files.delete(aside);
        Files.delete(last);
        expectErased(JOURNAL, "replaced");
        source.close();
        assertEquals(1, collected.all(LogRecord.class).size(), "once");
    }

    /** {@code journalctl --vacuum-size=1M}: the active file stays, and holds what was written since before the agent's start. */
    @Test
    void aVacuumThatLeavesTheActiveJournalIsNotTold() throws Exception {
        systemsLogs();
        for (int i = 0; i < 3; i++) {
            Files.write(aside(i), new byte[4_096]);
        }
        start();
        append("auth.log", FAILED);
        collected.expect(Logon.class, e -> true);
        for (int i = 0; i < 3; i++) {
            Files.delete(aside(i));
        }
        awaitLook();
        source.close();
        assertTrue(collected.all(LogRecord.class).isEmpty());
    }

    /** Until each log was looked at once more: those that are read come first in a round. */
    private void awaitLook() throws Exception {
        for (int i = 0; i < 2; i++) {
            String name = "look" + ++looks;
            append("auth.log", FAILED.replace("root", name));
            collected.expect(Logon.class, e -> e.account().name().equals(name));
        }
    }

    /** As journald names the journal of the system aside: {@code system@SEQNUM_ID-SEQNUM-REALTIME.journal}. */
    private Path aside(int number) {
        String name = "system@%s-0000000000000001-00064d%02d12345678.journal".formatted("0".repeat(32), number);
        return folder.resolve(JOURNAL.substring(1)).resolveSibling(name);
    }

    /** journald.conf(5), journalctl(1): put aside by renaming, the oldest removed; logrotate(8) with nocreate and compress; a purged package. */
    @Test
    void whatRotationVacuumAndAPurgeTakeAwayIsNotTold() throws Exception {
        systemsLogs();
        start();
        append("auth.log", FAILED);
        collected.expect(Logon.class, e -> true);
        Path log = folder.resolve("var/log");
        Path active = folder.resolve(JOURNAL.substring(1));
        Files.move(active, aside(1));
        journalFile();
        awaitLook();
        Files.move(active, aside(2));
        journalFile();
        Files.move(log.resolve("auth.log"), log.resolve("auth.log.1"));
        Files.write(log.resolve("syslog.1.gz"), new byte[] {31, (byte) 139});
        Files.delete(log.resolve("syslog"));
        Thread.sleep(2_000); // as long as a deletion takes to be told here
        Files.delete(aside(1));
        source.close();
        // While it does not run journald puts one more aside, and removes what was the active one before.
        Files.delete(active);
        Files.write(aside(3), new byte[4_096]);
        journalFile();
        start();
        append("auth.log", FAILED.replace("root", "last"));
        collected.expect(Logon.class, e -> e.account().name().equals("last"));
        Files.delete(folder.resolve("usr/sbin/rsyslogd"));
        Files.delete(log.resolve("auth.log"));
        Files.delete(log.resolve("auth.log.1"));
        LogRecord purged = collected.expect(LogRecord.class, e -> true);
        assertEquals(Map.of("change", "deleted", "writer", "removed"), purged.fields());
        assertEquals("/var/log/auth.log", purged.channel());
        assertEquals(1, collected.all(LogRecord.class).size());
    }

    @Test
    void theJournalIsFollowedWhereThereIsNoLog() throws Exception {
        hasJournal = true;
        journal.add("{\"MESSAGE\":\"Accepted password for bob from 192.0.2.1 port 22 ssh2\","
                + "\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"7\",\"_UID\":\"0\"}\n");
        start();
        assertEquals("bob", collected.expect(Logon.class, e -> true).account().name());
    }

    private static String entry(String cursor, String user, Instant time) {
        return "{\"MESSAGE\":\"Accepted password for " + user + " from 192.0.2.1 port 22 ssh2\",\"__CURSOR\":\""
                + cursor
                + "\",\"SYSLOG_IDENTIFIER\":\"sshd-session\",\"_PID\":\"7\",\"_UID\":\"0\",\"__REALTIME_TIMESTAMP\":\""
                + time.toEpochMilli() + "000\"}\n";
    }

    @Test
    void theJournalGoesOnWhereItWasLeft() throws Exception {
        Instant now = Collected.CLOCK.now().wall();
        hasJournal = true;
        processes.running.put(7, FakeProcesses.facts(7, 700, 1, "/usr/sbin/sshd", "sshd"));
        journal.add(entry("s=1;i=1", "old", now.minusSeconds(5)));
        journal.add(entry("s=1;i=2", "first", now.plusSeconds(1)));
        start();
        collected.expect(Logon.class, e -> e.account().name().equals("first"));
        source.close();
        journal.add(entry("s=1;i=3", "second", now.minusSeconds(3_600)));
        start();
        Logon second = collected.expect(Logon.class, e -> e.account().name().equals("second"));
        source.close();
        assertEquals(List.of("follow ", "after s=1;i=2", "follow s=1;i=3"), cursors);
        assertEquals(2, collected.all(Logon.class).size());
        assertEquals(now.minusSeconds(3_600), second.at().wall());
        // That pid is somebody else's since.
        assertEquals(Observed.missed(Why.ENDED), second.process());
    }

    @Test
    void logonsOfWtmpdbAreTold() throws Exception {
        Files.createDirectories(folder.resolve("var/lib/wtmpdb"));
        Files.createSymbolicLink(folder.resolve("var/lib/wtmpdb/wtmp.db"), folder.resolve("var/log/wtmp.db"));
        append("wtmp.db", recorded("1-before.db"));
        append("btmp", new byte[0]);
        start();
        collected.expect(SourceState.class, e -> e.detail().contains("/var/lib/wtmpdb/wtmp.db"));
        Files.write(folder.resolve("var/log/wtmp.db"), recorded("3-closed.db"));
        Logon on = collected.expect(Logon.class, e -> e.action() == LogonAction.LOGON);
        assertEquals("maela", on.account().name());
        assertEquals("127.0.0.1", on.sourceAddress());
        collected.expect(Logon.class, e -> e.action() == LogonAction.LOGOFF);
    }

    private static byte[] recorded(String name) throws IOException {
        try (InputStream in = LogonSourceTest.class.getResourceAsStream("wtmpdb/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void withoutAnySourceItSaysSo() throws Exception {
        start();
        SourceState said = collected.expect(SourceState.class, e -> true);
        assertEquals(WatchState.DOWN, said.state());
        assertEquals("logon-none|journald", said.detail());
    }
}
