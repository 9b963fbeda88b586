package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.AuditPolicy.Audited;
import bzh.vigie.agent.host.EventLogs.Entry;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.source.AuditStates;
import bzh.vigie.agent.source.EventLogSource;
import bzh.vigie.agent.source.LoggedProcesses;
import bzh.vigie.agent.source.WindowsChannel;
import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.evtx.EvtxReader;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogRecord;
import bzh.vigie.event.Event.Loss;
import bzh.vigie.event.Event.ProcessStarted;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded Windows event logs, which others wrote, replayed as if Windows told them live: the records are read from the files by the
 * collector's reader and rendered as Windows renders them; what follows is the agent's source, the wire, and the collector's rules.
 */
final class EventLogReplayTest {
    private static final Path LOGS =
            Path.of(System.getProperty("vigie.corpora", "../../shared/corpora")).resolve("evtx-persistence");
    private static final String SECURITY = "Security";
    private static final String OF_SECURITY = "windows.log.security";
    private static final String FILE = "ID4742-4743-Fast_created_&_deleted_computer_account.evtx";
    private static final Instant NOW = Instant.parse("2000-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final List<Event> told = Collections.synchronizedList(new ArrayList<>());
    private final List<WindowsEvent> heard = Collections.synchronizedList(new ArrayList<>());
    private final FakeEventLogs logs = new FakeEventLogs(NOW);

    @BeforeEach
    void skipWithoutRecordedLogs() {
        assumeTrue(Files.isDirectory(LOGS), "skipped: no recorded logs in " + LOGS + ": set -Dvigie.corpora");
    }

    private EventLogSource source() {
        return new EventLogSource(
                told::add,
                () -> new Moment(NOW, "boot", 5_000_000),
                Duration.ofMillis(5),
                logs,
                audit(told),
                folder,
                heard::add);
    }

    /** Of a host that audits everything. */
    private static AuditStates audit(List<Event> to) {
        return new AuditStates(
                to::add,
                () -> new Moment(NOW, "boot", 5_000_000),
                ignored -> Reading.found(new Audited(true, true)),
                Reading.absent());
    }

    /** The records of a file as Windows renders them, by channel. */
    private static Map<String, List<FakeEventLogs.Written>> records(Path file) throws IOException {
        Map<String, List<FakeEventLogs.Written>> records = new TreeMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            EvtxReader.read(
                    in,
                    record -> records.computeIfAbsent(record.event().channel(), ignored -> new ArrayList<>())
                            .add(FakeEventLogs.Written.of(
                                    record.event().recordId(),
                                    record.event().time().orElse(Instant.EPOCH),
                                    record.xml())));
        }
        return records;
    }

