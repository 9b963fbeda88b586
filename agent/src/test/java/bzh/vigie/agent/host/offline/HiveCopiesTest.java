package bzh.vigie.agent.host.offline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.agent.windows.regf.Hive;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HiveCopiesTest {
    @TempDir
    private Path root;

    private LinuxFiles files;

    @BeforeEach
    void open() {
        files = LinuxFiles.under(root.toString()).ifFound().orElseThrow();
    }

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void noFileStaysOpen() throws IOException {
        hive("a", "one");
        HiveCopies copies = new HiveCopies(files);
        Hive hive = copies.open(path("a")).ifFound().orElseThrow();
        assertEquals("one", who(hive));
        assertEquals(0, opened(), "a held hive keeps Windows from loading it");
    }

    @Test
    void aFileThatChangedIsReadAgainAndOneThatDidNotIsNot() throws IOException {
        hive("a", "one");
        HiveCopies copies = new HiveCopies(files);
        Hive first = copies.open(path("a")).ifFound().orElseThrow();
        assertEquals(first, copies.open(path("a")).ifFound().orElseThrow());
        hive("a", "other");
        assertEquals("other", who(copies.open(path("a")).ifFound().orElseThrow()));
    }

    @Test
    void whatCouldNotBeReadIsAskedForAgain() throws IOException {
        HiveCopies copies = new HiveCopies(files);
        Files.createDirectory(root.resolve("a"));
        assertTrue(copies.open(path("a")) instanceof Reading.Refused<?>);
        assertEquals(Reading.absent(), copies.open(path("b")));
        Files.delete(root.resolve("a"));
        hive("a", "one");
        hive("b", "two");
        assertEquals("one", who(copies.open(path("a")).ifFound().orElseThrow()));
        assertEquals("two", who(copies.open(path("b")).ifFound().orElseThrow()));
    }

    @Test
    void copiesTakeNoMoreRoomThanTheyMay() throws IOException {
        hive("a", "one");
        hive("b", "two");
        HiveCopies copies = new HiveCopies(files, 40_000);
        Hive first = copies.open(path("a")).ifFound().orElseThrow();
        assertEquals("two", who(copies.open(path("b")).ifFound().orElseThrow()));
        assertNotEquals(first, copies.open(path("a")).ifFound().orElseThrow());
        HiveCopies none = new HiveCopies(files, 1_000);
        assertEquals("hive-too-large|a\\", ((Reading.Refused<Hive>) none.open(path("a"))).detail());
    }

    @Test
    void afterAPassNothingIsKept() throws IOException {
        hive("a", "one");
        HiveCopies copies = new HiveCopies(files);
        Hive first = copies.open(path("a")).ifFound().orElseThrow();
        copies.forget();
        assertNotEquals(first, copies.open(path("a")).ifFound().orElseThrow());
    }

    @Test
    void anyPlaceOfPackedBytesIsAsItWas() throws IOException {
        byte[] all = new byte[3 * PackedBytes.PIECE + 1_234];
        Random random = new Random(7);
        random.nextBytes(all);
        Arrays.fill(all, 1_000, 40_000, (byte) 0);
        PackedBytes packed = new PackedBytes();
        for (int at = 0; at < all.length; at += PackedBytes.PIECE) {
            byte[] piece = Arrays.copyOfRange(all, at, at + PackedBytes.PIECE);
            packed.add(piece, Math.min(PackedBytes.PIECE, all.length - at));
        }
        assertEquals(all.length, packed.size());
        for (int i = 0; i < 200; i++) {
            int at = random.nextInt(all.length);
            byte[] into = new byte[random.nextInt(70_000)];
            int length = packed.read(at, into);
            assertEquals(Math.min(into.length, all.length - at), length);
            assertArrayEquals(Arrays.copyOfRange(all, at, at + length), Arrays.copyOf(into, length));
        }
    }

    private static HostPath path(String name) {
        return HostPath.of("/" + name);
    }

    private static String who(Hive hive) {
        return hive.key("Software\\Own")
                .flatMap(key -> key.value("who"))
                .map(value -> new String(value.data(64), StandardCharsets.UTF_16LE))
                .orElse("")
                .replace("\0", "");
    }

    private void hive(String name, String who) throws IOException {
        RegKey key = RegText.parse("[Software\\Own]\n\"who\"=\"" + who + "\"\n");
        Files.write(root.resolve(name), HiveWriter.write(key));
    }

    /** How many files below the root this process has open. */
    private long opened() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(each -> {
                        try {
                            return Files.readSymbolicLink(each).startsWith(root.resolve("a"));
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }
}
