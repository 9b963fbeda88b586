package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.persistence.format.running.MountTable;
import bzh.vigie.agent.persistence.format.running.MountTable.Mount;
import java.util.List;
import java.util.Set;

/**
 * Which sites lie under a mount that hides what the disk holds: in the view in which files are read, and in the view of this
 * process alone. Where the first process has another root directory, every site lies under the one that is read. Immutable.
 *
 * @param otherRoot whether the first process has another root directory
 * @param read mounts of the view in which files are read
 * @param own mounts of this process's own view: a process that it starts sees what they show
 */
record CoveredSites(boolean otherRoot, List<Mount> read, List<Mount> own) {
    /** Nothing is known of mounts. */
    static final CoveredSites NONE = new CoveredSites(false, List.of(), List.of());

    private static final HostPath OWN = HostPath.of("/proc/self/mountinfo");
    private static final int MAX_TABLE = 4 << 20;

    /** Directories that are one piece with the root: a piece of another one over all of it is no partition. */
    private static final Set<String> PIECES_OF_THE_ROOT = Set.of("/etc", "/root");

    CoveredSites {
        read = List.copyOf(read);
        own = List.copyOf(own);
    }

    /** As the machine is now. */
    static CoveredSites of(Files files) {
        List<Mount> own = covering(files, OWN);
        HostPath table = files.mountTable();
        return new CoveredSites(files.hasOtherRoot(), table.equals(OWN) ? own : covering(files, table), own);
    }

    private static List<Mount> covering(Files files, HostPath table) {
        return files
                .read(table, MAX_TABLE)
                .ifFound()
                .map(content -> MountTable.parse(
                        HostText.content(content.bytes()).lines().toList()))
                .orElse(MountTable.EMPTY)
                .mounts()
                .stream()
                .filter(CoveredSites::covers)
                .toList();
    }

    /** A machine that is put together from file systems has whole ones at its first level. */
    private static boolean covers(Mount mount) {
        return mount.hides()
                && (HostPath.of(mount.point()).components().size() > 1
                        || (PIECES_OF_THE_ROOT.contains(mount.point()) && mount.isPiece()));
    }

    /** Where something is mounted over files of the site, in the view in which it is read; empty where nothing is. */
    List<HostPath> over(Site site) {
        return otherRoot ? List.of(HostPath.ROOT) : points(read, site);
    }

    /** Mount points at which a process that this one starts would read something else than the disk holds. */
    List<HostPath> ownOver(Site site) {
        return points(own, site);
    }

    private static List<HostPath> points(List<Mount> mounts, Site site) {
        List<Site.Pattern> patterns = mounts.isEmpty() ? List.of() : site.patterns();
        return mounts.stream()
                .map(mount -> HostPath.of(mount.point()))
                .filter(point -> patterns.stream().anyMatch(pattern -> pattern.leadsThrough(point)))
                .distinct()
                .toList();
    }
}
