package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.source.HostStates;
import bzh.vigie.collector.evtx.EvtxReader;
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
 * shutdowns that somebody asked for (User32 1074); it holds no fast startup, no hibernation and no modern standby.
 */
final class RecordedStatesTest {
    private static final Path LOGS =
            Path.of(System.getProperty("vigie.corpora", "../../shared/corpora"), "evtx-malformed");
    private static final Duration NONE = Duration.ZERO;

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
        assertEquals(
                "wall clock set by +14400 s, by C:\\Program Files\\VMware\\VMware Tools\\vmtoolsd.exe",
                told.getFirst());
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
                "restart asked by C:\\Windows\\system32\\winlogon.exe (DESKTOP-M7P1NB6) for NT AUTHORITY\\SYSTEM",
                states.shutdown(at));
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
