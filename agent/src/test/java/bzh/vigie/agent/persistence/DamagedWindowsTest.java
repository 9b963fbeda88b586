package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.windows.regf.HiveLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of a Windows that are truncated, cyclic, overlapping, oversize or random, at a time only such as have no location in common: where
 * an item is lost, its location says that it was not read whole and why, and every other location says what it said before.
 * What each damaged file does to its locations stands in {@code damaged-windows.txt}.
 */
class DamagedWindowsTest {
    private static final Path EXPECTED = Path.of("src/test/resources/damaged-windows.txt");
    private static final Path FOUND = Path.of("target/damaged-windows.txt");

    private static final String CONFIG = "Windows/System32/config/";
    private static final String BOMB = """
        <?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">]><Task><Actions>&a;</Actions></Task>
        """;

    /** Where the root's cell is in a hive of these tests. */
    private static final int ROOT = 32;

    /** Lists of lines do not say how long they are. */
    private static final Set<String> UNKNOWABLE = Set.of("scripts.ini", "GptTmpl.inf");

    @TempDir
    Path root;

    /** A file, the locations that may be others when it is damaged, and what damages it beside what damages any file. */
    private record Case(String file, Predicate<Location> concerns, List<Damage> damages) {
        Case(String file, String locations, Damage... damages) {
            this(file, location -> location.id().startsWith(locations), List.of(damages));
        }

        String what(Damage damage) {
            return file.substring(file.lastIndexOf('/') + 1) + " " + damage.name();
        }

        /** Everything that damages it. */
        List<Damage> all() {
            return Stream.concat(Damage.ANY.stream(), damages.stream()).toList();
        }

        /** A hive. */
        static Case hive(String file, String... keys) {
            return new Case(
                    file,
                    location -> location.parser() instanceof KeyFormat
                            && location.places().stream()
                                    .anyMatch(place -> Stream.of(keys).anyMatch(place::startsWith)),
                    List.of(
                            Damage.hive("cyclic", "lh", 4, ROOT),
                            Damage.hive("with values that overlap keys", "vk", 8, ROOT),
                            Damage.hive("with keys whose values are none", "nk", 40, ROOT),
                            Damage.at("without a root", 36, 8)));
        }
    }

    private static List<Case> cases() {
        String group = "Windows/System32/GroupPolicy/";
        String repository = "Windows/System32/wbem/Repository/";
        String nested = "[".repeat(200_000);
        return List.of(
                Case.hive(CONFIG + "SYSTEM", "HKLM\\SYSTEM"),
                Case.hive(CONFIG + "SOFTWARE", "HKLM\\SOFTWARE", "HKCU", "HKLM\\SYSTEM"),
                Case.hive(CONFIG + "SAM", "HKLM\\SAM"),
                Case.hive(CONFIG + "SECURITY", "HKLM\\SECURITY"),
                Case.hive("Users/agent/NTUSER.DAT", "HKCU"),
                Case.hive("Users/agent/AppData/Local/Microsoft/Windows/UsrClass.dat", "HKCU\\Software\\Classes"),
                new Case(
                        "Windows/System32/Tasks/Mise à jour",
                        "windows.task.",
                        Damage.text("with entities that name each other", BOMB),
                        Damage.text("with 100,000 elements in one another", "<a>".repeat(100_000))),
                new Case("Windows/Tasks/At1.job", "windows.task.job", Damage.at("with overlapping texts", 20, -1, -1)),
                new Case(
                        "Users/agent/AppData/Local/Microsoft/Windows/PowerShell/ScheduledJobs/Sauvegarde/ScheduledJobDefinition.xml",
                        "windows.task.power-shell-job-user",
                        Damage.text("with entities that name each other", BOMB)),
                new Case("ProgramData/Microsoft/Network/Downloader/qmgr.db", "windows.bits"),
                new Case(repository + "OBJECTS.DATA", "windows.wmi.subscription"),
                new Case(repository + "INDEX.BTR", "windows.wmi.subscription"),
                new Case(
                        repository + "MAPPING1.MAP",
                        "windows.wmi.subscription",
                        Damage.bytes("with overlapping pages", DamagedWindowsTest::onePage)),
                new Case(
                        "Windows/AppPatch/Custom/{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}.sdb",
                        "windows.shim.database",
                        Damage.at("with overlapping tags", 14, 0x7fff_fff0)),
                new Case(
                        "Users/Public/Desktop/Logiciel.lnk",
                        "windows.shortcut",
                        Damage.at("with overlapping parts", 76, 0xffff)),
                new Case("Users/agent/Desktop/Facture.lnk", "windows.shortcut-user"),
                new Case(DamagedTree.START + "backup.lnk", "windows.start-folder"),
                new Case(DamagedTree.START + "lien.url", "windows.start-folder"),
                new Case(
                        group + "Machine/Registry.pol",
                        "windows.policy.registry",
                        Damage.at("with overlapping data", 8, -1)),
                new Case(group + "User/Scripts/scripts.ini", "windows.policy.script-file"),
                new Case(
                        "ProgramData/Microsoft/Group"
                                + " Policy/History/{6AC1786C-016F-11D2-945F-00C04fB984F9}/Machine/Preferences/ScheduledTasks/ScheduledTasks.xml",
                        "windows.policy.preference",
                        Damage.text("with entities that name each other", BOMB)),
                new Case(
                        "Windows/SYSVOL/domain/Policies/{6AC1786C-016F-11D2-945F-00C04fB984F9}/Machine/Microsoft/Windows"
                                + " NT/SecEdit/GptTmpl.inf",
                        "windows.policy.security-template"),
                new Case(
                        "Windows/System32/inetsrv/config/applicationHost.config",
                        location -> location.id().startsWith("windows.iis.")
                                || location.id().equals("windows.web.script"),
                        List.of()),
                new Case(
                        "Users/agent/AppData/Local/Google/Chrome/User"
                                + " Data/Default/Extensions/abcdefghijklmnopabcdefghijklmnop/1.0_0/manifest.json",
                        "windows.browser.profile-extension-user",
                        Damage.text("with 200,000 lists in one another", nested)),
                new Case(
                        "Users/agent/AppData/Roaming/Mozilla/Firefox/Profiles/x.default/extensions.json",
                        "windows.browser.firefox-add-on-user",
                        Damage.text("with 200,000 lists in one another", nested)),
                new Case(
                        "Users/agent/AppData/Local/Packages/Microsoft.WindowsTerminal_8wekyb3d8bbwe/LocalState/settings.json",
                        "windows.terminal-user",
                        Damage.text("with 200,000 lists in one another", nested)),
                new Case("Users/agent/AppData/Roaming/Microsoft/Templates/Normal.dotm", "windows.office."),
                new Case("Tools/backup.exe", "windows."),
                new Case(
                        "Windows/System32/CatRoot/{F750E6C3-38EE-11D1-85E5-00C04FC295EE}/a.cat",
                        location -> false,
                        List.of()));
    }

