package bzh.vigie.agent.persistence.catalogue;

import java.util.ArrayList;
import java.util.List;

/**
 * The places that are read, one line each in the file of their family. A new line needs a folder of its id under the tests'
 * {@code persistence/} and its title and what it cannot see in {@code locations.properties} and its translation.
 */
public final class Catalogue {
    /** Goes up when a location, its places or its parser change what is found: that is newly visible, not added. */
    public static final int VERSION = 3;

    /** The version of ATT&CK that technique ids belong to. */
    public static final String ATTACK_VERSION = "18.1";

    private static final List<Location> LINUX = join(List.of(
            LinuxJobs.locations(),
            LinuxBoot.locations(),
            LinuxAccess.locations(),
            LinuxSessions.locations(),
            LinuxHooks.locations(),
            LinuxServers.locations(),
            LinuxRunning.locations(),
            LinuxIntegrity.locations()));

    private Catalogue() {}

    /** The locations of a Linux system. */
    public static List<Location> linux() {
        return LINUX;
    }

    private static List<Location> join(List<List<Location>> families) {
        List<Location> all = new ArrayList<>();
        families.forEach(all::addAll);
        return List.copyOf(all);
    }
}
