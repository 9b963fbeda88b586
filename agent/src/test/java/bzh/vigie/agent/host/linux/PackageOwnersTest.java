package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackageOwnersTest {
    @TempDir
    private Path dpkg;

    private void list(String name, String... paths) throws IOException {
        Files.createDirectories(dpkg.resolve("info"));
        Files.writeString(dpkg.resolve("info").resolve(name + ".list"), String.join("\n", paths) + "\n");
        Files.writeString(dpkg.resolve("status"), "");
    }

    @Test
    void aPathIsGivenToItsPackageWithoutArchitecture() throws IOException {
        list("libc6:amd64", "/.", "/usr", "/usr/lib", "/usr/lib/x86_64-linux-gnu/libc.so.6");
        list("cron", "/.", "/usr", "/usr/sbin", "/usr/sbin/cron", "/etc/crontab");
        PackageOwners owners = new PackageOwners(dpkg);
        assertEquals(Observed.known("libc6"), owners.owner("/usr/lib/x86_64-linux-gnu/libc.so.6"));
        assertEquals(Observed.known("cron"), owners.owner("/etc/crontab"));
        assertEquals(Observed.known(""), owners.owner("/etc/crontab2"));
        assertEquals(Observed.known(""), owners.owner("/etc/cronta"));
    }

    @Test
    void bothNamesOfAMergedFolderAreOne() throws IOException {
        list("dash", "/bin", "/bin/dash");
        list("procps", "/usr/sbin/sysctl");
        PackageOwners owners = new PackageOwners(dpkg);
        assertEquals(Observed.known("dash"), owners.owner("/usr/bin/dash"));
        assertEquals(Observed.known("procps"), owners.owner("/sbin/sysctl"));
    }

    @Test
    void withoutDpkgNothingIsClaimed() {
        assertEquals(Observed.missed(Why.NOT_OFFERED), new PackageOwners(dpkg.resolve("none")).owner("/bin/sh"));
    }

    @Test
    void longListsAreReadWhole() throws IOException {
        String[] paths = new String[100_000];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = "/opt/large/folder/file-number-" + i;
        }
        list("large", paths);
        PackageOwners owners = new PackageOwners(dpkg);
        for (int i = 0; i < paths.length; i += 997) {
            assertEquals(Observed.known("large"), owners.owner(paths[i]));
        }
        assertEquals(Observed.known(""), owners.owner("/opt/large/folder/file-number-100000"));
    }
}
