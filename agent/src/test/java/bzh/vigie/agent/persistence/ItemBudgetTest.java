package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.NameList;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A site of files and one of keys are bounded alike. */
class ItemBudgetTest {
    private static final int MAX_ITEMS = 20_000;
    private static final int MAX_TEXT = 8 << 20;
    private static final int OF_AN_ITEM = 200;

    @Test
    void aFileTellsNoMoreThanItsShare() {
        bounded(crontab(MAX_ITEMS + 1, ""), MAX_ITEMS);
        whole(crontab(MAX_ITEMS, ""), MAX_ITEMS);
    }

    @Test
    void aKeyTellsNoMoreThanItsShare() {
        bounded(runKey(MAX_ITEMS + 1, ""), MAX_ITEMS);
        whole(runKey(MAX_ITEMS, ""), MAX_ITEMS);
    }

    @Test
    void longTextsOfAFileAreBoundedTogether() {
        SiteReading reading = crontab(900, "x".repeat(1_000));
        whole(reading, 900);
        assertTrue(units(reading) > 900_000);
    }

    @Test
    void longTextsOfAKeyAreBoundedTogether() {
        SiteReading reading = runKey(2_000, "x".repeat(6_000));
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(ReasonCode.TOO_LARGE, reading.reason());
        long units = units(reading);
        long last = units - units(reading, reading.items().size() - 1);
        assertTrue(units >= MAX_TEXT && units - last < MAX_TEXT, units + ", the last has " + last);
    }

    /** As a key of 138,000 classes has it: its names are in memory as long as its items are collected. */
    @Test
    void namesOfTheKeyAndItsManySmallItemsAreBoundedTogether() {
        int classes = 100_000;
        SiteReading reading = classes(classes);
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(ReasonCode.TOO_LARGE, reading.reason());
        long names = (long) classes * (classId(0).length() + Integer.BYTES);
        long units = units(reading);
        long last = units - units(reading, reading.items().size() - 1);
        assertTrue(names + units >= MAX_TEXT && names + units - last < MAX_TEXT, names + " and " + units);
        assertTrue(reading.items().size() < MAX_ITEMS, reading.items().size() + " items");
    }

    /** Whoever makes names enough to fill everything hides nothing that stands before them. */
    @Test
    void namesAloneLeaveRoomForItems() {
        SiteReading reading = classes(200_000);
        assertEquals(ReasonCode.TOO_LARGE, reading.reason());
        long units = units(reading);
        assertTrue(units >= MAX_TEXT / 4 && units < MAX_TEXT / 4 + 2_000, units + " units");
    }

    @Test
    void namesOfOneKeyLeaveWithIt() {
        NameList names = NameList.of(Collections.nCopies(60_000, "x".repeat(100)));
        Item item = runKey(1, "x").items().getFirst();
        ItemBudget held = new ItemBudget();
        ItemBudget left = new ItemBudget();
        for (int i = 0; i < 10_000; i++) {
            left.hold(names);
            left.release(names);
            left.add(item);
            held.add(item);
        }
        assertFalse(left.isFull());
        held.hold(names);
        assertTrue(held.isFull());
    }

    /** What a group says of its size may be anything. */
    @Test
    void whatCouldNotBeUnderstoodIsCountedWithoutGoingOver() {
        RegKey root = new RegKey("");
        RegKey groups = root.make("HKEY_LOCAL_MACHINE\\SAM\\SAM\\Domains\\Builtin\\Aliases");
        byte[] claim = new byte[60];
        Arrays.fill(claim, 48, 52, (byte) 0xff);
        for (String name : List.of("00000220", "00000223", "00000224")) {
            groups.subkey(name).value("C", 3, claim);
        }
        SiteReading reading = keys(root, "windows.account.group");
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(ReasonCode.MALFORMED, reading.reason());
    }

    private static long units(SiteReading reading) {
        return units(reading, reading.items().size());
    }

    private static long units(SiteReading reading, int items) {
        return reading.items().stream()
                .limit(items)
                .mapToLong(i -> OF_AN_ITEM
                        + i.name().length()
                        + i.value().length()
                        + i.source().length()
                        + i.target().length()
                        + i.resolved().stream().mapToInt(String::length).sum())
                .sum();
    }

    private static void bounded(SiteReading reading, int items) {
        assertEquals(items, reading.items().size());
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(ReasonCode.TOO_LARGE, reading.reason());
    }

    private static void whole(SiteReading reading, int items) {
        assertEquals(items, reading.items().size());
        assertEquals(State.READ, reading.state(), reading.detail());
    }

    private static SiteReading crontab(int lines, String rest) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("@daily root /x ").append(i).append(rest).append('\n');
        }
        MemoryFiles files = new MemoryFiles()
                .file(HostPath.of("/etc/crontab"), 0644, text.toString().getBytes(StandardCharsets.UTF_8));
        Machine machine = new Machine(
                files,
                () -> Reading.found(List.of()),
                ignored -> Observed.missed(Observed.Why.NOT_OFFERED),
                Reading.absent());
        Location location = Catalogue.linux().stream()
                .filter(l -> l.places().contains("/etc/crontab"))
                .findFirst()
                .orElseThrow();
        return new SiteReader(machine, new FileHashes(files), new Numbers(), List::of)
                .read(new Site(location, Optional.empty()));
    }

    private static SiteReading runKey(int values, String rest) {
        RegKey root = new RegKey("");
        RegKey key = root.make("HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run");
        for (int i = 0; i < values; i++) {
            key.value(i + "n", 1, RegText.text("C:\\x.exe " + rest));
        }
        return keys(root, "windows.run-key.machine");
    }

    private static SiteReading classes(int count) {
        RegKey root = new RegKey("");
        RegKey classes = root.make("HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\CLSID");
        for (int i = 0; i < count; i++) {
            classes.subkey(classId(i)).subkey("InprocServer32").value("", 1, RegText.text("C:\\x.dll"));
        }
        return keys(root, "windows.com.class");
    }

    private static String classId(int number) {
        return "{%08X-0000-0000-0000-000000000000}".formatted(number);
    }

    private static SiteReading keys(RegKey root, String id) {
        MemoryFiles files = new MemoryFiles();
        Registry registry = new MemoryRegistry(
                root, new Registry.Profile("S-1-5-21-1", "a", Optional.empty(), Reading.found(Registry.State.FILE)));
        Machine machine = new Machine(
                files,
                Reading::absent,
                ignored -> Observed.missed(Observed.Why.NOT_OFFERED),
                Reading.absent(),
                Reading.absent(),
                Reading.found(registry),
                Reading.absent());
        Location location = Catalogue.windows().stream()
                .filter(l -> l.id().equals(id))
                .findFirst()
                .orElseThrow();
        WindowsItems maker = new WindowsItems(files, registry, Trees.CLOCK);
        return new KeyReader(registry, maker, new SystemAround(machine))
                .read(new Site(location, Optional.empty()), (KeyFormat) location.parser());
    }
}
