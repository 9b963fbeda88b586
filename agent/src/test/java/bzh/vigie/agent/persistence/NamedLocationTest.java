package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.NamedLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What items are about is asked by locations that exist, of items as they are read there. */
final class NamedLocationTest {
    private static final Path SPECIMENS = Path.of("src/test/resources/persistence");
    private static final Pattern FIELD = Pattern.compile("\"(name|source)\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    @Test
    void eachIsInTheCatalogue() {
        Set<String> known = Stream.concat(Catalogue.linux().stream(), Catalogue.windows().stream())
                .map(Location::id)
                .collect(Collectors.toSet());
        assertEquals(
                List.of(),
                Arrays.stream(NamedLocation.values())
                        .map(NamedLocation::id)
                        .filter(id -> !known.contains(id))
                        .toList());
    }

    /** Each specimen's items say a name: one that stands in what was read. */
    @ParameterizedTest
    @EnumSource
    void itsItemsSayTheName(NamedLocation location) throws IOException {
        int items = 0;
        for (String line : Files.readAllLines(SPECIMENS.resolve(location.id()).resolve("expected.jsonl"))) {
            if (!line.contains("\"kind\":\"item\"")) {
                continue;
            }
            String name = "";
            String source = "";
            for (Matcher field = FIELD.matcher(line); field.find(); ) {
                String value = field.group(2).replace("\\\\", "\\");
                name = field.group(1).equals("name") && name.isEmpty() ? value : name;
                source = field.group(1).equals("source") && source.isEmpty() ? value : source;
            }
            items++;
            List<String> names = location.names(name, source);
            assertFalse(names.isEmpty(), line);
            String beside = name + " " + source;
            assertTrue(names.stream().allMatch(beside::contains), line);
            if (location.kind() == Kind.SERVICE) {
                assertFalse(names.contains("ImagePath"), line);
            }
        }
        assertTrue(items > 0, location.id());
    }

    @Test
    void itIsTheNameThatAnIndicatorSays() {
        String services = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\";
        String tree = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\";
        assertEquals(List.of("PSEXESVC"), NamedLocation.WINDOWS_SERVICE.names("ImagePath", services + "PSEXESVC"));
        assertEquals(
                List.of("PSEXESVC"),
                NamedLocation.WINDOWS_SERVICE.names("Parameters\\ServiceDll", services + "PSEXESVC\\Parameters"));
        assertEquals(
                List.of("x.service", "x"),
                NamedLocation.LINUX_SERVICE.names("multi-user.target.wants/x.service:ExecStart", "/etc/x"));
        assertEquals(
                List.of("\\A\\B"),
                NamedLocation.WINDOWS_TASK.names("\\A\\B #2", "").subList(0, 1));
        assertEquals(List.of("At1", "At1.job"), NamedLocation.WINDOWS_TASK_JOB.names("At1.job", ""));
        assertEquals(List.of("A\\B"), NamedLocation.WINDOWS_HIDDEN_TASK.names("not listed", tree + "A\\B"));
        assertEquals(List.of("mallory"), NamedLocation.LINUX_GROUP.names("sudo/mallory", "/etc/group"));
        assertEquals(List.of("marie"), NamedLocation.LINUX_SYSTEM_USER.names("marie in sudo", "/etc/x"));
        assertEquals(List.of(), NamedLocation.WINDOWS_SERVICE.names("ImagePath", "elsewhere"));
    }
}
