package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a package manager is at work: dpkg, apk or rpm hold a write lock on a file of their own while they change
 * what is installed, and {@code /proc/locks} tells of locks by inode (proc_locks(5)). Its device is not compared: of some file
 * systems (btrfs, overlays) it is not the one that stat(2) tells. Only what the superuser holds counts, so that nobody else can
 * pass for one, and of dpkg's lock only what dpkg itself holds: apt holds it too while it downloads, which changes nothing installed and may take
 * minutes (apt-pkg's pkgSystem lets go of it for each run of dpkg). Where nothing runs there are no locks.
 */
final class PackageLocks {
    private static final HostPath LOCKS = HostPath.of("/proc/locks");
    private static final int LIMIT = 1 << 20;
    private static final Set<String> KINDS = Set.of("POSIX", "FLOCK", "OFDLCK");
    private static final HostPath OF_DPKG = HostPath.of("/var/lib/dpkg/lock");
    private static final List<HostPath> OF_OTHERS = List.of(
            HostPath.of("/lib/apk/db/lock"),
            HostPath.of("/var/lib/rpm/.rpm.lock"),
            HostPath.of("/usr/lib/sysimage/rpm/.rpm.lock"));
    private static final String DPKG = "dpkg";

    private final Files files;

    PackageLocks(Files files) {
        this.files = files;
    }

    /** Who holds a write lock on which file. */
    record Held(long inode, String process) {}

    /** Whether one of their locks is held. */
    boolean areHeld() {
        Optional<Long> ofDpkg = inode(OF_DPKG);
        List<Long> ofOthers =
                OF_OTHERS.stream().flatMap(lock -> inode(lock).stream()).toList();
        return (ofDpkg.isPresent() || !ofOthers.isEmpty())
                && files
                        .read(LOCKS, LIMIT)
                        .ifFound()
                        .map(content -> parse(new String(content.bytes(), StandardCharsets.ISO_8859_1)))
                        .orElse(Set.of())
                        .stream()
                        .filter(held -> isOfTheSuperuser(held.process()))
                        .anyMatch(held -> ofOthers.contains(held.inode())
                                || (ofDpkg.filter(inode -> inode == held.inode())
                                                .isPresent()
                                        && mayBeDpkg(held.process())));
    }

    private Optional<Long> inode(HostPath lock) {
        return files.status(lock).ifFound().map(Status::inode);
    }

    /** By the program that it runs, whose name goes on with others while it replaces itself; also where that is not told. */
    private boolean mayBeDpkg(String process) {
        return switch (files.link(HostPath.of("/proc/" + process + "/exe"))) {
            case Found<byte[]> program -> {
                String path = new String(program.value(), StandardCharsets.ISO_8859_1);
                yield path.substring(path.lastIndexOf('/') + 1).startsWith(DPKG);
            }
            case Absent<byte[]> ignored -> false;
            case Refused<byte[]> ignored -> true;
        };
    }

    /** {@code 1: POSIX ADVISORY WRITE 1234 fd:01:5678 0 EOF}; one that is waited for begins with an arrow and is not held. */
    static Set<Held> parse(String text) {
        Set<Held> held = new HashSet<>();
        text.lines().forEach(line -> {
            String[] words = line.strip().split("\\s+", -1);
            boolean writes = words.length >= 6 && KINDS.contains(words[1]) && words[3].equals("WRITE");
            if (writes && words[4].matches("[0-9]{1,10}") && words[5].matches("[0-9a-f]+:[0-9a-f]+:[0-9]{1,18}")) {
                long inode = Long.parseLong(words[5].substring(words[5].lastIndexOf(':') + 1));
                boolean ignored = held.add(new Held(inode, words[4]));
            }
        });
        return held;
    }

    private boolean isOfTheSuperuser(String process) {
        return files.status(HostPath.of("/proc/" + process))
                .ifFound()
                .filter(status -> status.uid() == 0)
                .isPresent();
    }
}
