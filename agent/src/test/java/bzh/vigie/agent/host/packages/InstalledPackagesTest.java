package bzh.vigie.agent.host.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Packages.Packaged;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The databases of dpkg, apk and rpm as files. rpm's are real: {@code specimen.spec} built by rpmbuild 4.20.1 and installed
 * with {@code rpm --root DIR --define '_db_backend sqlite'} and {@code ndb}; Berkeley DB's was made of the same header by
 * {@code db5.3_load} (rpm itself no longer writes it) and read back by {@code rpm --define '_db_backend bdb_ro' -qa}.
 */
final class InstalledPackagesTest {
    private static final Path FIXTURES = Path.of("src/test/resources/bzh/vigie/agent/host/packages");
    private static final String SOME_MD5 = "0123456789abcdef0123456789abcdef";
    private static final String OTHER_MD5 = "fedcba9876543210fedcba9876543210";

    @TempDir
    private Path root;

    private Optional<LinuxFiles> open = Optional.empty();

    @AfterEach
    void close() {
        open.ifPresent(LinuxFiles::close);
    }

    private long nanos = Long.MAX_VALUE - 1_000_000_000L;

    private InstalledPackages packages() {
        open = LinuxFiles.under(root.toString()).ifFound();
        return new InstalledPackages(open.orElseThrow(), () -> nanos);
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void list(String name, String... paths) throws IOException {
        write("/var/lib/dpkg/info/" + name + ".list", String.join("\n", paths) + "\n");
        write("/var/lib/dpkg/status", "");
    }

    @Test
    void aPathIsGivenToItsPackageWithoutArchitecture() throws IOException {
        list("libc6:amd64", "/.", "/usr", "/usr/lib", "/usr/lib/x86_64-linux-gnu/libc.so.6");
        list("cron", "/.", "/usr", "/usr/sbin", "/usr/sbin/cron", "/etc/crontab");
        InstalledPackages owners = packages();
        assertEquals(Observed.known("libc6"), owners.owner("/usr/lib/x86_64-linux-gnu/libc.so.6"));
        assertEquals(Observed.known("cron"), owners.owner("/etc/crontab"));
        assertEquals(Observed.known(""), owners.owner("/etc/crontab2"));
        assertEquals(Observed.known(""), owners.owner("/etc/cronta"));
    }

    @Test
    void aPackageWithoutANameOwnsNothing() throws IOException {
        write("/lib/apk/db/installed", "P:\nF:usr/bin\nR:x\nZ:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nP:y\nF:usr/bin\nR:y\n");
        InstalledPackages owners = packages();
        assertEquals(Observed.known(""), owners.owner("/usr/bin/x"));
        assertEquals(Packages.Packaged.UNKNOWN, owners.packaged(HostPath.of("/usr/bin/x")));
        assertEquals(Observed.known("y"), owners.owner("/usr/bin/y"));
    }

    @Test
    void bothNamesOfAMergedFolderAreOne() throws IOException {
        list("dash", "/bin", "/bin/dash");
        list("procps", "/usr/sbin/sysctl");
        InstalledPackages owners = packages();
        assertEquals(Observed.known("dash"), owners.owner("/usr/bin/dash"));
        assertEquals(Observed.known("procps"), owners.owner("/sbin/sysctl"));
        assertEquals(Observed.known(""), owners.owner("/usr/bin/sysctl"));
    }

    @Test
    void namesThatDifferInTheirLastLetterAreNotOne() throws IOException {
        list("dash", "/usr/bin/sh");
        list("coreutils", "/usr/bin/tac");
        list("tar", "/usr/bin/tar");
        InstalledPackages owners = packages();
        assertEquals(Observed.known(""), owners.owner("/usr/bin/su"));
        assertEquals(Observed.known("coreutils"), owners.owner("/usr/bin/tac"));
        assertEquals(Observed.known("tar"), owners.owner("/usr/bin/tar"));
    }

    @Test
    void aNameWithABackslashIsTheSameAsTheDatabaseHasIt() throws IOException {
        list("systemd", "/usr/lib/systemd/system/system-systemd\\x2dcryptsetup.slice");
        assertEquals(
                Observed.known("systemd"),
                packages().owner(HostPath.of("/usr/lib/systemd/system/system-systemd\\x2dcryptsetup.slice")));
    }

    @Test
    void withoutADatabaseNothingIsClaimed() {
        assertEquals(Observed.missed(Why.NOT_OFFERED), packages().owner("/bin/sh"));
    }

    @Test
    void longListsAreReadWhole() throws IOException {
        String[] paths = new String[100_000];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = "/opt/large/folder/file-number-" + i;
        }
        list("large", paths);
        InstalledPackages owners = packages();
        for (int i = 0; i < paths.length; i += 997) {
            assertEquals(Observed.known("large"), owners.owner(paths[i]));
        }
        assertEquals(Observed.known(""), owners.owner("/opt/large/folder/file-number-100000"));
    }

