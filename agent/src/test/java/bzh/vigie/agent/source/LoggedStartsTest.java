package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Account;
import bzh.vigie.event.Event.ProcessStarted;
import bzh.vigie.event.Event.ProcessStopped;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WindowsEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are made up here after recorded ones; EventLogReplayTest replays those. */
final class LoggedStartsTest {
    private static final Instant NOW = Collected.CLOCK.now().wall();
    private static final Instant TIME = NOW.plusSeconds(60);
    private static final long CREATED = LoggedStart.fileTime(TIME);
    private static final String HASH = "ab".repeat(32);

    @TempDir
    private Path state;

    private final FakeProcesses machine = new FakeProcesses();
    private final Collected collected = new Collected();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong step = new AtomicLong();
    private final LoggedStarts starts =
            new LoggedStarts(sid -> new Account(sid, "marie"), () -> nanos.addAndGet(step.get()));
    private Optional<ProcessSource> source = Optional.empty();

    private void start() {
        source = Optional.of(new ProcessSource(
                WatchedSystem.WINDOWS,
                collected,
                Collected.CLOCK,
                machine,
                new ProcessWorker.Extras(
                        sid -> new Account(sid, "marie"),
                        path -> Observed.missed(Why.NOT_OFFERED),
                        state,
                        Optional.empty(),
                        Optional.of(starts)),
                Duration.ofSeconds(4),
                Duration.ofMinutes(5)));
        source.get().start();
    }

    @AfterEach
    void stop() {
        source.ifPresent(ProcessSource::close);
    }

    private static WindowsEvent event(
            String channel, String provider, String id, Instant time, Map<String, String> fields) {
        return new WindowsEvent(
                Map.of(
                        "Channel",
                        channel,
                        "Provider_Name",
                        provider,
                        "EventID",
                        id,
                        "EventRecordID",
                        "77",
                        "Security_UserID",
                        "S-1-5-18",
                        "TimeCreated_SystemTime",
                        time.toString()),
                fields);
    }

    /** The record with one name of its system part or, where there is none, of its data changed. */
    static WindowsEvent with(WindowsEvent event, String name, String value) {
        Map<String, String> system = new TreeMap<>(event.system());
        Map<String, String> fields = new TreeMap<>(event.fields());
        (system.containsKey(name) ? system : fields).put(name, value);
        return new WindowsEvent(system, fields);
    }

