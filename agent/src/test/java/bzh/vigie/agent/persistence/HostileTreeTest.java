package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.PasswdAccounts;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees made by somebody who wants the agent to hang, to crash, or to read what it must not. */
class HostileTreeTest {
    private static final String KEYS = "linux.ssh.authorized-keys";
    private static final String PROFILE = "linux.shell.user-profile";
    private static final String KEY_LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA mallory\n";

    @TempDir
    Path root;

    private final List<Item> items = new ArrayList<>();
    private final List<Scan.Place> places = new ArrayList<>();

    @BeforeEach
    void twoAccounts() throws IOException {
        Trees.write(
                root,
                "/etc/passwd",
                "mallory:x:4711:4711::/home/mallory:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n");
        Trees.write(root, "/home/alice/.bashrc", "HISTSIZE=1\n");
        Trees.write(root, "/home/mallory/.profile", "umask 022\n");
    }

    @Test
    void aFifoCostsOnlyItsAccountAPartialStatus() throws Exception {
        run("mkfifo", root + "/home/mallory/.bashrc");
        scan();
        assertOnlyTheOther();
    }

    @Test
    void aDeviceThatNeverEndsCostsOnlyItsAccountAPartialStatus() throws Exception {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "needs the superuser to make a device");
        // the numbers of /dev/zero
        run("mknod", root + "/home/mallory/.bashrc", "c", "1", "5");
        scan();
        assertOnlyTheOther();
    }

    private void assertOnlyTheOther() {
        assertStatus(PROFILE, "mallory", State.PARTIAL, ReasonCode.FAILED);
        assertStatus(PROFILE, "alice", State.READ, ReasonCode.NONE);
        assertEquals(1, count(PROFILE, "mallory"));
    }

    @Test
    void aHugeFileWithNothingInItIsTooLarge() throws IOException {
        Files.createDirectories(root.resolve("home/mallory/.ssh"));
        try (RandomAccessFile huge = new RandomAccessFile(
                root.resolve("home/mallory/.ssh/authorized_keys").toFile(), "rw")) {
            huge.setLength(10L << 30);
        }
        scan();
        assertStatus(KEYS, "mallory", State.UNREADABLE, ReasonCode.TOO_LARGE);
    }

    @Test
    void aLinkToShadowIsNotFollowedAndNothingOfItIsTold() throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "needs the superuser to give files away");
        Trees.write(root, "/etc/shadow", "root:$y$verysecret:1::::::\n");
        Files.createDirectories(root.resolve("home/mallory/.ssh"));
        Path link = Files.createSymbolicLink(root.resolve("home/mallory/.ssh/authorized_keys"), Path.of("/etc/shadow"));
        Files.setAttribute(link, "unix:uid", 4711, LinkOption.NOFOLLOW_LINKS);
        Path profile = Files.createSymbolicLink(root.resolve("home/mallory/.bashrc"), Path.of("../../etc/shadow"));
        Files.setAttribute(profile, "unix:uid", 4711, LinkOption.NOFOLLOW_LINKS);
        scan();
        assertStatus(KEYS, "mallory", State.UNREADABLE, ReasonCode.FAILED);
        assertStatus(PROFILE, "mallory", State.PARTIAL, ReasonCode.FAILED);
        assertTrue(items.stream().noneMatch(i -> i.toString().contains("verysecret")));
    }

    @Test
    void linksInCirclesEnd() throws IOException {
        Path config = Files.createDirectories(root.resolve("home/mallory/.config"));
        Files.createSymbolicLink(config.resolve("systemd"), Path.of("../.config"));
        Files.createSymbolicLink(config.resolve("user"), Path.of("."));
        Files.createSymbolicLink(config.resolve("autostart"), Path.of("autostart"));
        scan();
        assertStatus("linux.xdg.user-autostart", "mallory", State.UNREADABLE, ReasonCode.FAILED);
        assertStatus("linux.systemd.user-service", "mallory", State.READ, ReasonCode.NONE);
    }

    @Test
    void namesThatAreNoUtf8OrHideAreFoundAndShown() throws Exception {
        Files.createDirectories(root.resolve("etc/cron.d"));
        run("sh", "-c", "cd " + root + "/etc/cron.d && printf '* * * * * root /tmp/x\\n' > \"$(printf 'ren\\351')\"");
        Trees.write(root, "/etc/cron.d/a\u202eb", "* * * * * root /bin/y\n");
        Trees.write(root, "/etc/cron.d/.hidden", "* * * * * root /bin/z\n");
        scan();
        List<Item> found =
                items.stream().filter(i -> i.location().equals("linux.cron.d")).toList();
        assertEquals(
                List.of("/etc/cron.d/.hidden", "/etc/cron.d/a\\xe2\\x80\\xaeb", "/etc/cron.d/ren\\xe9"),
                found.stream().map(Item::source).toList());
        assertTrue(found.stream().allMatch(i -> i.traits().contains(Trait.HIDING_NAME)));
    }

    @Test
    void whatACommandOfNoUtf8LeadsToIsFound() throws Exception {
        Files.createDirectories(root.resolve("opt"));
        run("sh", "-c", "cd " + root + "/opt && printf x > \"$(printf 'ren\\351')\"");
        Files.createDirectories(root.resolve("etc/cron.d"));
        run("sh", "-c", "printf '* * * * * root /opt/ren\\351 -a\\n' > " + root + "/etc/cron.d/job");
        Trees.write(root, "/etc/cron.d/literal", "* * * * * root '/opt/lit\\xe9'\n");
        Trees.write(root, "/opt/lit\\xe9", "y");
        scan();
        List<Item> found =
                items.stream().filter(i -> i.location().equals("linux.cron.d")).toList();
        assertEquals(
                List.of("/opt/ren\\xe9", "/opt/lit\\\\xe9"),
                found.stream().map(Item::target).toList());
        assertTrue(found.stream().allMatch(i -> i.sha256().isPresent()));
    }

    @Test
    void aHomeThatIsTheRootOrAnotherTreeStaysInside() throws IOException {
        Trees.write(
                root, "/etc/passwd", "evil:x:0:0::/../../../../..:/bin/sh\nnobody:x:9:9::/nonexistent:/bin/false\n");
        Trees.write(root, "/.ssh/authorized_keys", KEY_LINE);
        scan();
        assertTrue(items.stream().anyMatch(i -> i.location().equals(KEYS)));
        assertTrue(places.stream()
                .noneMatch(
                        p -> p.account().filter(a -> a.name().equals("nobody")).isPresent()));
    }

    @Test
    void tooManyFilesAreSaidNotToBeRead() throws IOException {
        Path units = Files.createDirectories(root.resolve("home/mallory/.config/systemd/user"));
        for (int i = 0; i < 500; i++) {
            Files.createFile(units.resolve("u" + i + ".service"));
        }
        Trees.write(root, "/home/mallory/.config/fish/conf.d/x", "a".repeat((1 << 20) + 1));
        scan();
        assertEquals(500, count("linux.systemd.user-service", "mallory"));
        assertStatus(PROFILE, "mallory", State.PARTIAL, ReasonCode.TOO_LARGE);
    }

    @Test
    void moreTextThanAnybodyNeedsIsSaidNotToBeRead() throws IOException {
        String line = "* * * * * root /bin/" + "x".repeat(8_200) + "\n";
        for (int file = 0; file < 12; file++) {
            Trees.write(root, "/etc/cron.d/f" + file, line.repeat(120));
        }
        scan();
        Scan.Place place = places.stream()
                .filter(p -> p.location().equals("linux.cron.d"))
                .findFirst()
                .orElseThrow();
        assertEquals(State.PARTIAL, place.state());
        assertEquals(ReasonCode.TOO_LARGE, place.reason());
        assertTrue(place.items() > 300 && place.items() < 12 * 120, place.toString());
        assertStatus(PROFILE, "alice", State.READ, ReasonCode.NONE);
    }

    @Test
    void aDirectoryOfMoreFilesThanAnybodyNeedsCostsOnlyItsOwnPlace() throws IOException {
        Path desktop = Files.createDirectories(root.resolve("home/mallory/.config/autostart"));
        for (int i = 0; i <= 100; i++) {
            Files.createFile(desktop.resolve(i + ".desktop"));
        }
        LinuxFiles files = LinuxFiles.under(root.toString(), 100).ifFound().orElseThrow();
        scan(new Machine(files, new PasswdAccounts(files), path -> Observed.known(""), Reading.absent()));
        assertStatus("linux.xdg.user-autostart", "mallory", State.UNREADABLE, ReasonCode.TOO_LARGE);
        assertStatus(PROFILE, "alice", State.READ, ReasonCode.NONE);
    }

    @Test
    void randomBytesEverywhereGiveAStatusForEveryLocation() throws IOException {
        Random random = new Random(5);
        for (Location location : Catalogue.linux()) {
            for (String place :
                    location.places().subList(0, Math.min(4, location.places().size()))) {
                byte[] bytes = new byte[random.nextInt(5_000)];
                random.nextBytes(bytes);
                String path = place.replace("~", "/home/mallory")
                        .replace("{user}", "mallory")
                        .replace("*", "x");
                // a place of files may be one of directories for another line
                if (!path.equals("/etc/passwd") && !Files.isDirectory(root.resolve(path.substring(1)))) {
                    Path file = Trees.write(root, path, "");
                    Files.write(file, bytes);
                }
            }
        }
        scan();
        for (Location location : Catalogue.linux()) {
            assertFalse(places.stream().noneMatch(p -> p.location().equals(location.id())), location.id());
        }
    }

    private void scan() {
        scan(MountedLinux.open(root).ifFound().orElseThrow());
    }

    private void scan(Machine opened) {
        try (Machine machine = opened) {
            Scanned scanned = Scanned.of(machine);
            items.addAll(scanned.items());
            places.addAll(scanned.places());
        }
    }

    private void assertStatus(String location, String user, State state, ReasonCode reason) {
        Scan.Place place = places.stream()
                .filter(p -> p.location().equals(location)
                        && p.account().filter(a -> a.name().equals(user)).isPresent())
                .findFirst()
                .orElseThrow();
        assertEquals(state + " " + reason, place.state() + " " + place.reason(), place.toString());
    }

    private long count(String location, String user) {
        return items.stream()
                .filter(i -> i.location().equals(location)
                        && i.account().filter(a -> a.name().equals(user)).isPresent())
                .count();
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
