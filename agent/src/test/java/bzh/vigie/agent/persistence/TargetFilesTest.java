package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What items of a Windows system tell of the files that they run: who signed them, their digests and names. */
final class TargetFilesTest {
    private static final Path SPECIMENS = Path.of("src/test/resources/bzh/vigie/agent/windows/program/specimens");
    private static final Path RUNTIMES =
            Path.of(System.getProperty("vigie.corpora", "../shared/corpora")).resolveSibling("runtimes");
    private static final String CATALOGUES = "Windows/System32/CatRoot/{F750E6C3-38EE-11D1-85E5-00C04FC295EE}/";

    @TempDir
    Path root;

    private final StringBuilder run = new StringBuilder("""
        Windows Registry Editor Version 5.00
        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run]
        """);
    private final List<Scan.Place> places = new ArrayList<>();

    @Test
    void aSignatureIsJudgedAndNamed() throws IOException {
        startsSpecimens("Tools/", "valid.exe", "tampered.exe", "expired.exe", "after-signature.exe", "unsigned.exe");
        Found items = scan();
        Item valid = items.get("valid.exe");
        assertEquals("Signataire, essai", valid.signer());
        // Its authority is none of those that are pinned.
        assertEquals(Signature.UNKNOWN, valid.signature());
        assertEquals("", valid.packageName());
        assertTrue(valid.authentihash().matches("[0-9a-f]{64}"));
        assertTrue(valid.tlsh().matches("T1[0-9A-F]{70}"));
        assertEquals(Set.of(), valid.traits());
        assertEquals(Signature.INVALID, items.get("tampered.exe").signature());
        assertEquals(Set.of(Trait.SIGNATURE_BROKEN), items.get("tampered.exe").traits());
        // What is only too old was not changed.
        assertEquals(Signature.INVALID, items.get("expired.exe").signature());
        assertEquals(Set.of(), items.get("expired.exe").traits());
        assertEquals(
                Set.of(Trait.BYTES_BESIDE_SIGNATURE),
                items.get("after-signature.exe").traits());
        assertEquals(Signature.UNSIGNED, items.get("unsigned.exe").signature());
        assertEquals("", items.get("unsigned.exe").signer());
    }

    @Test
    void aScriptMayBeSignedAndTextIsNotAsked() throws IOException {
        startsSpecimens("Tools/", "script.ps1", "script-tampered.ps1");
        Files.writeString(root.resolve("Tools/plain.ps1"), "Get-Date\n");
        Files.writeString(root.resolve("Tools/plain.bat"), "date /t\n");
        starts("plain.ps1", "Tools/plain.ps1");
        starts("plain.bat", "Tools/plain.bat");
        Found items = scan();
        assertEquals("Signataire, essai", items.get("script.ps1").signer());
        assertEquals(Signature.UNKNOWN, items.get("script.ps1").signature());
        assertEquals(
                Set.of(Trait.SIGNATURE_BROKEN), items.get("script-tampered.ps1").traits());
        assertEquals(Signature.UNSIGNED, items.get("plain.ps1").signature());
        assertEquals(Signature.NOT_CHECKED, items.get("plain.bat").signature());
        assertTrue(items.get("plain.bat").sha256().isPresent());
    }

    @Test
    void whoSignedAFileOfWindowsIsUnknownWithoutItsCatalogues() throws IOException {
        startsSpecimens("Windows/System32/", "unsigned.exe", "overlay.exe");
        assertEquals(Signature.UNKNOWN, scan().get("unsigned.exe").signature());
        for (String catalogue : List.of("first.cat", "second.cat")) {
            copy(catalogue, CATALOGUES + catalogue);
        }
        Found items = scan();
        assertEquals("Signataire, essai", items.get("unsigned.exe").signer());
        assertEquals(Signature.UNKNOWN, items.get("unsigned.exe").signature());
        assertEquals(Signature.UNSIGNED, items.get("overlay.exe").signature());
    }

