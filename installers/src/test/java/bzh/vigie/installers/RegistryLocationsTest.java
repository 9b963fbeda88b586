package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.KeyFormat.ReadValue;
import bzh.vigie.collector.detect.fields.RegistryLocation;
import bzh.vigie.collector.detect.fields.RegistryLocations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The collector knows the registry's locations as the agent's catalogue has them, and finds them however a key is written. */
final class RegistryLocationsTest {
    private static final Path LIST = Commands.TOP.resolve(
            "collector/src/main/resources/bzh/vigie/collector/detect/fields/registry-locations.tsv");

    @Test
    void theListIsTheCatalogues() throws IOException {
        StringBuilder wanted = new StringBuilder(
                "# Locations in Windows' registry, made from the agent's catalogue by RegistryLocationsTest: location,"
                        + " techniques, key, value,\n"
                        + "# what they run, what Windows has there by itself, contents that weaken. Not edited by"
                        + " hand.\n");
        for (Location location : Catalogue.windows()) {
            if (location.parser() instanceof KeyFormat format) {
                location.places().stream()
                        .filter(key -> !key.contains("\\WOW6432Node"))
                        .flatMap(key -> lines(location, key, format.values()))
                        .forEach(wanted::append);
            }
        }
        Path found = Path.of("target/registry-locations.tsv");
        Files.writeString(found, wanted);
        assertEquals(
                Files.exists(LIST) ? Files.readString(LIST) : "",
                wanted.toString(),
                "copy installers/" + found + " to " + LIST);
    }

    /** Values of which the same is known stand in one line. */
    private static Stream<String> lines(Location location, String key, List<ReadValue> values) {
        Map<List<String>, List<String>> names = new LinkedHashMap<>();
        for (ReadValue value : values) {
            List<String> known = List.of(value.runs(), String.join("|", value.own()), value.weak());
            names.computeIfAbsent(known, each -> new ArrayList<>()).add(value.name());
        }
        return names.entrySet().stream()
                .map(each -> String.join(
                                "\t",
                                location.id(),
                                String.join(" ", location.techniques()),
                                key,
                                String.join("|", each.getValue()),
                                String.join("\t", each.getKey()))
                        + "\n");
    }

    @Test
    void everyLocationOfTheRegistryWithNamedValuesIsKnown() {
        Set<String> wanted = new TreeSet<>();
        for (Location location : Catalogue.windows()) {
            if (location.parser() instanceof KeyFormat format
                    && !format.values().isEmpty()) {
                wanted.add(location.id());
            }
        }
        assertEquals(wanted, new TreeSet<>(RegistryLocations.ids()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater | windows.run-key.machine
        HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater | windows.run-key.machine
        \\REGISTRY\\MACHINE\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater | windows.run-key.machine
        HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater | windows.run-key.machine
        Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater | windows.run-key.machine
        HKU\\S-1-5-21-1-2-3-1001\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater | windows.run-key.user
        HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater | windows.run-key.user
        HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater | windows.run-key.user
        \\REGISTRY\\USER\\S-1-5-21-1-2-3-1001\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\x | windows.run-key.user
        HKLM\\System\\CurrentControlSet\\Services\\Dnscache\\Parameters\\ServiceDll | windows.driver windows.service
        HKLM\\System\\ControlSet002\\Services\\Dnscache\\ImagePath | windows.driver windows.service
        HKU\\S-1-5-21-1-2-3-1001_Classes\\CLSID\\{A}\\InprocServer32\\(Default) | windows.com.class-user
        HKCR\\Directory\\Background\\shell\\Edit\\command\\{Default} | windows.association.program-user windows.association.verb
        HKLM\\SOFTWARE\\Classes\\CLSID\\{A}\\shell\\open\\command\\@ | windows.association.verb
        HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\Notification Packages | windows.lsa.notification
        HKU\\S-1-5-21-1-2-3-1001\\Software\\Microsoft\\Office\\16.0\\Excel\\Options\\OPEN2 | windows.office.open-user
        HKLM\\SOFTWARE\\Contoso\\Run\\Updater |
        HKLM\\SYSTEM\\CurrentControlSet\\Services\\Dnscache\\Description |
        """)
    void aLocationIsFoundHoweverItsKeyIsWritten(String written, String locations) {
        assertEquals(
                locations == null ? List.of() : List.of(locations.split(" ", -1)),
                RegistryLocations.of(written).stream()
                        .map(RegistryLocation::id)
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Test
    void whatWindowsHasByItselfAndWhatWeakensIsKnown() {
        RegistryLocation shell = Stream.of("HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\Shell")
                .flatMap(written -> RegistryLocations.of(written).stream())
                .findFirst()
                .orElseThrow();
        assertEquals(List.of("explorer.exe"), shell.own());
        assertEquals("command", shell.runs());
        RegistryLocation shadow = RegistryLocations.of(
                        "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services", "Shadow")
                .getFirst();
        assertEquals("2 4", shadow.weak());
        assertEquals("setting", shadow.runs());
    }
}
