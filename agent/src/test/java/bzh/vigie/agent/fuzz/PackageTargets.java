package bzh.vigie.agent.fuzz;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Packaged;
import bzh.vigie.agent.host.packages.InstalledPackages;
import bzh.vigie.event.Observed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of the databases of package managers, one at a time among others that are in order. */
final class PackageTargets {
    private static final Path RPM = Path.of("src/test/resources/bzh/vigie/agent/host/packages");
    private static final List<HostPath> ASKED = List.of(
            HostPath.of("/usr/bin/x"),
            HostPath.of("/etc/x.conf"),
            HostPath.of("/bin/x"),
            HostPath.of("/usr/bin/specimen"));

    private PackageTargets() {}

    static List<FuzzTarget> all() {
        return List.of(
                dpkg("/var/lib/dpkg/status", "Package: x\nConffiles:\n /etc/x.conf 0123456789abcdef0123456789abcdef\n"),
                dpkg("/var/lib/dpkg/info/x.list", "/.\n/usr\n/usr/bin\n/usr/bin/x\n/etc/x.conf\n"),
                dpkg("/var/lib/dpkg/info/x.md5sums", "0123456789abcdef0123456789abcdef  usr/bin/x\n"),
                dpkg("/var/lib/dpkg/diversions", "/usr/bin/x\n/usr/bin/x.real\ny\n"),
                dpkg("/var/lib/dpkg/statoverride", "root root 4755 /usr/bin/x\n"),
                dpkg("/var/lib/ucf/registry", "x /etc/x.conf\n"),
                dpkg("/var/lib/ucf/hashfile", "0123456789abcdef0123456789abcdef  /etc/x.conf\n"),
                alone(
                        "/lib/apk/db/installed",
                        "P:x\nF:usr/bin\nR:x\na:0:0:4755\nZ:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nP:y\nF:etc\nR:x.conf\n"
                                .getBytes(StandardCharsets.UTF_8)),
                alone("/var/lib/rpm/rpmdb.sqlite", bytes("sqlite/var/lib/rpm/rpmdb.sqlite")),
                alone("/var/lib/rpm/Packages.db", bytes("ndb/var/lib/rpm/Packages.db")),
                alone("/var/lib/rpm/Packages", bytes("berkeley/var/lib/rpm/Packages")),
                new FuzzTarget(
                        "/proc/locks",
                        PackageTargets::locks,
                        List.of(
                                "1: POSIX  ADVISORY  WRITE 7 fe:01:2 0 EOF\n2: -> FLOCK  ADVISORY  WRITE 7 00:1b:2 0 EOF\n"
                                        .getBytes(StandardCharsets.UTF_8))));
    }

    private static FuzzTarget dpkg(String path, String seed) {
        return new FuzzTarget(
                path,
                bytes -> asked(new MemoryFiles()
                        .file("/var/lib/dpkg/status", "")
                        .file("/var/lib/dpkg/info/x.list", "/usr/bin/x\n/etc/x.conf\n")
                        .file("/var/lib/dpkg/info/x.md5sums", "0123456789abcdef0123456789abcdef  usr/bin/x\n")
                        .file("/var/lib/ucf/registry", "x /etc/x.conf\n")
                        .file(HostPath.of(path), 0644, bytes)),
                List.of(seed.getBytes(StandardCharsets.UTF_8)));
    }

    private static FuzzTarget alone(String path, byte[] seed) {
        return new FuzzTarget(
                path, bytes -> asked(new MemoryFiles().file(HostPath.of(path), 0644, bytes)), List.of(seed));
    }

    /** The lock's inode is 2; process 7 is the superuser's. */
    private static void locks(byte[] bytes) {
        boolean atWork = new InstalledPackages(new MemoryFiles()
                        .file("/var/lib/dpkg/lock", "")
                        .file("/proc/7/stat", "")
                        .file(HostPath.of("/proc/locks"), 0644, bytes))
                .atWork();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (atWork && !(text.contains("WRITE") && text.matches("(?s).*:0*2\\s.*"))) {
            throw new IllegalStateException("at work without a lock");
        }
    }

    private static void asked(MemoryFiles files) {
        InstalledPackages packages = new InstalledPackages(files);
        for (HostPath path : ASKED) {
            Observed<String> owner = packages.owner(path);
            Packaged packaged = packages.packaged(path);
            if (owner.equals(Observed.known("")) && !packaged.equals(Packaged.UNKNOWN)) {
                throw new IllegalStateException("of no package and still shipped: " + path);
            }
        }
        packages.unread().forEach(detail -> Fuzzed.told(detail));
    }

    private static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(RPM.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
