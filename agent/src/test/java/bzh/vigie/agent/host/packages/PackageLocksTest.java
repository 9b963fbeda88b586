package bzh.vigie.agent.host.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.agent.host.packages.PackageLocks.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageLocksTest {
    @TempDir
    private Path root;

    /** As Linux 6.12 shows them: apt with dpkg at work, a lock that is waited for, one to read, one without a process. */
    private static final String LOCKS = """
            1: POSIX  ADVISORY  WRITE 1234 fe:01:262145 0 EOF
            2: POSIX  ADVISORY  READ  800 fe:01:262146 128 128
            3: -> POSIX  ADVISORY  WRITE 900 fe:01:262147 0 EOF
            4: FLOCK  ADVISORY  WRITE 77 00:1b:99 0 EOF
            5: OFDLCK ADVISORY  WRITE -1 00:1b:100 0 EOF
            6: LEASE  ACTIVE    WRITE 5 fe:01:7 0 EOF
            rubbish
            """;

    @Test
    void locksToWriteAreTold() {
        assertEquals(Set.of(new Held(262_145, "1234"), new Held(99, "77")), PackageLocks.parse(LOCKS));
        assertEquals(Set.of(), PackageLocks.parse(""));
    }

    @Test
    void aManagerIsAtWorkWhileItsLockIsHeldByTheSuperuser() throws IOException {
        for (String each : List.of("var/lib/dpkg/lock", "lib/apk/db/lock", "usr/lib/sysimage/rpm/.rpm.lock")) {
            Path lock = write(each, "");
            write("proc/locks", "");
            assertFalse(held());
            long inode = (long) Files.getAttribute(lock, "unix:ino");
            write("proc/locks", "1: POSIX  ADVISORY  WRITE 1234 fe:01:" + inode + " 0 EOF\n");
            // no such process, or one of somebody else
            assertFalse(held());
            Path process = Files.createDirectories(root.resolve("proc/1234"));
            Path program = Files.createSymbolicLink(process.resolve("exe"), Path.of("/usr/bin/dpkg"));
            assertEquals(Files.getAttribute(process, "unix:uid").equals(0), held());
            write("proc/locks", "1: POSIX  ADVISORY  WRITE 1234 fe:01:" + (inode + 1) + " 0 EOF\n");
            assertFalse(held());
            Files.delete(program);
            Files.delete(process);
        }
    }

    /** As seen on Debian 13 while {@code apt-get install} downloads (it holds both), and while dpkg unpacks. */
    @Test
    void aptThatDownloadsHoldsDpkgsLockAndChangesNothing() throws IOException {
        long inode = (long) Files.getAttribute(write("var/lib/dpkg/lock", ""), "unix:ino");
        long front = (long) Files.getAttribute(write("var/lib/dpkg/lock-frontend", ""), "unix:ino");
        Path process = Files.createDirectories(root.resolve("proc/77"));
        assumeTrue(Files.getAttribute(process, "unix:uid").equals(0), "not the superuser");
        write("proc/locks", """
                1: POSIX  ADVISORY  WRITE 77 fe:01:%d 0 EOF
                2: POSIX  ADVISORY  WRITE 77 fe:01:%d 0 EOF
                """.formatted(inode, front));
        Path program = process.resolve("exe");
        for (String other : List.of("/usr/bin/apt-get", "/usr/bin/python3.13", "/usr/bin/flock")) {
            Files.createSymbolicLink(program, Path.of(other));
            assertFalse(held(), other);
            Files.delete(program);
        }
        for (String own : List.of("/usr/bin/dpkg", "/usr/bin/dpkg (deleted)", "/usr/bin/dpkg.dpkg-tmp (deleted)")) {
            Files.createSymbolicLink(program, Path.of(own));
            assertTrue(held(), own);
            Files.delete(program);
        }
    }

    private boolean held() {
        try (LinuxFiles files = LinuxFiles.under(root.toString()).ifFound().orElseThrow()) {
            return new PackageLocks(files).areHeld();
        }
    }

    private Path write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
