package bzh.vigie.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ItemNamesTest {
    @Test
    void aSwappedBinaryKeepsItsKeyAndChangesItsFingerprint() {
        Item before = item("anne", "/home/anne/bin/sync", "1", 1);
        Item after = item("anne", "/home/anne/bin/sync", "2", 1);
        assertEquals(before.key(), after.key());
        assertNotEquals(before.fingerprint(), after.fingerprint());
    }

    @Test
    void timesAreNoPartOfAnyName() {
        assertEquals(
                item("anne", "/x", "1", 1).fingerprint(),
                item("anne", "/x", "1", 2).fingerprint());
    }

    @Test
    void theSameThingOfAnotherUserHasTheSameShapeAndAnotherKey() {
        Item anne = item("anne", "/home/anne/.cache/x", "1", 1);
        Item yann = item("yann", "/home/yann/.cache/x", "1", 1);
        assertNotEquals(anne.key(), yann.key());
        assertEquals(anne.shape(), yann.shape());
    }

    @Test
    void whatBelongsToOneHostBecomesAPlaceholder() {
        assertEquals("{home}/.config/a", ItemNames.withoutHost("/home/anne/.config/a"));
        assertEquals("{profile}\\AppData\\a.exe", ItemNames.withoutHost("C:\\Users\\Anne\\AppData\\a.exe"));
        assertEquals("HKU\\{sid}\\Run", ItemNames.withoutHost("HKU\\S-1-5-21-1-2-3-1001\\Run"));
        assertEquals("/opt/homework/home", ItemNames.withoutHost("/opt/homework/home"));
    }

    @Test
    void theEndOfALongTextCountsAsItIs() {
        String end = "x".repeat(30_000);
        Item anne = item("anne", "/home/anne/.cache/" + end, "1", 1);
        assertEquals(
                anne.shape(), item("yann", "/home/yann/.cache/" + end, "1", 1).shape());
        assertNotEquals(
                anne.shape(),
                item("yann", "/home/yann/.cache/" + end + "y", "1", 1).shape());
    }

    /** A folder of a version of two numbers is too little to tell in a key, and enough to tell an update. */
    @Test
    void aVersionInAPathIsNoPartOfALineage() {
        List<Item> versions = Stream.of("Navigo\\120.0", "Navigo\\v121.3", "Navigo\\121.0.3.7")
                .map(folder -> service("C:\\Program Files\\" + folder + "\\updater.exe"))
                .toList();
        assertEquals(1, versions.stream().map(ItemNames::lineage).distinct().count());
        assertEquals(3, versions.stream().map(Item::shape).distinct().count());
        assertNotEquals(
                ItemNames.lineage(versions.getFirst()),
                ItemNames.lineage(service("C:\\Program Files\\Other\\120.0\\updater.exe")));
    }

    @Test
    void fieldsAreLengthPrefixedSoThatTheirBordersCount() {
        Item one = named("ab", "c");
        Item other = named("a", "bc");
        assertNotEquals(one.key(), other.key());
    }

    private static Item named(String source, String name) {
        return make("root", source, name, "/x", "1", 1);
    }

    private static Item item(String user, String target, String content, long modified) {
        return make(user, "/home/" + user + "/.config/autostart/x.desktop", "x", target, content, modified);
    }

    private static Item make(String user, String source, String name, String target, String content, long modified) {
        return make(
                "linux.xdg.autostart.user",
                Optional.of(new Account("1000", user)),
                source,
                name,
                target,
                content,
                modified);
    }

    private static Item service(String target) {
        return make(
                "windows.service",
                Optional.empty(),
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Navigo",
                "ImagePath",
                target,
                target,
                1);
    }

    private static Item make(
            String location,
            Optional<Account> account,
            String source,
            String name,
            String target,
            String content,
            long modified) {
        return new Item(
                location,
                List.of("T1547.013"),
                location.substring(0, location.indexOf('.')),
                account,
                name,
                target,
                source,
                target,
                Optional.of(Sha256.over(content.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNOWNED,
                true,
                new ItemTimes(OptionalLong.of(modified), OptionalLong.of(modified), OptionalLong.of(modified)),
                List.of(target),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }
}
