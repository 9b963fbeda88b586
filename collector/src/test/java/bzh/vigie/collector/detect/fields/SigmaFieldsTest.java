package bzh.vigie.collector.detect.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.event.Account;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SigmaFieldsTest {
    private static final Moment AT = new Moment(Instant.EPOCH, "boot-1", 1);
    private static final ProcessKey SHELL = new ProcessKey("boot-1", 42, 7);

    @Test
    void aProcessHasTheNamesOfTheTaxonomyAndSaysWhatWasMissed() {
        Sha256 hash = Sha256.over(new byte[] {1});
        SigmaRecord record = SigmaFields.of(new Event.ProcessStarted(
                AT,
                "linux.process.connector",
                SHELL,
                Observed.known(new ProcessKey("boot-1", 1, 1)),
                Observed.known("/usr/lib/systemd/systemd"),
                Observed.known(new Account("1000", "lea")),
                Observed.known("/usr/bin/id"),
                Observed.missed(Observed.Why.ENDED),
                Observed.known(hash),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.known(""),
                false));
        assertEquals(new LogSource("linux", "process_creation", ""), record.logSource());
        assertEquals("/usr/bin/id", record.value("Image"));
        assertEquals("/usr/lib/systemd/systemd", record.value("ParentImage"));
        assertEquals("lea", record.value("User"));
        assertEquals("42", record.value("ProcessId"));
        assertEquals("1", record.value("ParentProcessId"));
        assertEquals("SHA256=" + hash.hex(), record.value("Hashes"));
        assertEquals("CommandLine:ended", record.value("missed"));
        assertTrue(record.flat().containsKey("Package"), "owned by no package is not the same as unknown");
    }

    @Test
    void whoOpenedAConnectionIsItsSource() throws IOException {
        Endpoint here = new Endpoint(InetAddress.ofLiteral("192.0.2.1"), 50_000);
        Endpoint there = new Endpoint(InetAddress.ofLiteral("203.0.113.9"), 443);
        SigmaRecord out = SigmaFields.of(flow(here, there, Event.Direction.OUTBOUND));
        assertEquals("203.0.113.9", out.value("DestinationIp"));
        assertEquals("true", out.value("Initiated"));
        SigmaRecord in = SigmaFields.of(flow(here, there, Event.Direction.INBOUND));
        assertEquals("203.0.113.9", in.value("SourceIp"));
        assertEquals("50000", in.value("DestinationPort"));
    }

    private static Event flow(Endpoint local, Endpoint remote, Event.Direction direction) {
        return new Event.Flow(
                AT,
                "linux.sock-diag",
                Observed.known(SHELL),
                Observed.known("/usr/bin/curl"),
                Event.Transport.TCP,
                local,
                remote,
                direction,
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                0);
    }

    @Test
    void aWindowsLogRecordIsJudgedByItsChannel() {
        SigmaRecord record = SigmaFields.of(new Event.LogRecord(
                AT,
                "windows.event-log",
                "Security",
                "Microsoft-Windows-Security-Auditing",
                4688,
                9,
                Map.of("NewProcessName", "C:\\Windows\\System32\\cmd.exe", "ProcessId", "0x4")));
        assertEquals(new LogSource("windows", "process_creation", "security"), record.logSource());
        assertEquals("C:\\Windows\\System32\\cmd.exe", record.value("Image"));
        assertEquals("0x4", record.value("ParentProcessId"));
    }

    @Test
    void eventsOfShippersHaveTheNamesOfWindows() throws IOException {
        String beats =
                "{\"@timestamp\":\"2026-11-25T10:00:00.5Z\",\"winlog\":{\"channel\":\"Security\",\"event_id\":\"4688\","
                        + "\"computer_name\":\"PC-1\",\"provider_name\":\"P\",\"event_data\":{\"NewProcessName\":\"C:\\\\x.exe\"}}}";
        String reader =
                "{\"Event\":{\"System\":{\"Channel\":\"Security\",\"EventID\":{\"#text\":4688},\"Computer\":\"PC-1\","
                        + "\"Provider\":{\"#attributes\":{\"Name\":\"P\"}},"
                        + "\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2026-11-25T10:00:00.5Z\"}}},"
                        + "\"EventData\":{\"NewProcessName\":\"C:\\\\x.exe\"}}}";
        String nxlog =
                "{\"EventTime\":\"2026-11-25 10:00:00.5\",\"Hostname\":\"PC-1\",\"EventID\":4688,\"SourceName\":\"P\","
                        + "\"Channel\":\"Security\",\"NewProcessName\":\"C:\\\\x.exe\"}";
        for (String line : List.of(beats, reader, nxlog)) {
            SigmaRecord record = FlatJson.record(FlatJson.fields(line));
            assertEquals(new LogSource("windows", "process_creation", "security"), record.logSource(), line);
            assertEquals("C:\\x.exe", record.value("Image"), line);
            assertEquals("PC-1", record.value("Computer"), line);
            assertEquals("P", record.value("Provider_Name"), line);
            assertEquals(
                    Instant.parse("2026-11-25T10:00:00.5Z"),
                    EventTime.of(record).orElseThrow(),
                    line);
        }
    }

    @Test
    void jsonLinesAreBounded() {
        assertThrows(IOException.class, () -> FlatJson.fields("[1]"));
        assertThrows(IOException.class, () -> FlatJson.fields("{\"a\":1} {\"b\":2}"));
        assertThrows(IOException.class, () -> FlatJson.fields("{\"a\":".repeat(20) + "1" + "}".repeat(20)));
        assertThrows(IOException.class, () -> FlatJson.fields("{\"a\""));
        String manyFields =
                IntStream.range(0, 10_000).mapToObj(i -> "\"F" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
        assertThrows(IOException.class, () -> FlatJson.fields(manyFields));
        assertThrows(IOException.class, () -> FlatJson.fields("{\"CommandLine\":\"" + "x".repeat(1 << 20) + "\"}"));
        assertThrows(IOException.class, () -> FlatJson.record(Map.of()));
    }

    @Test
    void aTimeThatNoClockShowsIsNone() {
        for (String text : List.of(
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "1601-01-01T00:00:00Z",
                "2201-01-01 00:00:00")) {
            assertEquals(Optional.empty(), EventTime.parse(text), text);
        }
        assertTrue(EventTime.parse("2026-11-25T10:00:00Z").isPresent());
    }

    @Test
    void aStartThatALogTellsTooHasTheFieldsOfBothAndItsRecordIsNoSecondStart() {
        SigmaRecord start = SigmaFields.of(new Event.ProcessStarted(
                AT,
                "windows.process",
                SHELL,
                Observed.missed(Observed.Why.ENDED),
                Observed.known("C:\\parent.exe"),
                Observed.known(new Account("S-1-5-18", "SYSTEM")),
                Observed.known("C:\\x.exe"),
                Observed.known("x"),
                Observed.known(Sha256.over(new byte[] {1})),
                Observed.known("Éditions Exemple"),
                Observed.missed(Observed.Why.NOT_OFFERED),
                false,
                Map.of(
                        "ParentCommandLine", "parent -a",
                        "User", "NT AUTHORITY\\SYSTEM",
                        "Hashes", "MD5=00",
                        "Image", "C:\\forged.exe",
                        "kind", "item")));
        assertEquals(new LogSource("windows", "process_creation", ""), start.logSource());
        assertEquals("C:\\x.exe", start.value("Image"));
        assertEquals("parent -a", start.value("ParentCommandLine"));
        assertEquals("process-started", start.value("kind"));
        assertEquals("SYSTEM\nNT AUTHORITY\\SYSTEM", start.value("User"));
        assertTrue(start.value("Hashes").endsWith("\nMD5=00"), start.value("Hashes"));
        Map<String, String> fields = Map.of("NewProcessName", "C:\\x.exe");
        Map<String, String> marked = Map.of("NewProcessName", "C:\\x.exe", Event.LogRecord.TOLD_AS_START, "yes");
        assertEquals(
                new LogSource("windows", "process_creation", "security"),
                SigmaFields.of(security(fields)).logSource());
        SigmaRecord record = SigmaFields.of(security(marked));
        assertEquals(new LogSource("windows", "", "security"), record.logSource());
        assertEquals("C:\\x.exe", record.value("Image"));
    }

    private static Event security(Map<String, String> fields) {
        return new Event.LogRecord(
                AT, "windows.log.security", "Security", "Microsoft-Windows-Security-Auditing", 4_688, 7, fields);
    }
}