    @Test
    void aProgramNamedLikeOneOfWindowsIsSeenBeforeWhatItRuns() throws IOException {
        Files.createDirectories(root.resolve("ProgramData/Sync"));
        Files.writeString(root.resolve("ProgramData/Sync/rundll32.exe"), "MZ");
        Files.writeString(root.resolve("ProgramData/Sync/sync.dll"), "MZ");
        run.append(
                "\"copy\"=\"C:\\\\ProgramData\\\\Sync\\\\rundll32.exe C:\\\\ProgramData\\\\Sync\\\\sync.dll,Start\"\n");
        run.append(
                "\"own\"=\"C:\\\\Windows\\\\System32\\\\rundll32.exe C:\\\\ProgramData\\\\Sync\\\\sync.dll,Start\"\n");
        Found items = scan();
        assertEquals("C:\\ProgramData\\Sync\\sync.dll", items.get("copy").target());
        assertEquals(Set.of(Trait.MASQUERADES), items.get("copy").traits());
        assertEquals(Set.of(), items.get("own").traits());
    }

    @Test
    void aFileThatIsTooLargeLeavesItsPlacePartlyRead() throws IOException {
        startsSpecimens("Tools/", "valid.exe");
        starts("large.exe", "Tools/large.exe");
        try (RandomAccessFile large =
                new RandomAccessFile(root.resolve("Tools/large.exe").toFile(), "rw")) {
            large.setLength((512L << 20) + 1);
        }
        Found items = scan();
        assertEquals(Signature.NOT_CHECKED, items.get("large.exe").signature());
        assertTrue(items.get("large.exe").sha256().isEmpty());
        assertEquals("Signataire, essai", items.get("valid.exe").signer());
        Scan.Place place = places.stream()
                .filter(p -> p.location().equals("windows.run-key.machine"))
                .findFirst()
                .orElseThrow();
        assertEquals(State.PARTIAL, place.state());
        assertEquals(ReasonCode.TOO_LARGE, place.reason());
        assertTrue(place.detail().contains("large.exe"), place.detail());
        assertFalse(places.stream().anyMatch(p -> p.state() == State.UNREADABLE && p.reason() == ReasonCode.TOO_LARGE));
    }

    @Test
    void microsoftsProgramsAreToldByTheChainAndKeepTheirNames() throws IOException {
        try (ZipFile runtime = runtime()) {
            for (String name : List.of("ucrtbase.dll", "msvcp140.dll")) {
                ZipEntry entry = runtime.stream()
                        .filter(e -> e.getName().endsWith("/bin/" + name))
                        .findFirst()
                        .orElseThrow();
                Files.createDirectories(root.resolve("Tools"));
                try (InputStream in = runtime.getInputStream(entry)) {
                    Files.copy(in, root.resolve("Tools/renamed-" + name));
                }
                starts(name, "Tools/renamed-" + name);
            }
        }
        Found items = scan();
        Item own = items.get("ucrtbase.dll");
        assertEquals(Signature.VALID, own.signature());
        assertEquals("Microsoft", own.packageName());
        assertEquals("Microsoft Corporation", own.signer());
        assertEquals("ucrtbase.dll", own.originalName());
        assertEquals("ucrtbase.pdb", own.pdb());
        assertTrue(own.imphash().matches("[0-9a-f]{32}"));
        Item ofOthers = items.get("msvcp140.dll");
        assertEquals(Signature.VALID, ofOthers.signature());
        assertEquals("", ofOthers.packageName(), "Microsoft signs under this name what others made");
        assertEquals("Microsoft Windows Software Compatibility Publisher", ofOthers.signer());
    }

