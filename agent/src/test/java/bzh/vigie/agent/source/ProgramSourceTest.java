package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The records of Defender are made up after its documentation. */
final class ProgramSourceTest {
    private static final String DEFENDER = "Microsoft-Windows-Windows Defender";
    private static final String TODAY = "2026-01-02T03:00:00.0000000Z";
    private static final String PROCRUN = "C:\\Program Files\\Vigie\\vigie-agent.exe";
    private static final String JVM = "C:\\Program Files\\Vigie\\runtime\\bin\\server\\jvm.dll";

    private final OwnFiles own = OwnFiles.of(
            "C:\\Program Files\\Vigie\\lib\\vigie-agent.jar;C:\\Program Files\\Vigie\\lib\\jackson-core.JAR;",
            "C:\\Program Files\\Vigie\\runtime",
            Optional.of(PROCRUN));
    private final Collected collected = new Collected();
    private final Map<HostPath, Reading<Boolean>> answers = new ConcurrentHashMap<>();

    private ProgramSource source() {
        return new ProgramSource(
                collected,
                Collected.CLOCK,
                Duration.ofMillis(2),
                own,
                path -> answers.getOrDefault(path, Reading.found(true)));
    }

    private SourceState await(WatchState state, ReasonCode reason) throws InterruptedException {
        Optional<SourceState> found = collected.await(
                SourceState.class, each -> each.state() == state && each.reason() == reason, Duration.ofSeconds(20));
        return found.orElseThrow(
                () -> new AssertionError(collected.all(SourceState.class).toString()));
    }

    private static HostPath path(String name) {
        return WindowsPath.parse(name).orElseThrow();
    }

    private static WindowsEvent event(String id, String time, Map<String, String> fields) {
        Map<String, String> system = new HashMap<>();
        system.put("Provider_Name", DEFENDER);
        system.put("EventID", id);
        system.put("TimeCreated_SystemTime", time);
        return new WindowsEvent(system, fields);
    }

    private static WindowsEvent found(String path) {
        return event(
                "1116",
                TODAY,
                Map.of("Path", path, "Threat Name", "Trojan:Win32/Example", "Process Name", "C:\\x.exe"));
    }

    @Test
    void theFilesOfTheAgentAreItsArchivesItsVirtualMachineAndItsProgram() {
        assertEquals(
                List.of(
                        "C:\\Program Files\\Vigie\\lib\\vigie-agent.jar",
                        "C:\\Program Files\\Vigie\\lib\\jackson-core.JAR",
                        "C:\\Program Files\\Vigie\\runtime\\lib\\modules",
                        "C:\\Program Files\\Vigie\\runtime\\bin\\java.dll",
                        JVM,
                        PROCRUN),
                own.files().stream().map(WindowsPath::text).toList());
    }

    @Test
    void whereAllIsThereItIsLiveAndWhenTheAntivirusBlocksOneThatIsSaid() throws InterruptedException {
        try (ProgramSource source = source()) {
            source.start();
            await(WatchState.LIVE, ReasonCode.NONE);
            answers.put(path(JVM), Reading.refused(ReasonCode.BLOCKED, SourceText.detail("file-virus", JVM)));
            SourceState blocked = await(WatchState.DOWN, ReasonCode.BLOCKED);
            String french = SourceText.say(blocked.detail(), Locale.FRENCH);
            assertTrue(french.startsWith("L’antivirus empêche d’ouvrir " + JVM), french);
            assertTrue(french.contains("réinstallez l’agent"), french);
        }
        // That is its last word: the agent may not start again.
        assertEquals(
                ReasonCode.BLOCKED, collected.all(SourceState.class).getLast().reason());
    }