    @Test
    void contentIsThatOfTheListedPackageOrOfTheConfigurationFile() throws IOException {
        list("tool:amd64", "/usr/bin/tool", "/etc/tool.conf");
        write("/var/lib/dpkg/info/tool:amd64.md5sums", SOME_MD5 + "  usr/bin/tool\n");
        write(
                "/var/lib/dpkg/status",
                "Package: tool\nConffiles:\n /etc/tool.conf " + OTHER_MD5 + "\nDescription: x\n /etc/none " + SOME_MD5);
        InstalledPackages packages = packages();
        assertEquals(md5(SOME_MD5), packages.packaged(HostPath.of("/bin/tool")).content());
        assertEquals(
                md5(OTHER_MD5), packages.packaged(HostPath.of("/etc/tool.conf")).content());
        assertEquals(
                Optional.empty(), packages.packaged(HostPath.of("/etc/none")).content());
    }

    @Test
    void aDivertedFileIsItsOwnersUnderTheNewNameAndTheDivertersUnderTheOld() throws IOException {
        list("dash", "/bin/sh");
        list("bash", "/bin/sh");
        write("/var/lib/dpkg/info/dash.md5sums", SOME_MD5 + "  bin/sh\n");
        write("/var/lib/dpkg/info/bash.md5sums", OTHER_MD5 + "  bin/sh\n");
        write("/var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\nbash\n/bin/ls\n/bin/ls.real\n:\n");
        list("coreutils", "/bin/ls");
        InstalledPackages packages = packages();
        assertEquals(Observed.known("bash"), packages.owner("/bin/sh"));
        assertEquals(
                md5(OTHER_MD5), packages.packaged(HostPath.of("/usr/bin/sh")).content());
        assertEquals(Observed.known("dash"), packages.owner("/bin/sh.distrib"));
        assertEquals(
                md5(SOME_MD5), packages.packaged(HostPath.of("/bin/sh.distrib")).content());
        assertEquals(Observed.known(""), packages.owner("/bin/ls"), "an administrator's diversion puts nothing there");
        assertEquals(Observed.known("coreutils"), packages.owner("/bin/ls.real"));
    }

    @Test
    void rightsAreThoseSetApartOrThoseThatPackagesAreKnownToGive() throws IOException {
        list("tools", "/usr/bin/sudo", "/usr/bin/vim", "/usr/bin/odd", "/usr/bin/mtr-packet");
        write("/var/lib/dpkg/statoverride", "root staff 4750 /usr/bin/odd\nbroken\n");
        InstalledPackages packages = packages();
        assertEquals(
                OptionalInt.of(04755),
                packages.packaged(HostPath.of("/bin/sudo")).mode());
        assertEquals(
                OptionalInt.empty(),
                packages.packaged(HostPath.of("/usr/bin/vim")).mode());
        assertEquals(
                OptionalInt.of(04750),
                packages.packaged(HostPath.of("/usr/bin/odd")).mode());
        assertEquals(
                "cap_net_raw=ep",
                packages.packaged(HostPath.of("/usr/bin/mtr-packet"))
                        .capabilities()
                        .orElseThrow()
                        .toString());
    }

