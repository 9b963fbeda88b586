package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each channel of which a freshly installed Windows 10 wrote a file is told where it is switched off. */
class EventChannelsTest {
    private static final Path LOGS =
            Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "windows-real/clean-windows-10-logs.zip");

    @TempDir
    private Path folder;

    @Test
    void eachChannelOfAFreshWindowsIsToldWhereItIsOff() throws IOException {
        assumeTrue(Files.exists(LOGS), "no corpus at " + LOGS + ": set -Dvigie.corpora");
        Set<String> channels = new TreeSet<>();
        try (ZipFile zip = new ZipFile(LOGS.toFile())) {
            zip.stream()
                    .map(entry -> entry.getName().replaceFirst("^.*/", ""))
                    .filter(name -> name.endsWith(".evtx"))
                    // the folder of the logs' own keys, which is no channel
                    .filter(name -> !Set.of("Parameters.evtx", "State.evtx").contains(name))
                    .forEach(name -> channels.add(name.replace(".evtx", "").replace("%4", "/")));
        }
        String channel = "\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels\\";
        String off = channels.stream()
                .map(name -> channel + name.toUpperCase(Locale.ROOT) + "]\n\"Enabled\"=dword:00000000\n")
                .collect(Collectors.joining("", "Windows Registry Editor Version 5.00\n", ""));
        WindowsTree.make(folder, off + channel + "Microsoft-Windows-WMI-Activity/Trace]\n\"Enabled\"=dword:00000000\n");
        List<Item> items = WindowsTree.items(folder).stream()
                .filter(item -> item.location().equals("windows.event-log.channel"))
                .toList();
        assertEquals(
                channels.stream()
                        .map(name -> name.toUpperCase(Locale.ROOT))
                        .sorted()
                        .toList(),
                items.stream()
                        .map(item -> item.source().replaceFirst("^.*\\\\", ""))
                        .sorted()
                        .toList());
        assertEquals(Set.of(Shipped.MODIFIED), items.stream().map(Item::shipped).collect(Collectors.toSet()));
    }
}
