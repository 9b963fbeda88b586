package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sources tell of processes and sockets of a running Windows, as Wine plays it, which has no trace sessions. */
final class LiveProcessesTest {
    @TempDir
    Path folder;

    @Test
    void aProgramItsPortAndItsConnectionAreToldWithWhoeverMadeThem() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        Path out = folder.resolve("events.txt");
        Commands.Outcome ran = windows.java(
                "bzh.vigie.installers.WatchedWindows",
                Wine.windows(out),
                Wine.windows(folder.resolve("state")),
                "cmd",
                "/c",
                "ping -n 9 127.0.0.1 & echo --password=Hunter2");
        ran.orFail("the sources on Windows");
        windows.stop();
        List<String> events = Files.readAllLines(out);
        String own = ran.said().replaceAll("(?s).*own pid (\\d+).*", "$1");

        String command = one(events, "ProcessStarted", ", image=Known[value=C:\\windows\\system32\\cmd.exe]");
        assertTrue(
                command.contains("commandLine=Known[value=cmd /c \"ping -n 9 127.0.0.1 & echo --password=****\"]"),
                command);
        assertTrue(command.contains("parent=Known[value=ProcessKey[bootId=wine, pid=" + own + ","), command);
        assertTrue(command.contains("account=Known[value=Account[id=S-1-5-21-0-0-0-1000, name="), command);
        Path program = windows.prefix().resolve("drive_c/windows/system32/cmd.exe");
        assertTrue(
                command.contains("sha256=Known[value="
                        + Sha256.over(Files.readAllBytes(program)).hex()),
                command);

        String child = one(events, "ProcessStarted", ", image=Known[value=C:\\windows\\system32\\ping.exe]");
        assertTrue(child.contains("parentImage=Known[value=C:\\windows\\system32\\cmd.exe]"), child);
        String key = command.replaceAll(".*process=(ProcessKey\\[[^]]*\\]).*", "$1");
        one(events, "ProcessStopped", key);

        String itself = one(events, "ProcessStarted", "process=ProcessKey[bootId=wine, pid=" + own + ",");
        assertTrue(itself.contains("signer=Known[value=Eclipse"), itself);
        assertTrue(itself.contains("alreadyRunning=true"), itself);
        String port = "port=" + WatchedWindows.PORT;
        String listener = one(events, "Listener", "opened=true", port);
        assertTrue(listener.contains("pid=" + own + ","), listener);
        assertTrue(listener.contains("\\bin\\java.exe]"), listener);
        String flow = one(events, "Flow", "direction=OUTBOUND", "remote=Endpoint[address=/127.0.0.1, " + port);
        assertTrue(flow.contains("pid=" + own + ","), flow);

        one(
                events,
                "SourceState",
                "source=windows.process",
                "state=PARTIAL, reason=FALLBACK, detail=windows-process-scan|OpenTrace 5]");
        // The archives of a test are folders; the virtual machine and its program are files.
        one(events, "SourceState", "source=windows.program", "state=LIVE", "detail=program-live|");
        one(events, "SourceState", "source=windows.network", "detail=windows-network-no-destroy|5|");
    }

    private static String one(List<String> events, String kind, String... parts) {
        List<String> found = events.stream()
                .filter(event -> event.startsWith(kind + "["))
                .filter(event -> List.of(parts).stream().allMatch(event::contains))
                .toList();
        assertEquals(1, found.size(), () -> kind + " " + List.of(parts) + " in\n" + String.join("\n", events));
        return found.getFirst();
    }
}