    @Test
    void aConfigurationFileThatUcfPutThereBelongsToItsPackage() throws IOException {
        list("openssh-server", "/usr/sbin/sshd");
        write("/var/lib/ucf/registry", "openssh-server     /etc/ssh/sshd_config\nnone /etc/none\n");
        write("/var/lib/ucf/hashfile", SOME_MD5 + "  /etc/ssh/sshd_config\n" + SOME_MD5 + "  /etc/none\n");
        InstalledPackages packages = packages();
        assertEquals(Observed.known("openssh-server"), packages.owner("/etc/ssh/sshd_config"));
        assertEquals(
                md5(SOME_MD5),
                packages.packaged(HostPath.of("/etc/ssh/sshd_config")).content());
        assertEquals(Observed.known(""), packages.owner("/etc/none"));
    }

    @Test
    void whatIsInstalledMeanwhileIsKnownWhenItIsAskedFor() throws IOException {
        list("one", "/usr/bin/one");
        InstalledPackages packages = packages();
        assertEquals(Observed.known(""), packages.owner("/usr/bin/two"));
        nanos += 200_000_000L;
        assertFalse(packages.recheck());
        list("two", "/usr/bin/two");
        write("/var/lib/dpkg/status", "Package: two\n");
        // not for each of hundreds of files that ask
        assertFalse(packages.recheck());
        nanos += 200_000_000L;
        assertTrue(packages.recheck());
        assertEquals(Observed.known("two"), packages.owner("/usr/bin/two"));
    }

    @Test
    void apkTellsOwnerContentAndMode() throws IOException {
        write("/lib/apk/db/installed", """
                C:Q1abcdefghijklmnopqrstuvwxyz0=
                P:busybox-suid
                V:1.36.1-r29
                A:x86_64
                F:bin
                R:bbsuid
                a:0:0:4111
                Z:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk=
                F:
                R:top

                P:alpine-base
                V:3.20
                F:etc
                F:etc/crontabs
                M:0:0:750
                R:root
                a:0:0:600
                Z:Q1vfk1apUWI4yLJGhhNRd0kJixfvY=
                R:odd
                Z:%%%
                """);
        InstalledPackages packages = packages();
        assertEquals(Observed.known("busybox-suid"), packages.owner("/bin/bbsuid"));
        assertEquals(Observed.known("busybox-suid"), packages.owner("/usr/bin/bbsuid"));
        assertEquals(Observed.known("busybox-suid"), packages.owner("/top"));
        assertEquals(Observed.known("alpine-base"), packages.owner("/etc/crontabs/root"));
        assertEquals(Observed.known(""), packages.owner("/etc/crontabs"));
        Packaged suid = packages.packaged(HostPath.of("/usr/bin/bbsuid"));
        assertEquals(OptionalInt.of(04111), suid.mode());
        assertEquals(
                Optional.of(new Checksum(Algorithm.SHA_1, "da39a3ee5e6b4b0d3255bfef95601890afd80709")), suid.content());
        assertEquals(
                Optional.empty(),
                packages.packaged(HostPath.of("/etc/crontabs/odd")).content());
        assertEquals(
                OptionalInt.of(0755),
                packages.packaged(HostPath.of("/etc/crontabs/odd")).mode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "ndb", "berkeley"})
    void rpmTellsOwnerContentModeAndCapabilitiesInEachOfItsFormats(String format) throws IOException {
        install(format);
        InstalledPackages packages = packages();
        assertEquals(List.of(), packages.unread());
        for (String path : List.of("/usr/bin/specimen", "/bin/specimen", "/usr/sbin/specimen", "/etc/specimen.d/job")) {
            assertEquals(Observed.known("vigie-specimen"), packages.owner(path), path);
        }
        assertEquals(Observed.known(""), packages.owner("/usr/bin/specimen2"));
        Packaged suid = packages.packaged(HostPath.of("/usr/bin/specimen-su"));
        assertEquals(OptionalInt.of(04755), suid.mode());
        assertEquals(Optional.of(Capabilities.NONE), suid.capabilities());
        Packaged net = packages.packaged(HostPath.of("/usr/bin/specimen-net"));
        assertEquals("cap_net_raw=ep", net.capabilities().orElseThrow().toString());
        assertEquals(
                Algorithm.SHA_256,
                packages.packaged(HostPath.of("/etc/specimen.d/job"))
                        .content()
                        .orElseThrow()
                        .algorithm());
        write("/etc/specimen.d/job", "30 4 * * * root /usr/bin/specimen\n");
        assertEquals(
                Optional.of(open.orElseThrow()
                        .digests(HostPath.of("/etc/specimen.d/job"), 1_000, Algorithm.SHA_256)
                        .ifFound()
                        .orElseThrow()
                        .asPackaged()),
                packages.packaged(HostPath.of("/etc/specimen.d/job")).content());
        assertEquals(
                Optional.empty(),
                packages.packaged(HostPath.of("/usr/bin/specimen-link")).content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "ndb", "berkeley"})
    void aDamagedDatabaseOfRpmClaimsNothingOfWhatItDoesNotHave(String format) throws IOException {
        Path file = install(format);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(11);
        for (int i = 0; i < 60; i++) {
            byte[] damaged = Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int n = random.nextInt(40); n > 0 && damaged.length > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            InstalledPackages packages = packages();
            Observed<String> owner = packages.owner("/usr/bin/specimen2");
            assertTrue(
                    owner.equals(Observed.missed(Why.FAILED))
                            || packages.unread().isEmpty(),
                    owner.toString());
            assertTrue(packages.packaged(HostPath.of("/usr/bin/specimen"))
                            .toString()
                            .length()
                    > 0);
            close();
        }
    }

