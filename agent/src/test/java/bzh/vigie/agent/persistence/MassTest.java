package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.Sha256;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place with masses of items: what is as packaged is counted, everything else is told. */
class MassTest {
    private static final Location MASS =
            new Location("linux.test.mass", List.of("T1554"), Scope.MACHINE, new Script(), List.of("/usr/bin/*"), true);

    @TempDir
    Path root;

    @BeforeEach
    void aPackage() throws Exception {
        Trees.write(root, "/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        packaged("1.0");
    }

    @Test
    void whatIsAsPackagedIsCountedAndTheRestIsTold() throws IOException {
        Trees.write(root, "/usr/bin/planted", "x");
        Trees.write(root, "/usr/bin/b", "not what was shipped");
        SiteReading reading = read();
        assertEquals(
                List.of("/usr/bin/b MODIFIED", "/usr/bin/planted UNOWNED"),
                reading.items().stream()
                        .map(i -> i.source() + " " + i.shipped())
                        .toList());
        assertEquals(2, reading.asShipped().orElseThrow().items());
    }

    @Test
    void anUpgradeChangesTheDigestAndTellsNoItem() throws Exception {
        AsShipped before = read().asShipped().orElseThrow();
        packaged("1.1");
        SiteReading after = read();
        assertEquals(List.of(), after.items());
        assertEquals(3, after.asShipped().orElseThrow().items());
        assertNotEquals(before.digest(), after.asShipped().orElseThrow().digest());
    }

    @Test
    void whatAnybodyMayReplaceIsToldAlthoughItIsAsPackaged() throws IOException {
        Files.setPosixFilePermissions(root.resolve("usr/bin/a"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Item told = read().items().getFirst();
        assertEquals("/usr/bin/a " + Shipped.AS_PACKAGED, told.source() + " " + told.shipped());
    }

    @Test
    void whatIsLookedForIsFoundAmongWhatIsOnlyCountedAndChangesNothingElse() {
        SiteReading plain = read();
        Sha256 content = Sha256.over("#!/bin/sh\necho b1.0\n".getBytes(StandardCharsets.UTF_8));
        SiteReading looked = read(
                MASS,
                LocalWatchlist.of(List.of(new Value(Kind.FILE, content.hex()), new Value(Kind.FILE, "ab".repeat(32)))));
        assertEquals(
                List.of("/usr/bin/b " + content),
                looked.listed().stream()
                        .map(i -> i.source() + " " + i.sha256().orElseThrow())
                        .toList());
        assertEquals(plain, looked.withListed(List.of()));
        assertEquals(3, looked.asShipped().orElseThrow().items());
    }

    @Test
    void aPlaceThatIsNoMassTellsEverything() {
        Location location =
                new Location("linux.test.mass", List.of("T1554"), Scope.MACHINE, new Script(), MASS.places(), false);
        SiteReading reading = read(location);
        assertEquals(3, reading.items().size());
        assertEquals(Optional.empty(), reading.asShipped());
    }

    private SiteReading read() {
        return read(MASS);
    }

    private SiteReading read(Location location) {
        return read(location, LocalWatchlist.NONE);
    }

    private SiteReading read(Location location, LocalWatchlist list) {
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow()) {
            return new SiteReader(machine, new FileHashes(machine.files()), new Numbers(), List::of, () -> list)
                    .read(new Site(location, Optional.empty()));
        }
    }

    private void packaged(String version) throws Exception {
        StringBuilder list = new StringBuilder("/.\n");
        StringBuilder sums = new StringBuilder();
        for (String name : List.of("a", "b", "c")) {
            String content = "#!/bin/sh\necho " + name + version + "\n";
            Path file = Trees.write(root, "/usr/bin/" + name, content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            list.append("/usr/bin/").append(name).append('\n');
            byte[] md5 = MessageDigest.getInstance("MD5").digest(content.getBytes(StandardCharsets.UTF_8));
            sums.append(HexFormat.of().formatHex(md5))
                    .append("  usr/bin/")
                    .append(name)
                    .append('\n');
        }
        Trees.write(root, "/var/lib/dpkg/status", "Package: tools\nStatus: install ok installed\nVersion: " + version);
        Trees.write(root, "/var/lib/dpkg/info/tools.list", list.toString());
        Trees.write(root, "/var/lib/dpkg/info/tools.md5sums", sums.toString());
    }
}