    @Test
    void classesOfMicrosoftsLibrariesAreCountedAndOthersTold() throws IOException {
        try (ZipFile runtime = runtime()) {
            ZipEntry entry = runtime.stream()
                    .filter(e -> e.getName().endsWith("/bin/ucrtbase.dll"))
                    .findFirst()
                    .orElseThrow();
            Files.createDirectories(root.resolve("Tools"));
            for (String name : List.of("signed.dll", "mscoree.dll")) {
                try (InputStream in = runtime.getInputStream(entry)) {
                    Files.copy(in, root.resolve("Tools/" + name));
                }
            }
        }
        copy("unsigned.exe", "Tools/unsigned.dll");
        Path system = Files.createDirectories(root.resolve("Windows/System32"));
        for (String name : List.of("signed.dll", "mscoree.dll")) {
            Files.copy(root.resolve("Tools/" + name), system.resolve(name));
        }
        served(1, "InprocServer32", "C:\\\\Windows\\\\System32\\\\signed.dll");
        served(2, "InprocServer32", "C:\\\\Tools\\\\unsigned.dll");
        // It loads an assembly that the class names.
        served(3, "InprocServer32", "C:\\\\Windows\\\\System32\\\\mscoree.dll");
        served(4, "LocalServer32", "C:\\\\Windows\\\\System32\\\\signed.dll /further");
        served(5, "InprocServer32", "C:\\\\Tools\\\\missing.dll");
        // Whoever may write there may lay beside it what it loads.
        served(6, "InprocServer32", "C:\\\\Tools\\\\signed.dll");
        WindowsTree.make(root, run.toString());
        try (Machine machine = MountedWindows.open(root).ifFound().orElseThrow()) {
            Scanned scanned = Scanned.of(machine, "windows.com.class"::equals);
            assertEquals(
                    List.of("2}", "3}", "4}", "5}", "6}"),
                    scanned.items().stream()
                            .map(item -> item.source().substring(item.source().length() - 2))
                            .sorted()
                            .toList());
            Scan.Place place = scanned.places().stream()
                    .filter(p -> p.location().equals("windows.com.class"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(1, place.asShipped().orElseThrow().items());
        }
    }

    private void served(int number, String by, String line) {
        run.append("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\CLSID\\{00000000-0000-0000-0000-00000000000")
                .append(number)
                .append("}\\")
                .append(by)
                .append("]\n@=\"")
                .append(line)
                .append("\"\n");
    }

    private record Found(Map<String, Item> items) {
        Item get(String name) {
            return Optional.ofNullable(items.get(name)).orElseThrow();
        }
    }

    private void startsSpecimens(String folder, String... names) throws IOException {
        for (String name : names) {
            copy(name, folder + name);
            starts(name, folder + name);
        }
    }

    private void copy(String specimen, String to) throws IOException {
        Files.createDirectories(Objects.requireNonNull(root.resolve(to).getParent()));
        Files.copy(SPECIMENS.resolve(specimen), root.resolve(to));
    }

    private void starts(String name, String file) {
        run.append('"').append(name).append("\"=\"C:\\\\");
        run.append(file.replace("/", "\\\\")).append("\"\n");
    }

    /** Items of the Run key, by name. */
    private Found scan() throws IOException {
        WindowsTree.make(root, run.toString());
        Map<String, Item> items = new HashMap<>();
        places.clear();
        try (Machine machine = MountedWindows.open(root).ifFound().orElseThrow()) {
            Scanned scanned = Scanned.of(machine, "windows.run-key.machine"::equals);
            scanned.items().forEach(item -> items.put(item.name(), item));
            places.addAll(scanned.places());
        }
        return new Found(items);
    }

    private static ZipFile runtime() throws IOException {
        List<Path> found = List.of();
        if (Files.isDirectory(RUNTIMES)) {
            try (Stream<Path> all = Files.list(RUNTIMES)) {
                found = all.filter(p -> p.toString().endsWith("-win_amd64.whl")).toList();
            }
        }
        assumeTrue(
                !found.isEmpty(),
                "skipped: no Windows runtime at " + RUNTIMES + ", beside the corpora: set -Dvigie.corpora");
        return new ZipFile(found.getFirst().toFile());
    }
}
