package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.source.HostStates;
import bzh.vigie.collector.evtx.EvtxReader;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.WindowsEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Recorded records of sleep, start, clock and shutdown, taken as if they came at their time. The corpus holds cold starts (Kernel-Boot
 * 27 with BootType 0), sleep (Kernel-Power 42, 107; Power-Troubleshooter 1), set clocks (Kernel-General 1, Security 4616) and
 * shutdowns that somebody asked for (User32 1074) with their end (Kernel-Power 109, EventLog 6006, Kernel-General 13) and the boot after it
 * (Kernel-General 12, EventLog 6005); it holds no fast startup, no hibernation, no modern standby and no shutdown without warning
 * (Kernel-Power 41, EventLog 6008): those are invented in {@code LastShutdownTest}.
 */
final class RecordedStatesTest {
    private static final Path LOGS =
            Path.of(System.getProperty("vigie.corpora", "../../shared/corpora"), "evtx-malformed");
    private static final Duration NONE = Duration.ZERO;
    private static final String SHUTDOWNS = """
            2017-07-12T17:16:05.499259900Z []
            2017-07-12T17:18:03.495918700Z [SHUT_DOWN state-shut-down-asked|2017-07-12 17:17:46 UTC|restart|C:\\Windows\\system32\\winlogon.exe (MINWINPC)|NT AUTHORITY\\SYSTEM]
            2017-07-12T17:20:28.497091600Z [SHUT_DOWN state-shut-down-asked|2017-07-12 17:20:13 UTC|restart|msiexec.exe|NT AUTHORITY\\SYSTEM]
            2018-07-06T18:37:44.485817500Z []
            2018-07-06T18:40:24.495732700Z [SHUT_DOWN state-shut-down-asked|2018-07-06 18:40:18 UTC|restart|C:\\WINDOWS\\system32\\winlogon.exe (DESKTOP-1N4R894)|NT AUTHORITY\\SYSTEM]
            2018-07-12T00:41:50.496653Z [SHUT_DOWN state-shut-down-asked|2018-07-12 00:41:44 UTC|restart|c:\\windows\\system32\\svchost.exe (DESKTOP-1N4R894)|NT AUTHORITY\\SYSTEM]
            """;

    @Test
    void sleepIsToldAndColdStartsAreNot() throws IOException {
        HostStates states = new HostStates(true);
        List<String> told = new ArrayList<>();
        for (WindowsEvent event : recorded("system.evtx")) {
            states.accept(event, event.time().orElse(Instant.EPOCH));
            boolean woke = event.provider().equals("Microsoft-Windows-Kernel-Power")
                    && event.eventId().equals("107");
            states.look(woke ? Duration.ofHours(1) : NONE, NONE)
                    .forEach(one -> told.add(one.action() + " " + one.start()));
        }
        assertEquals(List.of("SUSPENDED SAME_BOOT", "RESUMED RESUME", "SUSPENDED SAME_BOOT", "RESUMED RESUME"), told);
    }

    @Test
    void whoSetTheClockIsRead() throws IOException {
        List<String> told = new ArrayList<>();
        for (WindowsEvent event : recorded("security_bad_string_cache.evtx")) {
            if (event.eventId().equals("4616")) {
                HostStates states = new HostStates(true);
                states.accept(event, event.time().orElse(Instant.EPOCH));
                states.look(NONE, Duration.ofHours(4)).forEach(one -> told.add(one.detail()));
            }
        }
        assertEquals("state-clock-by|+14400|C:\\Program Files\\VMware\\VMware Tools\\vmtoolsd.exe", told.getFirst());
    }

    @Test
    void whoAskedForARestartIsRead() throws IOException {
        HostStates states = new HostStates(true);
        Instant at = Instant.EPOCH;
        for (WindowsEvent event : recorded("sample-with-zero-data-size-event.evtx")) {
            if (event.eventId().equals("1074")) {
                at = event.time().orElse(Instant.EPOCH);
                states.accept(event, at);
                break;
            }
        }
        assertEquals(
                "state-asked|restart|C:\\Windows\\system32\\winlogon.exe (DESKTOP-M7P1NB6)|NT AUTHORITY\\SYSTEM",
                states.shutdown(at));
    }

    @Test
    void aShutdownIsToldAtTheNextStartWithWhoAskedForIt() throws IOException {
        List<String> told = new ArrayList<>();
        for (String log : List.of("system.evtx", "2-vss_7-System.evtx")) {
            List<WindowsEvent> events = recorded(log);
            List<Instant> boots = events.stream()
                    .filter(event -> event.provider().equals("Microsoft-Windows-Kernel-General")
                            && event.eventId().equals("12"))
                    .map(event -> Instant.parse(event.fields().getOrDefault("StartTime", "")))
                    .toList();
            told.addAll(boots.stream().map(boot -> after(boot, events)).toList());
        }
        assertEquals(SHUTDOWNS, String.join("\n", told) + "\n");
    }

    /** What an agent tells that started with this boot, to which the log's records before it and of its first 50 seconds come. */
    private static String after(Instant boot, List<WindowsEvent> events) {
        HostStates states = new HostStates(true);
        Instant now = boot.plusSeconds(50);
        states.began(StartKind.COLD, true, boot);
        events.stream()
                .filter(event -> event.time().filter(now::isAfter).isPresent())
                .forEach(event -> states.accept(event, now));
        List<String> told = new ArrayList<>();
        for (int look = 0; look < 30; look++) {
            states.look(NONE, NONE).forEach(one -> told.add(one.action() + " " + one.detail()));
        }
        return boot + " " + told;
    }

    private static List<WindowsEvent> recorded(String log) throws IOException {
        assumeTrue(Files.isDirectory(LOGS), "skipped: no corpus at " + LOGS + ": set -Dvigie.corpora");
        List<WindowsEvent> events = new ArrayList<>();
        try (InputStream in = Files.newInputStream(LOGS.resolve(log))) {
            EvtxReader.read(in, record -> events.add(record.event()));
        }
        return events;
    }
}
