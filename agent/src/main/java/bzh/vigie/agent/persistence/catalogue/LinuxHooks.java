package bzh.vigie.agent.persistence.catalogue;

import java.util.List;

/** What other programs run on an occasion: package managers, networks, git, Python, logrotate. */
final class LinuxHooks {
    private LinuxHooks() {}

    static List<Location> locations() {
        return List.of();
    }
}