    private static byte[] onePage(byte[] sound) {
        byte[] damaged = sound.clone();
        for (int at = 24; at + 24 <= damaged.length; at += 24) {
            System.arraycopy(sound, 24, damaged, at, 4);
        }
        return damaged;
    }

    /** Makes of a file what another test of it needs; {@code round} counts from 0. */
    @FunctionalInterface
    private interface Change {
        void make(Case file, Path path, byte[] sound, int round) throws IOException, InterruptedException;
    }

    /** Cases, in each of these lists none of which has a location of another. */
    private static List<List<Case>> apart() {
        List<List<Case>> all = new ArrayList<>();
        List<Set<String>> taken = new ArrayList<>();
        for (Case each : cases()) {
            Set<String> own = DamagedTree.ids(each.concerns());
            int at = 0;
            while (at < all.size() && !Collections.disjoint(taken.get(at), own)) {
                at++;
            }
            if (at == all.size()) {
                all.add(new ArrayList<>());
                taken.add(new TreeSet<>());
            }
            all.get(at).add(each);
            taken.get(at).addAll(own);
        }
        return all;
    }

    /** Changes each file as often as it has names for that and gives what a scan says then, by those names. */
    private static Map<String, List<String>> changed(
            DamagedTree tree, Function<Case, List<String>> names, Change change)
            throws IOException, InterruptedException {
        Map<String, List<String>> said = new TreeMap<>();
        for (List<Case> together : apart()) {
            Map<Case, byte[]> sound = new LinkedHashMap<>();
            for (Case each : together) {
                sound.put(each, Files.readAllBytes(tree.file(each.file())));
            }
            int rounds = together.stream()
                    .mapToInt(each -> names.apply(each).size())
                    .max()
                    .orElseThrow();
            for (int round = 0; round < rounds; round++) {
                Map<String, Set<String>> concerns = new TreeMap<>();
                for (Map.Entry<Case, byte[]> each : sound.entrySet()) {
                    List<String> named = names.apply(each.getKey());
                    Path file = tree.file(each.getKey().file());
                    Files.deleteIfExists(file);
                    if (round < named.size()) {
                        change.make(each.getKey(), file, each.getValue(), round);
                        concerns.put(
                                named.get(round), DamagedTree.ids(each.getKey().concerns()));
                    } else {
                        Files.write(file, each.getValue());
                    }
                }
                said.putAll(tree.differences(concerns));
            }
            for (Map.Entry<Case, byte[]> each : sound.entrySet()) {
                Path file = tree.file(each.getKey().file());
                Files.deleteIfExists(file);
                Files.write(file, each.getValue());
            }
        }
        assertEquals(tree.before(), tree.scan());
        return said;
    }

