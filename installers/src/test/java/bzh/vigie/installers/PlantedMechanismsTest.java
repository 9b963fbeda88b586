package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.store.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways to come back, in ordinary words, that {@code windows-mechanisms.reg} sets in hives by another program: each is alerted as
 * gravely as it says, alone and against an earlier inventory, with its technique.
 */
final class PlantedMechanismsTest {
    private static final Path PLANTED = Path.of("src/test/resources/windows-mechanisms.reg");
    private static final Path UNSIGNED =
            Commands.TOP.resolve("agent/src/test/resources/bzh/vigie/agent/windows/program/specimens/unsigned.exe");
    private static final Pattern HEAD = Pattern.compile("; (.+) \\| (T\\d{4}(?:\\.\\d{3})?) \\| (\\w+) \\| (\\w+)");

    /** Files that are there and that nobody signed. */
    private static final List<String> FILES = List.of(
            "ProgramData/Microsoft/Cache/nlacache.dll",
            "ProgramData/Telemaj/telemaj.exe",
            "Program Files/Gestion/impr.exe",
            "Windows/System32/aidereseau.dll",
            "Windows/System32/portail.dll",
            "Windows/System32/portreseau.dll",
            "Program Files/Gestion/filtre.sys",
            "Users/agent/AppData/Local/Notes/notes.exe");

    /** Has before what one of the mechanisms exchanges. */
    private static final String BEFORE = """
        [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Themes]
        "Type"=dword:00000020
        "Start"=dword:00000002
        "ErrorControl"=dword:00000001
        "ImagePath"="%SystemRoot%\\\\System32\\\\svchost.exe -k netsvcs -p"
        "ObjectName"="LocalSystem"
        [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Themes\\Parameters]
        "ServiceDll"="%SystemRoot%\\\\system32\\\\themeservice.dll"
        """;

    @TempDir
    Path folder;

    private record Mechanism(String name, String technique, String alone, String compared, String key, String value) {
        boolean isTold(Alert alert, String least) {
            String source = alert.of("source").toLowerCase(Locale.ROOT);
            String place = MergedHives.source(key);
            String name = alert.of("name").toLowerCase(Locale.ROOT);
            // a service's library is told with the service
            boolean same = source.equals(place) || place.startsWith(source + "\\");
            return same
                    && (name.contains(value) || place.endsWith("\\" + name))
                    && alert.isAtLeast(least)
                    && (alert.isOf(technique) || alert.isOf(technique.replaceFirst("\\..*", "")));
        }
    }

    @Test
    void eachIsAlertedAsGravelyAsItSays() throws IOException, InterruptedException {
        assumeTrue(MergedHives.canMerge(), "no hivexregedit here: libwin-hivex-perl");
        String text = Files.readString(PLANTED);
        List<Mechanism> planted = mechanisms(text);
        assertTrue(planted.size() == 42, planted.size() + " mechanisms");
        Path disk = MergedHives.disk(folder);
        MergedHives.merge(disk, BEFORE);
        Path before = MergedHives.scan(disk, folder.resolve("before.jsonl"));
        Path root = MergedHives.copy(disk, folder.resolve("after"));
        MergedHives.merge(root, text);
        for (String file : FILES) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.copy(UNSIGNED, root.resolve(file));
        }
        Path after = MergedHives.scan(root, folder.resolve("after.jsonl"));
        List<Alert> alone = MergedHives.judge(after);
        List<Alert> compared = MergedHives.judge(before, after, Situation.MONITORING);
        List<String> missed = new ArrayList<>();
        for (Mechanism each : planted) {
            if (!each.alone().equals("low") && alone.stream().noneMatch(alert -> each.isTold(alert, each.alone()))) {
                missed.add("alone: " + each.name() + said(each, alone));
            }
            if (compared.stream().noneMatch(alert -> each.isTold(alert, each.compared()))) {
                missed.add("compared: " + each.name() + said(each, compared));
            }
        }
        assertEquals("", String.join("\n", missed));
    }

    private static String said(Mechanism each, List<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> each.isTold(alert, "informational"))
                .map(alert -> " [" + alert.severity() + " " + alert.rule() + "]")
                .reduce("", String::concat);
    }

    /** Each with the first key and the first value that follow its line. */
    private static List<Mechanism> mechanisms(String text) {
        List<Mechanism> mechanisms = new ArrayList<>();
        for (String block : text.split("\n(?=; [^\n]+ \\| T\\d)", -1)) {
            Matcher head = HEAD.matcher(block);
            if (head.lookingAt()) {
                String[] lines = block.split("\n", -1);
                String value = lines[2].startsWith("@") ? "default" : lines[2].replaceFirst("^\"([^\"]+)\".*", "$1");
                boolean service = value.equals("Type");
                mechanisms.add(new Mechanism(
                        head.group(1),
                        head.group(2),
                        head.group(3),
                        head.group(4),
                        lines[1].substring(1, lines[1].length() - 1),
                        service ? "" : value.toLowerCase(Locale.ROOT)));
            }
        }
        return mechanisms;
    }
}
