package bzh.vigie.installers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A throw-away Debian system: a small root made once by mmdebstrap and kept under the temporary directory, and layers over it in
 * which real programs run and of which nothing stays. Tests that ask for one are skipped, and say why, where it cannot be had:
 * without root, without mmdebstrap, without a mirror.
 */
final class DebianRoot implements AutoCloseable {
    private static final String SUITE = "trixie";
    private static final String MIRROR = "http://deb.debian.org/debian";
    private static final String PACKAGES =
            "systemd,systemd-sysv,cron,at,openssh-server,sudo,passwd,git,python3,logrotate,"
                    + "udev,dbus,libcap2-bin,kmod,polkitd,anacron,rsyslog,zsh";

    private final Path layer;
    private final List<Path> lower;

    private DebianRoot(Path layer, List<Path> lower) {
        this.layer = layer;
        this.lower = lower;
    }

    /** A layer on the small root. */
    static DebianRoot open() throws IOException, InterruptedException {
        return over(List.of(base()));
    }

    /** Another layer on this one, which is not to change as long as the other is there. */
    DebianRoot on() throws IOException, InterruptedException {
        return over(
                Stream.concat(Stream.of(layer.resolve("upper")), lower.stream()).toList());
    }

    private static DebianRoot over(List<Path> lower) throws IOException, InterruptedException {
        Path layer = Files.createTempDirectory("vigie-root-");
        for (String name : List.of("upper", "work", "root")) {
            Files.createDirectory(layer.resolve(name));
        }
        String options = "lowerdir="
                + String.join(":", lower.stream().map(Path::toString).toList()) + ",upperdir=" + layer.resolve("upper")
                + ",workdir=" + layer.resolve("work");
        DebianRoot root = new DebianRoot(layer, lower);
        Commands.Outcome mounted = Commands.run(List.of(
                "mount", "-t", "overlay", "overlay", "-o", options, root.path().toString()));
        if (mounted.code() != 0) {
            delete(layer);
            assumeTrue(false, "skipped: no overlay file system here: " + mounted.said());
        }
        return root;
    }

    /** Where it lies. */
    Path path() {
        return layer.resolve("root");
    }

    /** Runs a script of bash in it, as superuser; only /proc is mounted. Ends at the first command that fails. */
    Commands.Outcome run(String script) throws IOException, InterruptedException {
        Path file = path().resolve("script");
        Files.writeString(file, script);
        List<String> words = new ArrayList<>(List.of("unshare", "-m", "-p", "-f", "--kill-child"));
        words.addAll(List.of(
                "sh",
                "-c",
                "mount -t proc proc \"$1/proc\" && exec chroot \"$1\" /usr/bin/env -i HOME=/root LANG=C.UTF-8"
                        + " DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                        + " /bin/bash -eu /script",
                "sh",
                path().toString()));
        try {
            return Commands.run(words);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Installs packages of the mirror; their daemons are not started. The test is skipped where the mirror does not answer. Of the
     * mirror's indexes only that of the packages is fetched: a mirror whose index of contents is older than its release file would
     * otherwise end the whole.
     */
    DebianRoot with(List<String> packages) throws IOException, InterruptedException {
        Files.copy(Path.of("/etc/resolv.conf"), path().resolve("etc/resolv.conf"), StandardCopyOption.REPLACE_EXISTING);
        Commands.Outcome outcome =
                run("""
                printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
                chmod 755 /usr/sbin/policy-rc.d
                apt-get update -qq $(printf -- '-o Acquire::IndexTargets::deb::%s::DefaultEnabled=false ' \
                    Contents-deb Contents-udeb Contents-all DEP-11 Translations)
                apt-get install -y -qq --no-install-recommends -o DPkg::Options::=--force-unsafe-io\
                """ + ' ' + String.join(" ", packages) + "\nrm /usr/sbin/policy-rc.d\napt-get clean\n");
        assumeTrue(outcome.code() == 0, () -> "skipped: the packages could not be installed: " + outcome.said());
        return this;
    }

    /** Inventories it into a file. */
    void scan(Path into) throws IOException, InterruptedException {
        Commands.vigie("agent", "scan", "--root", path().toString(), "--format", "jsonl", "--out", into.toString())
                .orFail("agent scan");
    }

    @Override
    public void close() {
        try {
            Commands.run(List.of("umount", path().toString())).orFail("umount");
            // What was made immutable has to go too.
            Commands.run(List.of(
                    "chattr", "-R", "-f", "-i", "-a", layer.resolve("upper").toString()));
            delete(layer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException, InterruptedException {
        Commands.run(List.of("rm", "-rf", "--one-file-system", folder.toString()))
                .orFail("rm");
    }

    /** The small root; made where it is not there yet. */
    private static synchronized Path base() throws IOException, InterruptedException {
        Optional<String> given = Optional.ofNullable(System.getenv("VIGIE_DEBIAN_ROOT"));
        if (given.isPresent()) {
            return Path.of(given.get());
        }
        assumeTrue(uid().equals("0"), "skipped: needs root");
        assumeTrue(Commands.works("mmdebstrap", "--version"), "skipped: mmdebstrap is not installed");
        Path root = Path.of(
                System.getProperty("java.io.tmpdir"),
                "vigie-debian-" + SUITE + "-" + Integer.toHexString(PACKAGES.hashCode()));
        if (!Files.exists(root.resolve("etc/os-release"))) {
            Path making = Files.createTempDirectory("vigie-debian-making-");
            Commands.Outcome made = Commands.run(List.of(
                    "mmdebstrap", "--variant=minbase", "--include=" + PACKAGES, SUITE, making.toString(), MIRROR));
            if (made.code() != 0) {
                delete(making);
                assumeTrue(false, "skipped: no Debian root could be made: " + made.said());
            }
            Files.move(making, root);
        }
        return root;
    }

    private static String uid() throws IOException, InterruptedException {
        return Commands.run(List.of("id", "-u")).said().strip();
    }
}