    static WindowsEvent security(int pid, Instant time) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("NewProcessId", "0x" + Integer.toHexString(pid));
        fields.put("ProcessId", "0xa");
        fields.put("NewProcessName", "C:\\x.exe");
        fields.put("ParentProcessName", "C:\\parent.exe");
        fields.put("CommandLine", "x --password=abc");
        fields.put("SubjectUserSid", "S-1-5-21-1-2-3-1001");
        fields.put("TargetUserSid", "S-1-0-0");
        fields.put("MandatoryLabel", "S-1-16-12288");
        return event("Security", "Microsoft-Windows-Security-Auditing", "4688", time, fields);
    }

    static WindowsEvent sysmon(int pid, Instant time) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("UtcTime", time.toString().replace('T', ' ').replace("Z", ""));
        fields.put("ProcessId", Integer.toString(pid));
        fields.put("ParentProcessId", "10");
        fields.put("Image", "C:\\x.exe");
        fields.put("CommandLine", "x --password=abc");
        fields.put("ParentCommandLine", "parent --token=abc");
        fields.put("OriginalFileName", "evil.exe");
        fields.put("User", "MAIRIE\\marie");
        fields.put("Hashes", "MD5=00,SHA256=" + HASH.toUpperCase(Locale.ROOT));
        return event(
                "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon", "1", time.plusMillis(900), fields);
    }

    private List<ProcessStarted> started(int pid) {
        return collected.all(ProcessStarted.class).stream()
                .filter(e -> e.process().pid() == pid)
                .toList();
    }

    @Test
    void oneProcessOfWhichTheTraceAndBothLogsTellIsOneStartWithWhatEachKnows() throws Exception {
        start();
        collected.expect(ProcessStarted.class, e -> e.process().pid() == FakeProcesses.CANARY);
        assertTrue(starts.take(sysmon(900, TIME)));
        assertTrue(starts.take(security(900, TIME)));
        machine.notices.add(w -> w.executed(
                11, 1, machine.withFile(FakeProcesses.facts(11, CREATED, 10, "C:\\x.exe", "x", "--password=abc"))));
        assertTrue(starts.take(security(11, TIME.plusMillis(3))));
        assertTrue(starts.take(sysmon(11, TIME.minusMillis(1))));
        ProcessStarted one =
                collected.expect(ProcessStarted.class, e -> e.process().pid() == 11);
        assertEquals("windows.process", one.source());
        assertEquals(new ProcessKey("boot", 11, CREATED), one.process());
        assertEquals(Observed.known("C:\\parent.exe"), one.parentImage());
        assertEquals(Observed.known("x --password=****"), one.commandLine());
        assertEquals(Observed.known(Sha256.over("C:\\x.exe".getBytes(StandardCharsets.UTF_8))), one.sha256());
        assertEquals("evil.exe", one.logged().get("OriginalFileName"));
        assertEquals("parent --token=****", one.logged().get("ParentCommandLine"));
        assertEquals("S-1-16-12288", one.logged().get("MandatoryLabel"));
        assertEquals("77", one.logged().get("Sysmon_EventRecordID"));
        assertEquals("77", one.logged().get("Security_EventRecordID"));
        source.ifPresent(ProcessSource::close);
        assertEquals(1, started(11).size());
        ProcessStarted unseen = started(900).getFirst();
        assertEquals(1, started(900).size());
        assertEquals("windows.log.sysmon", unseen.source());
        assertEquals(Observed.known(new Account("S-1-5-21-1-2-3-1001", "marie")), unseen.account());
        assertEquals("MAIRIE\\marie", unseen.logged().get("User"));
        assertEquals(Observed.known(new Sha256(HASH)), unseen.sha256());
        assertEquals(TIME, unseen.at().wall());
    }

    @Test
    void aProcessThatOnlyALogToldAndThatStillRunsIsAskedItself() throws Exception {
        start();
        collected.expect(ProcessStarted.class, e -> e.process().pid() == FakeProcesses.CANARY);
        machine.running.put(12, FakeProcesses.facts(12, CREATED + 5_000, 1, "C:\\Real.exe", "real"));
        assertTrue(starts.take(security(12, TIME)));
        step.set(Duration.ofMillis(100).toNanos());
        ProcessStarted one =
                collected.expect(ProcessStarted.class, e -> e.process().pid() == 12);
        assertEquals("windows.log.security", one.source());
        assertEquals(Observed.known("C:\\Real.exe"), one.image());
        assertTrue(one.sha256().ifKnown().isPresent());
        machine.notices.add(w -> w.exited(12, 0));
        collected.expect(ProcessStopped.class, e -> e.process().pid() == 12);
    }

    @Test
    void whatWasBeforeIsTheLogsAloneAlsoWhereItStillRuns() throws Exception {
        Instant before = NOW.minusSeconds(3_600);
        machine.running.put(13, FakeProcesses.facts(13, LoggedStart.fileTime(before), 1, "C:\\x.exe", "x"));
        start();
        collected.expect(ProcessStarted.class, e -> e.process().pid() == 13);
        assertFalse(starts.take(security(14, before)));
        assertFalse(starts.take(security(13, before)));
        source.ifPresent(ProcessSource::close);
        assertEquals(1, started(13).size());
        assertEquals(List.of(), started(14));
        assertFalse(starts.take(security(15, TIME)));
    }

    @Test
    void aRecordOfAnotherProviderOrWithoutAPidIsNoStart() {
        assertEquals(
                Optional.empty(),
                LoggedStart.of(event("Security", "Microsoft-Windows-Eventlog", "4688", TIME, Map.of())));
        for (String pid : List.of("", "0x", "-", "0xfffffffffff", "x")) {
            assertEquals(
                    Optional.empty(),
                    LoggedStart.of(event(
                            "Security",
                            "Microsoft-Windows-Security-Auditing",
                            "4688",
                            TIME,
                            Map.of("NewProcessId", pid))));
        }
        LoggedStart bare = LoggedStart.of(event(
                        "Microsoft-Windows-Sysmon/Operational",
                        "Microsoft-Windows-Sysmon",
                        "1",
                        TIME,
                        Map.of("ProcessId", "7", "UtcTime", "yesterday", "Hashes", "SHA256=xyz")))
                .orElseThrow();
        assertEquals(TIME, bare.time());
        assertEquals(Optional.empty(), bare.sha256());
    }

    @Test
    void aPidThatIsGivenToAnotherProcessIsAnotherStart() {
        List<ProcessStarted> told = new ArrayList<>();
        starts.worker(Optional.of(recorder(told)));
        starts.arrived(LoggedStart.of(security(20, TIME)).orElseThrow());
        starts.seen(seen(20, CREATED), true);
        starts.seen(seen(20, LoggedStart.fileTime(TIME.plusSeconds(5))), true);
        assertEquals(1, told.size());
        starts.arrived(LoggedStart.of(security(20, TIME.plusSeconds(5))).orElseThrow());
        assertEquals(2, told.size());
        // It comes late and adds nothing; above all it is no second start.
        starts.arrived(LoggedStart.of(security(20, TIME.plusSeconds(5))).orElseThrow());
        starts.expire(true);
        assertEquals(2, told.size());
    }

    @Test
    void withoutALogNothingWaitsAndWhatWaitsIsBounded() {
        List<ProcessStarted> told = new ArrayList<>();
        starts.worker(Optional.of(recorder(told)));
        starts.seen(seen(1, CREATED), true);
        assertEquals(1, told.size());
        starts.arrived(LoggedStart.of(security(2, TIME)).orElseThrow());
        for (int pid = 100; pid < 3_100; pid++) {
            starts.seen(seen(pid, CREATED), true);
        }
        assertTrue(told.size() >= 3_001 - 1_024, "told: " + told.size());
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        starts.expire(false);
        assertEquals(3_002, told.size());
        assertFalse(starts.isWaiting());
        // A log that tells no more is not waited for.
        nanos.addAndGet(Duration.ofMinutes(11).toNanos());
        starts.seen(seen(4_000, CREATED), true);
        assertEquals(3_003, told.size());
    }

    private void logged(WindowsEvent event) {
        starts.arrived(LoggedStart.of(event).orElseThrow());
    }

    private static List<ProcessStarted> withFields(List<ProcessStarted> told, int pid) {
        return told.stream()
                .filter(e -> e.process().pid() == pid && e.logged().containsKey("OriginalFileName"))
                .toList();
    }

    @Test
    void aFloodOfStartsPartsNoneFromWhatItsRecordSays() {
        List<ProcessStarted> told = new ArrayList<>();
        starts.worker(Optional.of(recorder(told)));
        logged(sysmon(2, TIME));
        for (int pid = 100; pid < 3_100; pid++) {
            starts.seen(seen(pid, CREATED), true);
        }
        logged(sysmon(3_099, TIME));
        assertEquals(1, withFields(told, 3_099).size());
        // The oldest was told to make room: its record is told as a start of its own.
        assertTrue(told.stream().anyMatch(e -> e.process().pid() == 100));
        logged(sysmon(100, TIME));
        starts.expire(true);
        assertEquals(1, withFields(told, 100).size());
        assertEquals(3_002, told.size());
    }

    @Test
    void aRecordThatComesLateIsOneMoreStartWithWhatItSays() {
        List<ProcessStarted> told = new ArrayList<>();
        starts.worker(Optional.of(recorder(told)));
        starts.seen(seen(5, CREATED), true);
        assertEquals(1, told.size());
        logged(sysmon(5, TIME));
        logged(sysmon(5, TIME));
        logged(security(5, TIME));
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        starts.expire(false);
        assertEquals(2, told.size());
        assertEquals(1, withFields(told, 5).size());
        assertEquals("S-1-16-12288", told.getLast().logged().get("MandatoryLabel"));
        logged(sysmon(5, TIME));
        starts.expire(true);
        assertEquals(2, told.size());
        assertFalse(starts.isWaiting());
    }

    @Test
    void aSecondRecordOfALogTakesNothingFromTheFirst() {
        List<ProcessStarted> told = new ArrayList<>();
        starts.worker(Optional.of(recorder(told)));
        logged(with(sysmon(6, TIME), "OriginalFileName", "harmless.exe"));
        logged(with(sysmon(6, TIME), "EventRecordID", "78"));
        starts.seen(seen(6, CREATED), true);
        starts.expire(true);
        assertEquals(
                List.of("harmless.exe", "evil.exe"),
                withFields(told, 6).stream()
                        .map(e -> e.logged().getOrDefault("OriginalFileName", ""))
                        .toList());
    }

    @Test
    void aRecordGoesToTheNearestStart() {
        List<ProcessStarted> told = new ArrayList<>();
        starts.worker(Optional.of(recorder(told)));
        logged(sysmon(2, TIME));
        long later = LoggedStart.fileTime(TIME.plusMillis(1_500));
        starts.seen(seen(7, CREATED), true);
        starts.seen(seen(7, later), true);
        logged(sysmon(7, TIME.plusMillis(1_400)));
        assertEquals(1, told.size());
        assertEquals(later, withFields(told, 7).getFirst().process().start());
        starts.expire(true);
        assertEquals(1, withFields(told, 7).size());
        assertEquals(3, told.size());
    }

    @Test
    void aRecordOfAnotherProgramIsAStartOfItsOwn() {
        List<ProcessStarted> told = new ArrayList<>();
        starts.worker(Optional.of(recorder(told)));
        logged(sysmon(2, TIME));
        starts.seen(seen(8, CREATED, "c:\\X.exe"), true);
        starts.seen(seen(9, CREATED, "C:\\other\\x.exe"), true);
        logged(sysmon(8, TIME));
        assertEquals(List.of("c:\\X.exe"), images(told, 8));
        logged(sysmon(9, TIME));
        starts.expire(true);
        assertEquals(1, images(told, 8).size());
        assertEquals(2, images(told, 9).size());
        assertEquals(
                List.of(Observed.known("C:\\x.exe")),
                withFields(told, 9).stream().map(ProcessStarted::image).toList());
    }

    private static List<String> images(List<ProcessStarted> told, int pid) {
        return told.stream()
                .filter(e -> e.process().pid() == pid)
                .map(e -> e.image().ifKnown().orElse(""))
                .toList();
    }

    @Test
    void aRecordThatDoesNotFitWholeCountsItselfAsWell() {
        List<LoggedStart> taken = new ArrayList<>();
        starts.worker(Optional.of(new Recorder(new ArrayList<>(), taken)));
        assertTrue(starts.take(sysmon(1, TIME)));
        assertFalse(starts.take(with(sysmon(2, TIME), "ParentCommandLine", " ".repeat(8_192) + "x")));
        assertFalse(starts.take(with(sysmon(3, TIME), "Description", "x".repeat(1_025))));
        assertEquals(List.of(1, 2, 3), taken.stream().map(LoggedStart::pid).toList());
        assertFalse(starts.take(with(sysmon(4, TIME), "Security_UserID", "S-1-5-21-1-2-3-1001")));
        assertEquals(3, taken.size());
    }

    private static ProcessStarted seen(int pid, long created) {
        return seen(pid, created, Observed.missed(Why.ENDED));
    }

    private static ProcessStarted seen(int pid, long created, String image) {
        return seen(pid, created, Observed.known(image));
    }

    private static ProcessStarted seen(int pid, long created, Observed<String> image) {
        return new ProcessStarted(
                Collected.CLOCK.now(),
                "windows.process",
                new ProcessKey("boot", pid, created),
                Observed.missed(Why.ENDED),
                Observed.missed(Why.ENDED),
                Observed.missed(Why.ENDED),
                image,
                Observed.known("x".repeat(500)),
                Observed.missed(Why.ENDED),
                Observed.missed(Why.ENDED),
                Observed.missed(Why.NOT_OFFERED),
                false);
    }

    private static LoggedStarts.Worker recorder(List<ProcessStarted> told) {
        return new Recorder(told, new ArrayList<>());
    }

    private record Recorder(List<ProcessStarted> told, List<LoggedStart> taken) implements LoggedStarts.Worker {
        @Override
        public boolean takes(LoggedStart start) {
            return taken.add(start);
        }

        @Override
        public ProcessStarted unseen(LoggedStart start) {
            return seen(start.pid(), start.created());
        }

        @Override
        public void tell(ProcessStarted start) {
            told.add(start);
        }
    }
}