    /** Ten records of one channel, whose numbers follow one another. */
    private static List<FakeEventLogs.Written> ten() throws IOException {
        List<FakeEventLogs.Written> all = records(LOGS.resolve(FILE)).getOrDefault(SECURITY, List.of());
        assertTrue(all.size() >= 2, "records: " + all.size());
        List<FakeEventLogs.Written> ten = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ten.add(renumbered(all.get(i % all.size()), 100 + i));
        }
        return ten;
    }

    private static FakeEventLogs.Written renumbered(FakeEventLogs.Written record, long number) {
        Instant time = NOW.plusSeconds(number);
        String xml = ((Entry.Rendered) record.entry()).xml();
        String as = xml.replaceFirst("<EventRecordID>\\d+<", "<EventRecordID>" + number + "<")
                .replaceFirst("SystemTime=\"[^\"]+\"", "SystemTime=\"" + time + "\"");
        return FakeEventLogs.Written.of(number, time, as);
    }

    private void run(String... channels) throws InterruptedException {
        try (EventLogSource source = source()) {
            source.start();
            for (String each : channels) {
                logs.drained(each);
            }
        }
    }

    private List<Long> numbers() {
        return of(LogRecord.class).stream().map(LogRecord::recordId).toList();
    }

    private <E extends Event> List<E> of(Class<E> kind) {
        synchronized (told) {
            return told.stream().filter(kind::isInstance).map(kind::cast).toList();
        }
    }

    private List<String> states(String source) {
        return of(SourceState.class).stream()
                .filter(each -> each.source().equals(source))
                .map(each ->
                        each.state() + " " + each.reason() + " " + each.detail().split("\\|", -1)[0])
                .toList();
    }

    @Test
    void aReplayedLogGivesTheFindingsOfItsFile() throws IOException, InterruptedException {
        List<String> different = new ArrayList<>();
        int findings = 0;
        RuleSet rules = ShippedRules.load();
        try (Stream<Path> all = Files.list(LOGS)) {
            for (Path file : all.filter(each -> each.toString().endsWith(".evtx"))
                    .sorted()
                    .toList()) {
                List<String> ofFile = Collections.synchronizedList(new ArrayList<>());
                Offline offline = new Offline(rules, result -> ofFile.add(said(result)));
                offline.evtx(file);
                offline.end();
                List<String> live = live(file, rules);
                Collections.sort(ofFile);
                findings += ofFile.size();
                if (!ofFile.equals(live)) {
                    different.add(file.getFileName() + "\n  file " + ofFile + "\n  live " + live);
                }
            }
        }
        assertEquals(List.of(), different);
        assertTrue(findings > 38, "few: " + findings);
    }

    private List<String> live(Path file, RuleSet rules) throws IOException, InterruptedException {
        FakeEventLogs one = new FakeEventLogs(Instant.EPOCH);
        List<Event> events = Collections.synchronizedList(new ArrayList<>());
        Map<String, List<FakeEventLogs.Written>> records = records(file);
        records.forEach(one::add);
        Path state = Files.createTempDirectory(folder, "state");
        try (EventLogSource source = new EventLogSource(
                events::add,
                () -> new Moment(NOW, "boot", 5_000_000),
                Duration.ofMillis(5),
                one,
                audit(events),
                state,
                ignored -> {})) {
            source.start();
            for (String channel : records.keySet()) {
                if (WindowsChannel.all().stream().anyMatch(each -> each.path().equals(channel))) {
                    one.drained(channel);
                }
            }
        }
        Path lines = state.resolve("live.jsonl");
        Files.write(
                lines,
                overTheWire(events).stream()
                        .filter(LogRecord.class::isInstance)
                        .map(event -> json(SigmaFields.of(event)))
                        .toList());
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        Offline offline = new Offline(rules, result -> found.add(said(result)));
        offline.events(lines);
        offline.end();
        Collections.sort(found);
        return found;
    }

    /** Security 4688 and Sysmon 1 of these logs, where no trace told the processes: each is one start, and each rule fires once over it. */
    @Test
    void aReplayedStartOfAProcessIsOneStartAndEachRuleFiresOverItOnce() throws IOException, InterruptedException {
        RuleSet rules = ShippedRules.load();
        List<String> different = new ArrayList<>();
        int starts = 0;
        int findings = 0;
        try (Stream<Path> all = Files.list(LOGS)) {
            for (Path file : all.filter(each -> each.toString().endsWith(".evtx"))
                    .sorted()
                    .toList()) {
                Map<String, List<FakeEventLogs.Written>> records = records(file);
                long logged = records.values().stream()
                        .flatMap(List::stream)
                        .filter(EventLogReplayTest::isStart)
                        .count();
                if (logged == 0) {
                    continue;
                }
                List<String> ofFile = Collections.synchronizedList(new ArrayList<>());
                Offline offline = new Offline(rules, result -> ofFile.add(result.rule() + " " + result.severity()));
                offline.evtx(file);
                offline.end();
                Collections.sort(ofFile);
                List<Event> events = joined(records);
                List<ProcessStarted> told = events.stream()
                        .filter(ProcessStarted.class::isInstance)
                        .map(ProcessStarted.class::cast)
                        .toList();
                starts += told.size();
                assertEquals(logged, told.size(), file.toString());
                assertEquals(
                        logged,
                        events.stream()
                                .filter(EventLogReplayTest::isToldAsStart)
                                .count(),
                        file.toString());
                List<String> live = findings(events, rules);
                findings += live.size();
                if (!ofFile.equals(live)) {
                    different.add(file.getFileName() + "\n  file " + ofFile + "\n  live " + live);
                }
            }
        }
        assertEquals(List.of(), different);
        assertTrue(starts > 20, "few: " + starts);
        assertTrue(findings > 8, "few: " + findings);
    }

    private static boolean isToldAsStart(Event event) {
        return event instanceof LogRecord record && record.fields().containsKey(LogRecord.TOLD_AS_START);
    }

    private static boolean isStart(FakeEventLogs.Written record) {
        WindowsEvent event = WindowsEvent.ofXml(((Entry.Rendered) record.entry()).xml());
        return (event.channel().equals(SECURITY) && event.eventId().equals("4688"))
                || (event.provider().equals("Microsoft-Windows-Sysmon")
                        && event.eventId().equals("1"));
    }

    private List<Event> joined(Map<String, List<FakeEventLogs.Written>> records)
            throws IOException, InterruptedException {
        FakeEventLogs one = new FakeEventLogs(Instant.EPOCH);
        records.forEach(one::add);
        List<Event> events = Collections.synchronizedList(new ArrayList<>());
        try (LoggedProcesses processes = new LoggedProcesses(
                events::add,
                () -> new Moment(NOW, "boot", 5_000_000),
                one,
                Files.createTempDirectory(folder, "state"))) {
            processes.start();
            for (String channel : records.keySet()) {
                if (WindowsChannel.all().stream().anyMatch(each -> each.path().equals(channel))) {
                    one.drained(channel);
                }
            }
        }
        return overTheWire(events);
    }

    private List<String> findings(List<Event> events, RuleSet rules) throws IOException {
        Path lines = Files.createTempFile(folder, "live", ".jsonl");
        Files.write(
                lines,
                events.stream()
                        .filter(event -> event instanceof LogRecord || event instanceof ProcessStarted)
                        .map(event -> json(SigmaFields.of(event)))
                        .toList());
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        Offline offline = new Offline(rules, result -> found.add(result.rule() + " " + result.severity()));
        offline.events(lines);
        offline.end();
        Collections.sort(found);
        return found;
    }

    private static List<Event> overTheWire(List<Event> events) {
        List<Event> arrived = new ArrayList<>();
        synchronized (events) {
            for (int i = 0; i < events.size(); i += 100) {
                List<Event> some = events.subList(i, Math.min(events.size(), i + 100));
                arrived.addAll(decoded(EventCodec.encode(some)));
            }
        }
        return arrived;
    }

    private static List<Event> decoded(byte[] batch) {
        try {
            return EventCodec.decode(batch);
        } catch (MalformedBatchException e) {
            throw new AssertionError(e);
        }
    }

    private static String said(Offline.Result result) {
        return result.rule() + " " + result.record().value("Channel") + " "
                + result.record().value("EventRecordID") + " " + result.severity();
    }

    private static String json(SigmaRecord record) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> each : record.flat().entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    @Test
    void aRestartGoesOnWhereItStopped() throws IOException, InterruptedException {
        List<FakeEventLogs.Written> ten = ten();
        logs.add(SECURITY, ten.subList(0, 4));
        run(SECURITY);
        logs.add(SECURITY, ten.subList(4, 10));
        run(SECURITY);
        run(SECURITY);
        assertEquals(List.of(100L, 101L, 102L, 103L, 104L, 105L, 106L, 107L, 108L, 109L), numbers());
        assertEquals(List.of(), of(Loss.class));
        assertEquals(
                10,
                heard.stream().filter(each -> each.channel().equals(SECURITY)).count());
    }

    @Test
    void theFirstStartReadsTheLastWeekAlone() throws IOException, InterruptedException {
        FakeEventLogs.Written old = ten().getFirst();
        logs.add(SECURITY, List.of(new FakeEventLogs.Written(99, NOW.minus(Duration.ofDays(8)), old.entry())));
        logs.add(SECURITY, ten());
        run(SECURITY);
        assertEquals(10, numbers().size());
    }

    @Test
    void recordsThatWentBeforeTheyWereReadAreCounted() throws IOException, InterruptedException {
        List<FakeEventLogs.Written> ten = ten();
        logs.add(SECURITY, ten.subList(0, 2));
        run(SECURITY);
        logs.add(SECURITY, ten.subList(2, 10));
        logs.forget(SECURITY, 6);
        run(SECURITY);
        assertEquals(List.of(100L, 101L, 106L, 107L, 108L, 109L), numbers());
        Loss loss = of(Loss.class).getFirst();
        assertEquals(1, of(Loss.class).size());
        assertEquals(4, loss.events());
        assertEquals(OF_SECURITY, loss.source());
        assertEquals(ten.get(1).time(), Moment.instant(loss.sources().getFirst().firstWallMicros()));
        assertEquals(ten.get(6).time(), Moment.instant(loss.sources().getFirst().lastWallMicros()));
    }

    @Test
    void aLogWhoseNumbersBeginAgainIsAGapOfUnknownSize() throws IOException, InterruptedException {
        List<FakeEventLogs.Written> ten = ten();
        logs.add(SECURITY, ten);
        run(SECURITY);
        logs.forget(SECURITY, 10);
        FakeEventLogs.Written later = renumbered(ten.getFirst(), 500);
        String xml = ((Entry.Rendered) later.entry()).xml();
        logs.add(
                SECURITY,
                List.of(FakeEventLogs.Written.of(
                        1, later.time(), xml.replace("<EventRecordID>500<", "<EventRecordID>1<"))));
        run(SECURITY);
        assertEquals(1L, numbers().getLast());
        assertEquals(11, numbers().size());
        Loss loss = of(Loss.class).getFirst();
        assertEquals(0, loss.events());
        assertTrue(loss.detail().startsWith("log-back|Security"), loss.detail());
    }

    @Test
    void aHoleWhileFollowingIsCounted() throws IOException, InterruptedException {
        List<FakeEventLogs.Written> ten = ten();
        logs.add(SECURITY, ten.subList(0, 2));
        try (EventLogSource source = source()) {
            source.start();
            logs.drained(SECURITY);
            logs.add(SECURITY, ten.subList(5, 10));
            logs.drained(SECURITY);
        }
        assertEquals(List.of(100L, 101L, 105L, 106L, 107L, 108L, 109L), numbers());
        assertEquals(3, of(Loss.class).stream().mapToLong(Loss::events).sum());
    }

    @Test
    void aLogThatSaysThatRecordsAreMissingIsReadOn() throws IOException, InterruptedException {
        List<FakeEventLogs.Written> ten = ten();
        logs.add(SECURITY, ten.subList(0, 5));
        try (EventLogSource source = source()) {
            source.start();
            logs.drained(SECURITY);
            logs.forget(SECURITY, 5);
            logs.sayMissing(SECURITY);
            logs.add(SECURITY, ten.subList(7, 10));
            logs.drained(SECURITY);
        }
        assertEquals(List.of(100L, 101L, 102L, 103L, 104L, 107L, 108L, 109L), numbers());
        assertEquals(2, of(Loss.class).stream().mapToLong(Loss::events).sum());
    }

    @Test
    void eachChannelSaysHowItStands() throws IOException, InterruptedException {
        logs.add(SECURITY, ten());
        logs.add("System", List.of());
        logs.add("Application", List.of());
        logs.add("Microsoft-Windows-TaskScheduler/Operational", List.of());
        logs.disable("Microsoft-Windows-TaskScheduler/Operational");
        logs.add("Microsoft-Windows-WinRM/Operational", List.of());
        logs.disable("Microsoft-Windows-WinRM/Operational");
        logs.add("Windows PowerShell", List.of());
        logs.refuse("Windows PowerShell");
        run(SECURITY, "System", "Application");
        assertTrue(
                states(OF_SECURITY).contains("LIVE NONE log-live"),
                states(OF_SECURITY).toString());
        assertEquals(
                "PARTIAL NOT_PROVEN log-not-proven",
                states("windows.log.system").getFirst());
        assertEquals("DOWN DISABLED log-off", states("windows.log.tasks").getFirst());
        assertEquals(
                "DOWN DISABLED log-switched-off", states("windows.log.winrm").getFirst());
        assertEquals(
                "DOWN NO_RIGHT windows-no-right",
                states("windows.log.powershell-classic").getFirst());
        assertEquals("LIVE NONE policy-on", states("windows.audit.logons").getFirst());
        assertEquals(
                "NOT_APPLICABLE NOT_PRESENT policy-controllers",
                states("windows.audit.directory").getFirst());
        assertEquals("DOWN NOT_PRESENT log-absent", states("windows.log.wmi").getFirst());
        assertEquals(
                "NOT_APPLICABLE NOT_PRESENT log-not-here",
                states("windows.log.sysmon").getFirst());
        assertTrue(
                states("windows.log").contains("LIVE NONE log-source-live"),
                states("windows.log").toString());
        assertEquals(1, logs.written());
        assertFalse(numbers().isEmpty());
        assertEquals(
                0,
                of(LogRecord.class).stream()
                        .filter(each -> each.provider().equals("Vigie"))
                        .count());
    }

    @Test
    void aSecurityLogThatForgetsTooEarlyIsPartial() throws IOException, InterruptedException {
        logs.add(SECURITY, ten());
        logs.maxBytes(20L << 20);
        run(SECURITY);
        assertEquals("PARTIAL DISABLED log-small", states(OF_SECURITY).getFirst());
    }

    @Test
    void whereNoChannelCanBeAskedAboutTheSourceAloneSaysSo() throws InterruptedException {
        try (EventLogSource source = source()) {
            source.start();
            while (states("windows.log").isEmpty()) {
                Thread.sleep(5);
            }
        }
        assertEquals("DOWN NOT_SUPPORTED log-none", states("windows.log").getFirst());
        assertTrue(of(SourceState.class).stream().allMatch(each -> each.source().equals("windows.log")));
        assertTrue(of(SourceState.class).stream().allMatch(each -> each.state() == WatchState.DOWN));
    }

    @Test
    void aRecordThatCannotBeReadIsCountedAndStopsNothing() throws IOException, InterruptedException {
        List<FakeEventLogs.Written> ten = ten();
        String whole = ((Entry.Rendered) ten.get(1).entry()).xml();
        logs.add(
                SECURITY,
                List.of(
                        ten.get(0),
                        new FakeEventLogs.Written(101, NOW, new Entry.NotRendered(ReasonCode.TOO_LARGE)),
                        FakeEventLogs.Written.of(102, NOW, "<Event><Sys"),
                        FakeEventLogs.Written.of(
                                103,
                                ten.get(3).time(),
                                ((Entry.Rendered) ten.get(3).entry()).xml().replace("</EventData></Event>", "")),
                        FakeEventLogs.Written.of(
                                104,
                                ten.get(4).time(),
                                ((Entry.Rendered) ten.get(4).entry())
                                        .xml()
                                        .replace(
                                                "</EventData>",
                                                "<Data Name=\"Long\">" + "x".repeat(900_000)
                                                        + "</Data></EventData>"))));
        run(SECURITY);
        assertTrue(whole.contains("<EventData>"));
        assertEquals(List.of(100L, 103L, 104L), numbers());
        assertEquals(3, of(Loss.class).stream().mapToLong(Loss::events).sum());
        List<Event> arrived = overTheWire(told);
        assertEquals(3, arrived.stream().filter(LogRecord.class::isInstance).count());
    }

    @Test
    void aFloodOfOneKindHidesNoOtherAndIsCounted() throws IOException, InterruptedException {
        List<FakeEventLogs.Written> ten = ten();
        List<FakeEventLogs.Written> flood = new ArrayList<>();
        for (int i = 0; i < 21_000; i++) {
            flood.add(renumbered(ten.getFirst(), 1_000 + i));
        }
        FakeEventLogs.Written other = ten.stream()
                .filter(each -> !number(each).equals(number(ten.getFirst())))
                .findFirst()
                .orElseThrow();
        flood.add(renumbered(other, 22_000));
        logs.add(SECURITY, ten);
        run(SECURITY);
        told.clear();
        logs.add(SECURITY, flood);
        run(SECURITY);
        assertEquals(22_000L, numbers().getLast());
        long lost = of(Loss.class).stream()
                .filter(each -> each.reason() == ReasonCode.OVERLOADED)
                .mapToLong(Loss::events)
                .sum();
        assertTrue(lost > 0, "nothing lost");
        assertEquals(21_001, numbers().size() + lost);
    }

    private static String number(FakeEventLogs.Written record) {
        return WindowsEvent.ofXml(((Entry.Rendered) record.entry()).xml()).eventId();
    }
}
