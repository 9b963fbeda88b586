package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.AccessList;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access control lists that setfacl(1) sets are read as getfacl(1) reads them. */
final class AccessListTest {
    @TempDir
    Path folder;

    private static String said(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /** Skipped where there is no acl package or the file system keeps no lists. */
    private void set(String... words) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setfacl")), "skipped: setfacl is not installed");
        Path probe = Files.writeString(folder.resolve("probe"), "");
        int works = new ProcessBuilder("setfacl", "-m", "u:1:r", probe.toString())
                .redirectErrorStream(true)
                .start()
                .waitFor();
        assumeTrue(works == 0, "skipped: the file system keeps no access control lists");
        assertEquals("", said(words));
    }

    /** Lines of getfacl: those of the list itself, or those of the default one. */
    private static List<String> byGetfacl(Path path, boolean ofDefault) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (String line : said(
                        "getfacl", "--omit-header", "--numeric", "--absolute-names", "--no-effective", path.toString())
                .lines()
                .toList()) {
            boolean isDefault = line.startsWith("default:");
            if (!line.isBlank() && isDefault == ofDefault) {
                lines.add(isDefault ? line.substring("default:".length()) : line);
            }
        }
        return lines;
    }

    private AccessList read(String name, boolean ofDefault) {
        try (LinuxFiles files = LinuxFiles.under(folder.toString()).ifFound().orElseThrow()) {
            HostPath path = HostPath.ROOT.child(name);
            Reading<AccessList> reading = ofDefault ? files.defaultAccessList(path) : files.accessList(path);
            return reading.ifFound().orElse(AccessList.NONE);
        }
    }

    @Test
    void whatSetfaclSetsIsReadAsGetfaclReadsIt() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        set("setfacl", "-m", "u:4711:rw,u:33:r,g:4712:rwx,g:0:r,m:rw,o:r", file.toString());
        AccessList list = read("file", false);
        assertEquals(byGetfacl(file, false), List.of(list.toString().split(",", -1)));
        assertEquals(
                "[user:4711:rw-, group:4712:rw-]", list.named(AccessList.WRITE).toString());
        assertEquals(AccessList.NONE, read("file", true));
        // A smaller mask takes the rights away, without a word of the entries changed.
        set("setfacl", "-m", "m:r", file.toString());
        AccessList masked = read("file", false);
        assertEquals(byGetfacl(file, false), List.of(masked.toString().split(",", -1)));
        assertEquals(List.of(), masked.named(AccessList.WRITE));
    }

    @Test
    void whatAFolderHandsDownIsRead() throws IOException, InterruptedException {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        set("setfacl", "-d", "-m", "u:4711:rwx", directory.toString());
        AccessList list = read("directory", true);
        assertEquals(byGetfacl(directory, true), List.of(list.toString().split(",", -1)));
        assertEquals(AccessList.NONE, read("directory", false));
    }

    /** More entries than fit into a small buffer hide none. */
    @Test
    void aLongListIsReadWhole() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("long"), "x");
        StringBuilder entries = new StringBuilder("u:60000:rw");
        for (int i = 0; i < 200; i++) {
            entries.append(",u:").append(20_000 + i).append(":r");
        }
        set("setfacl", "-m", entries.toString(), file.toString());
        AccessList list = read("long", false);
        assertEquals(byGetfacl(file, false), List.of(list.toString().split(",", -1)));
        assertEquals("[user:60000:rw-]", list.named(AccessList.WRITE).toString());
    }

    @Test
    void anyBytesAreAListOrNone() {
        Random random = new Random(10);
        byte[] whole = HexFormat.of()
                .parseHex("0200000001000600ffffffff02000600671200000400"
                        + "0400ffffffff10000600ffffffff20000400ffffffff");
        assertEquals(
                "user::rw-,user:4711:rw-,group::r--,mask::rw-,other::r--",
                AccessList.parse(whole).orElseThrow().toString());
        int lists = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = random.nextBoolean() ? whole.clone() : new byte[random.nextInt(64)];
            for (int n = random.nextInt(3); n >= 0 && bytes.length > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Optional<AccessList> list = AccessList.parse(bytes);
            assertTrue(
                    list.map(each -> each.entries().size() <= bytes.length / 8).orElse(true));
            lists += list.isPresent() ? 1 : 0;
        }
        assertTrue(lists > 1_000, lists + " lists");
        assertEquals(Optional.empty(), AccessList.parse(new byte[0]));
    }
}
