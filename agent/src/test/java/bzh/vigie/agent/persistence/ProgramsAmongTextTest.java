package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Item;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in a folder of start files or of settings is one item with its digest, whatever would be read there otherwise. */
final class ProgramsAmongTextTest {
    /** Places of formats that read lines, of those that run files, and of settings. */
    private static final List<String> PLACES = List.of(
            "/etc/profile.d/gateway",
            "/etc/profile.d/gateway.sh",
            "/etc/bash_completion.d/x",
            "/root/.profile",
            "/etc/cron.d/x",
            "/etc/crontab",
            "/etc/cron.daily/x",
            "/etc/init.d/x",
            "/etc/rc.local",
            "/etc/update-motd.d/99-x",
            "/etc/network/if-up.d/x",
            "/etc/modules-load.d/x.conf",
            "/etc/udev/rules.d/x.rules",
            "/etc/tmpfiles.d/x.conf",
            "/etc/systemd/system/x.service",
            "/etc/ld.so.conf.d/x.conf",
            "/etc/ssh/sshd_config.d/x.conf",
            "/etc/sudoers.d/x",
            "/etc/pam.d/x",
            "/root/.vimrc",
            "/root/.config/autostart/x.desktop",
            "/etc/nginx/conf.d/x.conf",
            "/etc/apt/apt.conf.d/x");

    @TempDir
    Path root;

    @Test
    void aProgramAmongStartFilesIsOneItemWithItsDigest() throws IOException {
        byte[] small = program("/bin/true", "/usr/bin/true");
        // larger than any text that is read
        byte[] large = new byte[3 << 20];
        System.arraycopy(small, 0, large, 0, small.length);
        Trees.write(root, "/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
        for (byte[] content : List.of(small, large)) {
            for (String place : PLACES) {
                Files.write(Trees.write(root, place, ""), content);
            }
            List<Item> items = Scanned.linux(root, location -> !location.startsWith("linux.file."))
                    .items();
            for (String place : PLACES) {
                List<Item> of = items.stream()
                        .filter(item -> item.source().equals(place))
                        .toList();
                assertEquals(1, of.size(), place + " " + of);
                assertEquals(Optional.of(Sha256.over(content)), of.getFirst().sha256(), place);
                assertEquals("", of.getFirst().value(), place);
            }
        }
    }

    /** dash(1), sshd(8) and cron(8) go on behind a zero byte, so that a line could hide there. */
    @Test
    void whatStandsBehindAZeroByteIsRead() throws IOException {
        Trees.write(root, "/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
        for (String start : List.of("# settings\n\u0000\n", "\u0000\u0001\n")) {
            Trees.write(root, "/etc/profile.d/x.sh", start + "/opt/.x/run &\n");
            List<Item> items =
                    Scanned.linux(root, "linux.shell.system-profile"::equals).items();
            assertTrue(items.stream().anyMatch(item -> item.value().equals("/opt/.x/run &")), items.toString());
        }
    }

    private static byte[] program(String... places) throws IOException {
        for (String place : places) {
            if (Files.isRegularFile(Path.of(place))) {
                return Files.readAllBytes(Path.of(place));
            }
        }
        throw new IOException("no program");
    }
}
