package bzh.vigie.agent.persistence.catalogue;

import java.util.List;

/** What servers run: web, mail, databases, monitoring, containers. */
final class LinuxServers {
    private LinuxServers() {}

    static List<Location> locations() {
        return List.of();
    }
}
