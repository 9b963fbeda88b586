package bzh.vigie.agent.persistence.catalogue;

import java.util.List;

/**
 * The places that are read, one line each in the file of their family. A new line needs a folder of its id under the tests'
 * {@code persistence/} and its title and what it cannot see in {@code locations.properties} and its translation.
 */
public final class Catalogue {
    /** Goes up when a location, its places or its parser change what is found: that is newly visible, not added. */
    public static final int VERSION = 4;

    /** The version of ATT&CK that technique ids belong to. */
    public static final String ATTACK_VERSION = "18.1";

    private static final List<Family> FAMILIES = List.of(
            new Family("jobs", LinuxJobs.locations()),
            new Family("boot", LinuxBoot.locations()),
            new Family("access", LinuxAccess.locations()),
            new Family("sessions", LinuxSessions.locations()),
            new Family("hooks", LinuxHooks.locations()),
            new Family("servers", LinuxServers.locations()),
            new Family("containers", LinuxContainers.locations()),
            new Family("remote-access", LinuxRemoteAccess.locations()),
            new Family("running", LinuxRunning.locations()),
            new Family("integrity", LinuxIntegrity.locations()));
    private static final List<Location> LINUX =
            FAMILIES.stream().flatMap(family -> family.locations().stream()).toList();

    /**
     * Locations that belong together.
     *
     * @param name its title is {@code family.NAME} of the location texts
     */
    public record Family(String name, List<Location> locations) {
        public Family {
            locations = List.copyOf(locations);
        }
    }

    private Catalogue() {}

    /** The locations of a Linux system. */
    public static List<Location> linux() {
        return LINUX;
    }

    /** The same by family. */
    public static List<Family> families() {
        return FAMILIES;
    }
}