    @Test
    void aDatabaseOfRubbishIsSaidNotToBeRead() throws IOException {
        for (String place : List.of("rpmdb.sqlite", "Packages.db", "Packages")) {
            write("/var/lib/rpm/" + place, "rubbish ".repeat(1_000));
            InstalledPackages packages = packages();
            assertEquals(Observed.missed(Why.FAILED), packages.owner("/usr/bin/specimen"), place);
            assertEquals(List.of("packages-no-database|/var/lib/rpm/" + place), packages.unread());
            close();
            Files.delete(root.resolve("var/lib/rpm/" + place));
        }
    }

    @Test
    void rubbishInTheOtherDatabasesIsSurvived() throws IOException {
        Random random = new Random(12);
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[random.nextInt(5_000)];
            random.nextBytes(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1)
                    .replace('a', '\n')
                    .replace('b', ':');
            for (String file : List.of(
                    "/var/lib/dpkg/status",
                    "/var/lib/dpkg/diversions",
                    "/var/lib/dpkg/statoverride",
                    "/var/lib/dpkg/info/x.list",
                    "/var/lib/ucf/hashfile",
                    "/lib/apk/db/installed")) {
                write(file, text);
            }
            InstalledPackages packages = packages();
            assertEquals(Observed.known(""), packages.owner("/usr/bin/specimen"));
            close();
        }
    }

    @Test
    void aLinkOutOfTheTreeIsNotFollowedToAnotherDatabase() throws IOException {
        Files.createDirectories(root.resolve("var/lib"));
        Files.createSymbolicLink(root.resolve("var/lib/dpkg"), Path.of("/../../../../../../../../var/lib/dpkg"));
        assertEquals(Observed.missed(Why.NOT_OFFERED), packages().owner("/usr/bin/env"));
    }

    private Path install(String format) throws IOException {
        Path from = FIXTURES.resolve(format).resolve("var/lib/rpm");
        Path to = Files.createDirectories(root.resolve("var/lib/rpm"));
        try (var files = Files.list(from)) {
            Path file = files.findFirst().orElseThrow();
            return Files.copy(file, to.resolve(file.getFileName().toString()));
        }
    }

    private static Optional<Checksum> md5(String hex) {
        return Optional.of(new Checksum(Algorithm.MD5, hex));
    }
}