    @Test
    void whatIsLostIsToldAndTheRestIsRead() throws IOException, InterruptedException {
        DamagedTree tree = new DamagedTree(root);
        Function<Case, List<String>> names =
                file -> file.all().stream().map(file::what).toList();
        Map<String, List<String>> said = changed(
                tree,
                names,
                (file, path, sound, round) -> file.all().get(round).maker().damage(path, sound));
        Files.write(
                FOUND,
                cases().stream()
                        .flatMap(file -> names.apply(file).stream())
                        .flatMap(name -> said.getOrDefault(name, List.of()).stream())
                        .toList());
        List<String> untold = new ArrayList<>(tree.untold());
        untold.removeIf(line -> UNKNOWABLE.stream()
                .anyMatch(
                        known -> line.startsWith(known + " empty:") || line.startsWith(known + " cut in the middle:")));
        assertEquals(List.of(), untold);
        assertEquals(Files.readString(EXPECTED), Files.readString(FOUND));
    }

    /** A pipe, which a reader would wait for, and a link that leaves the tree or never ends: nothing but its places is lost. */
    @Test
    void whatIsNoFileCostsItsPlacesOnly() throws IOException, InterruptedException {
        DamagedTree tree = new DamagedTree(root);
        List<String> kinds = List.of("a pipe", "a directory", "a link out of the tree", "a link to itself");
        Map<String, List<String>> said = changed(
                tree,
                file -> kinds.stream().map(kind -> file.file() + " as " + kind).toList(),
                (_, path, _, round) -> {
                    switch (round) {
                        case 0 ->
                            assertEquals(
                                    0,
                                    new ProcessBuilder("mkfifo", path.toString())
                                            .start()
                                            .waitFor());
                        case 1 -> Files.createDirectory(path);
                        case 2 -> Files.createSymbolicLink(path, Path.of("/../" + "../".repeat(40) + "etc/hostname"));
                        default -> Files.createSymbolicLink(path, path.getFileName());
                    }
                });
        assertEquals(kinds.size() * cases().size(), said.size());
        // Elsewhere than in a hive, what leads to nothing is as good as gone.
        assertEquals(
                List.of(),
                tree.untold().stream()
                        .filter(line -> line.contains(" as a pipe:") || line.startsWith(CONFIG))
                        .toList());
    }

    /** What a log that cannot be replayed costs is only what it holds, and the hive says so. */
    @Test
    void aDamagedLogIsTold() throws IOException {
        DamagedTree tree = new DamagedTree(root);
        Path system = tree.file(CONFIG + "SYSTEM");
        byte[] sound = Files.readAllBytes(system);
        Files.write(system, HiveLogs.unsettled(sound, 6, 5));
        Path log = tree.file(CONFIG + "SYSTEM.LOG1");
        byte[] entry = HiveLogs.entry(5, new byte[sound.length], sound);
        Files.write(log, HiveLogs.log(5, entry));
        assertEquals(tree.before(), tree.scan());
        List<String> all = new ArrayList<>();
        Case logs = Case.hive(CONFIG + "SYSTEM.LOG1", "HKLM\\SYSTEM");
        for (Damage damage : Damage.ANY.subList(0, 5)) {
            damage.maker().damage(log, HiveLogs.log(5, entry));
            all.addAll(tree.difference(logs.what(damage), logs.concerns()));
        }
        assertEquals(5, all.size());
        assertTrue(all.stream().allMatch(line -> line.contains("\tpartial not-closed")), all::toString);
    }

    @Test
    void whoFillsAPlaceWithLongTextsIsCutOffAndTold() throws IOException {
        StringBuilder reg = new StringBuilder();
        for (int i = 0; i < 1_500; i++) {
            reg.append("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Image File"
                            + " Execution Options\\x")
                    .append(i)
                    .append(".exe]\n\"Debugger\"=\"C:\\\\Tools\\\\backup.exe ")
                    .append("a".repeat(8_000))
                    .append("\"\n");
        }
        DamagedTree tree = new DamagedTree(root);
        tree.registry(reg.toString());
        List<String> place = tree.scan().getOrDefault("windows.image.debugger", List.of());
        assertEquals("partial too-large", place.getFirst());
        assertTrue(place.size() > 500 && place.size() < 1_500, place.size() + " items");
    }
}