    @Test
    void ofAFileThatIsGoneItIsNotSaidThatTheAntivirusTookItUnlessDefenderSaysSo() throws InterruptedException {
        answers.put(path(PROCRUN), Reading.absent());
        try (ProgramSource source = source()) {
            source.start();
            SourceState gone = await(WatchState.DOWN, ReasonCode.NOT_PRESENT);
            String english = SourceText.say(gone.detail(), Locale.ENGLISH);
            assertTrue(english.startsWith("A file of the agent is gone: " + PROCRUN + " (missing in all: 1)"), english);
            assertTrue(english.contains("may have put it into quarantine"), english);

            // However long ago: the file is gone.
            source.accept(event(
                    "1117",
                    "2025-12-20T00:00:00Z",
                    Map.of(
                            "Path",
                            "file:_C:\\PROGRAM FILES\\vigie\\vigie-agent.exe",
                            "Threat Name",
                            "Program:Java/x|y")));
            SourceState said = await(WatchState.DOWN, ReasonCode.BLOCKED);
            String french = SourceText.say(said.detail(), Locale.FRENCH);
            assertTrue(
                    french.startsWith(
                            "Windows Defender bloque Vigie : il a signalé C:\\PROGRAM FILES\\vigie\\vigie-agent.exe"
                                    + " (Program:Java/x y, 2025-12-20T00:00:00Z)"),
                    french);
        }
    }

    @Test
    void whatDefenderSaidOfAFileThatIsThereCountsForADay() throws InterruptedException {
        try (ProgramSource source = source()) {
            source.accept(event(
                    "1116",
                    "2025-12-31T00:00:00Z",
                    Map.of("Path", "file:_" + JVM, "Threat Name", "Trojan:Win32/Example")));
            source.start();
            await(WatchState.LIVE, ReasonCode.NONE);
            source.accept(found("file:_" + JVM));
            await(WatchState.PARTIAL, ReasonCode.BLOCKED);
        }
    }

    @Test
    void defenderIsUnderstoodWhereItNamesAFileOfTheAgentAlone() {
        assertEquals(
                Optional.of(JVM),
                DefenderWord.of(found("process:_pid:12,ProcessStart:1; file:_" + JVM), own)
                        .map(DefenderWord::file));
        assertEquals(
                Optional.of("C:\\Program Files\\Vigie\\lib\\vigie-agent.jar"),
                DefenderWord.of(
                                found(
                                        "containerfile:_C:\\Program Files\\Vigie\\lib\\vigie-agent.jar->bzh/vigie/Main.class"),
                                own)
                        .map(DefenderWord::file));
        // A file of its own folders that is none of those that are opened.
        assertTrue(DefenderWord.of(found("file:_C:\\Program Files\\Vigie\\lib\\other.jar"), own)
                .isPresent());
        // Rules that keep the agent from something name it as the process.
        assertTrue(DefenderWord.of(
                        event(
                                "1121",
                                TODAY,
                                Map.of("ID", "{rule}", "Process Name", PROCRUN, "Path", "C:\\Windows\\lsass.exe")),
                        own)
                .isPresent());
        for (String path : List.of(
                "file:_C:\\Users\\a.martin\\Downloads\\vigie-agent.exe", "C:\\Program Files\\Vigie", "", ";;:_")) {
            assertEquals(Optional.empty(), DefenderWord.of(found(path), own), path);
        }
        // The agent read what an attacker left, and Defender stepped in: that is no word about the agent.
        assertEquals(
                Optional.empty(),
                DefenderWord.of(
                        event("1116", TODAY, Map.of("Path", "file:_C:\\Temp\\a.exe", "Process Name", PROCRUN)), own));
        Map<String, String> forged = Map.of("Provider_Name", "Contoso", "EventID", "1116");
        assertEquals(Optional.empty(), DefenderWord.of(new WindowsEvent(forged, Map.of("Path", "file:_" + JVM)), own));
    }

    @Test
    void theTopOfADriveIsNoFolderOfTheAgent() {
        OwnFiles stick = OwnFiles.of("E:\\agent.jar", "E:\\runtime", Optional.empty());
        assertEquals(Optional.empty(), stick.named("E:\\other.exe"));
        assertTrue(stick.named("E:\\runtime\\bin\\java.dll").isPresent());
    }
}
