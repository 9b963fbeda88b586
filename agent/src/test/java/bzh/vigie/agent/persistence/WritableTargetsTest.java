package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an item says of who may put something else in the place of what runs. */
class WritableTargetsTest {
    @TempDir
    Path root;

    @Test
    void aDirectoryOfLibrariesThatAnybodyMayWriteIsSeen() throws IOException {
        Trees.write(root, "/etc/ld.so.conf", "/opt/open\n/opt/shut\n");
        Path open = Files.createDirectories(root.resolve("opt/open"));
        Path shut = Files.createDirectories(root.resolve("opt/shut"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<Item> items = scan("linux.ld-so-conf");
        assertTrue(
                items.getFirst().replaceableBy().contains("everyone"),
                items.getFirst().replaceableBy());
        assertFalse(
                items.get(1).replaceableBy().contains("everyone"), items.get(1).replaceableBy());
    }

    @Test
    void aGroupHasTheNameThatTheTreeGivesIt() throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "needs the superuser to give files away");
        Path rules = Trees.write(root, "/etc/crontab", "* * * * * root /bin/true\n");
        Path ignored = Files.setAttribute(rules, "unix:gid", 4242);
        Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("rw-rw-r--"));
        Trees.write(root, "/etc/group", "nonsense\nwriters:x:4242:alice\n");
        assertTrue(
                scan("linux.cron.system").getFirst().replaceableBy().contains("group writers"),
                scan("linux.cron.system").getFirst().replaceableBy());
    }

    @Test
    void aWayUpAndDownAgainHidesNoTarget() throws IOException {
        Trees.write(root, "/etc/crontab", "* * * * * root /usr/../tmp/x\n");
        assertTrue(scan("linux.cron.system").getFirst().traits().contains(Trait.TARGET_IN_WORLD_WRITABLE));
    }

    @Test
    void aUnitNameWithAnEscapedSlashHidesNothingAndABrokenOneDoes() throws IOException {
        String place = "/etc/systemd/system/";
        Trees.write(root, place + "opt-a\\x2db.mount", "[Mount]\nWhere=/opt/a-b\n");
        Trees.write(root, place + "opt-\u202ec.mount", "[Mount]\nWhere=/opt/c\n");
        List<Item> items = scan("linux.systemd.activation");
        assertEquals("opt-a\\\\x2db.mount", items.getFirst().name());
        assertFalse(items.getFirst().traits().contains(Trait.HIDING_NAME));
        assertTrue(items.get(1).traits().contains(Trait.HIDING_NAME));
    }

    private List<Item> scan(String location) {
        return Scanned.linux(root, each -> true).items().stream()
                .filter(item -> item.location().equals(location))
                .toList();
    }
}
