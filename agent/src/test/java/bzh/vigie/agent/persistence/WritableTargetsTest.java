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

    /** What setfacl(1) grants counts as what chmod(1) does; the group bits of a mode are then only the mask. */
    @Test
    void whatAnAccessControlListGrantsIsSeen() throws IOException, InterruptedException {
        Path crontab = Trees.write(root, "/etc/crontab", "* * * * * root /bin/true\n");
        Path passwd = Trees.write(root, "/etc/passwd", "mallory:x:4711:4711::/home/m:/bin/sh\n");
        Trees.write(root, "/etc/group", "writers:x:4712:\nnobodies:x:4713:\n");
        Path shadow = Trees.write(root, "/etc/shadow", "mallory:*:::::::\n");
        Path folder = Files.createDirectories(root.resolve("etc/cron.d"));
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setfacl")), "skipped: setfacl is not installed");
        setfacl("u:4711:rw,g:4712:rw,g:4713:r", crontab);
        setfacl("u:4711:rw", passwd);
        setfacl("u:4711:r", shadow);
        setfacl("u:4711:rwx", folder);
        assertEquals(
                "group writers mallory", scan("linux.cron.system").getFirst().replaceableBy());
        assertEquals(
                List.of("/etc/crontab", "/etc/passwd", "/etc/shadow"),
                scan("linux.file.open").stream().map(Item::name).toList());
        assertTrue(scan("linux.file.open").get(1).value().endsWith(" user:4711:rw-"));
        assertEquals(
                List.of("/etc/cron.d"),
                scan("linux.directory.open").stream().map(Item::name).toList());
        // The mask takes it away again; to read what anybody may read is nothing.
        setfacl("u:4711:rw,m:r", passwd);
        setfacl("g:4712:r,u:4711:r", crontab);
        assertEquals(
                List.of("/etc/shadow"),
                scan("linux.file.open").stream().map(Item::name).toList());
    }

    private static void setfacl(String entries, Path path) throws IOException, InterruptedException {
        int code = new ProcessBuilder("setfacl", "-m", entries, path.toString())
                .inheritIO()
                .start()
                .waitFor();
        assumeTrue(code == 0, "skipped: the file system keeps no access control lists");
    }

    private List<Item> scan(String location) {
        return Scanned.linux(root, each -> true).items().stream()
                .filter(item -> item.location().equals(location))
                .toList();
    }
}
