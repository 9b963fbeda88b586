package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What services of a running Windows, as Wine plays it, tell by COM. Wine's scheduler keeps tasks and lists none, its WMI has objects of the
 * machine and no subscriptions, its firewall gives no rules: each says so.
 */
final class ComWindowsTest {
    private static final String TASK = """
            <?xml version="1.0" encoding="UTF-16"?>
            <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
              <RegistrationInfo><Author>Mairie</Author></RegistrationInfo>
              <Actions><Exec><Command>C:\\Tools\\probe.exe</Command></Exec></Actions>
            </Task>
            """;

    @TempDir
    Path folder;

    @Test
    void whatWineTellsIsReadAndWhatItDoesNotIsSaid() throws IOException, InterruptedException {
        Wine windows = Wine.fresh(folder);
        Path definition = folder.resolve("task.xml");
        Files.write(definition, ("\uFEFF" + TASK).getBytes(StandardCharsets.UTF_16LE));
        windows.run("wine", "schtasks", "/create", "/tn", "\\Town\\Probe", "/xml", Wine.windows(definition))
                .orFail("schtasks");
        List<String> said = windows.java("bzh.vigie.agent.host.windows.ComProbe")
                .orFail("the probe")
                .said()
                .lines()
                .map(String::strip)
                .toList();
        assertTrue(said.contains("task \\Town\\Probe true true"), said::toString);
        assertTrue(said.contains("none Absent[]"), said::toString);
        assertTrue(
                said.contains("Win32_OperatingSystem {Caption=Microsoft Windows 10 Pro, Primary=1, ProductType=1}"),
                said::toString);
        assertTrue(
                said.stream()
                        .anyMatch(line ->
                                line.startsWith("Win32_NetworkAdapterConfiguration {") && line.contains("IPAddress=")),
                said::toString);
        assertEquals(
                List.of(
                        "tasks Optional[Refused[reason=NOT_SUPPORTED, detail=system-list-refused|IRegisteredTaskCollection"
                                + " 7|0x80004001]]",
                        "firewall Refused[reason=NOT_SUPPORTED, detail=system-list-refused|INetFwRules 11|0x80004001]",
                        "subscriptions Found[value=ToldBy[all=[], unread=Optional[Refused[reason=NOT_PRESENT,"
                                + " detail=system-list-refused|IWbemLocator 3|0x8004100E]]]]"),
                said.stream()
                        .filter(line -> line.startsWith("tasks ")
                                || line.startsWith("firewall ")
                                || line.startsWith("subscriptions "))
                        .toList());
    }
}
