package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Files.Content;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFilesTest {
    @TempDir
    Path outside;

    Path root;
    LinuxFiles files;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(outside.resolve("root"));
        files = LinuxFiles.under(root.toString()).ifFound().orElseThrow();
    }

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void aFileIsReadWithWhatItIs() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/crontab"), "hello\n");
        Content content = files.read(HostPath.of("/etc/crontab"), 100).ifFound().orElseThrow();
        assertEquals("hello\n", new String(content.bytes(), StandardCharsets.UTF_8));
        assertEquals(6, content.status().size());
        assertEquals(Kind.REGULAR, content.status().kind());
        long modified = Files.getLastModifiedTime(root.resolve("etc/crontab")).toMillis();
        assertEquals(modified, content.status().modifiedMicros() / 1000);
        assertEquals(
                Sha256.over(content.bytes()),
                files.digests(HostPath.of("/etc/crontab"), 100, Algorithm.MD5)
                        .ifFound()
                        .orElseThrow()
                        .sha256());
    }

    @Test
    void whatIsNotThereIsAbsent() {
        assertInstanceOf(Reading.Absent.class, files.read(HostPath.of("/none/at/all"), 1));
        assertInstanceOf(Reading.Absent.class, files.list(HostPath.of("/none")));
        assertInstanceOf(Reading.Absent.class, LinuxFiles.under(outside + "/none"));
        assertInstanceOf(Reading.Absent.class, files.status(HostPath.of("/" + "n".repeat(300))));
    }

    @Test
    void noLinkLeadsOutOfTheRoot() throws IOException {
        Files.writeString(outside.resolve("secret"), "outside");
        Files.writeString(root.resolve("secret"), "inside");
        Files.createSymbolicLink(root.resolve("absolute"), Path.of("/secret"));
        Files.createSymbolicLink(root.resolve("up"), Path.of("../../../../secret"));
        Files.createSymbolicLink(root.resolve("host"), outside.resolve("secret"));
        assertEquals("inside", text("/absolute"));
        assertEquals("inside", text("/up"));
        assertEquals("inside", text("/../../secret"));
        assertInstanceOf(Reading.Absent.class, files.read(HostPath.of("/host"), 100));
        assertArrayEquals(
                "/secret".getBytes(StandardCharsets.UTF_8),
                files.link(HostPath.of("/absolute")).ifFound().orElseThrow());
    }

    @Test
    void aLinkToTheRootOrToItsOwnDirectoryIsADirectory() throws IOException {
        Files.createDirectories(root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a/root"), Path.of("/"));
        Files.createSymbolicLink(root.resolve("a/here"), Path.of("."));
        for (String path : List.of("/a/root", "/a/here", "/a/root/a/here")) {
            assertEquals(
                    Kind.DIRECTORY,
                    files.status(HostPath.of(path)).ifFound().orElseThrow().kind(),
                    path);
        }
    }

    @Test
    void aLoopOfLinksEnds() throws IOException {
        Files.createSymbolicLink(root.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(root.resolve("b"), Path.of("a"));
        assertRefused(ReasonCode.FAILED, files.read(HostPath.of("/a"), 100));
        assertEquals(
                Kind.LINK,
                files.statusOfLink(HostPath.of("/a")).ifFound().orElseThrow().kind());
    }

    @Test
    void aLinkIsFollowedOnlyToAFileOfTheSameOwner() throws IOException {
        assumeTrue(isSuperuser(), "needs the superuser to give files away");
        Path home = Files.createDirectories(root.resolve("home/mallory"));
        Files.writeString(root.resolve("shadow"), "root:secret");
        Files.writeString(home.resolve("own"), "own");
        own(home.resolve("own"), 4711);
        own(Files.createSymbolicLink(home.resolve("to-shadow"), Path.of("/shadow")), 4711);
        own(Files.createSymbolicLink(home.resolve("to-own"), Path.of("own")), 4711);
        own(Files.createSymbolicLink(home.resolve(".ssh"), Path.of("/")), 4711);
        Files.createSymbolicLink(root.resolve("by-root"), Path.of("home/mallory/own"));
        assertRefused(ReasonCode.FAILED, files.read(HostPath.of("/home/mallory/to-shadow"), 100));
        assertRefused(ReasonCode.FAILED, files.read(HostPath.of("/home/mallory/.ssh/shadow"), 100));
        assertEquals("own", text("/home/mallory/to-own"));
        assertEquals("own", text("/by-root"));
    }

    @Test
    void aFifoIsRefusedAndDoesNotHang() throws Exception {
        run("mkfifo", root + "/fifo");
        assertRefused(ReasonCode.FAILED, files.read(HostPath.of("/fifo"), 100));
        assertRefused(ReasonCode.FAILED, files.read(HostPath.of("/"), 100));
    }

    @Test
    void aHugeFileIsRefusedUnread() throws IOException {
        try (RandomAccessFile huge = new RandomAccessFile(root.resolve("huge").toFile(), "rw")) {
            huge.setLength(100L << 20);
        }
        assertRefused(ReasonCode.TOO_LARGE, files.read(HostPath.of("/huge"), 1 << 20));
        assertRefused(ReasonCode.TOO_LARGE, files.digests(HostPath.of("/huge"), 1 << 20, Algorithm.MD5));
    }

    @Test
    void aNameThatIsNoUtf8CanBeListedAndOpened() throws Exception {
        run("sh", "-c", "cd " + root + "; printf x > \"$(printf 'ren\\351')\"; printf y > a");
        List<Entry> entries = files.list(HostPath.ROOT).ifFound().orElseThrow();
        assertEquals(
                List.of("/a", "/ren\\xe9"),
                entries.stream().map(e -> e.path().text()).toList());
        assertEquals(
                1,
                files.read(entries.getLast().path(), 10).ifFound().orElseThrow().bytes().length);
    }

    @Test
    void aDeepTreeIsWalkedWithoutRunningOutOfDescriptors() throws IOException {
        Path deep = root;
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            deep = deep.resolve("d");
            name.append("/d");
        }
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("f"), "deep");
        for (int i = 0; i < 100; i++) {
            assertEquals("deep", text(name + "/f"));
        }
    }

    private String text(String path) {
        return new String(
                files.read(HostPath.of(path), 100).ifFound().orElseThrow().bytes(), StandardCharsets.UTF_8);
    }

    static void assertRefused(ReasonCode reason, Reading<?> reading) {
        assertEquals(reason, assertInstanceOf(Reading.Refused.class, reading).reason());
    }

    static boolean isSuperuser() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static void own(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    static void run(String... command) throws IOException, InterruptedException {
        assertTrue(new ProcessBuilder(command).inheritIO().start().waitFor() == 0);
    }
}
