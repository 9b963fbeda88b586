package bzh.vigie.agent.persistence.catalogue;

import java.util.List;

/**
 * The places that are read, one line each in the file of their family. A new line needs a folder of its id under the tests'
 * {@code persistence/} and its title and what it cannot see in {@code locations.properties} and its translation.
 */
public final class Catalogue {
    /** Goes up when a location, its places or its parser change what is found: that is newly visible, not added. */
    public static final int VERSION = 14;

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

    private static final List<Family> WINDOWS_FAMILIES = List.of(
            new Family("windows-services", WindowsServices.locations()),
            new Family("windows-start", WindowsStart.locations()),
            new Family("windows-folders", WindowsFolders.locations()),
            new Family("windows-logon", WindowsLogon.locations()),
            new Family("windows-hijacks", WindowsHijacks.locations()),
            new Family("windows-libraries", WindowsLibraries.locations()),
            new Family("windows-security", WindowsSecurityPlaces.locations()),
            new Family("windows-accounts", WindowsAccounts.locations()),
            new Family("windows-shell", WindowsShell.locations()),
            new Family("windows-remote-entry", WindowsRemoteEntry.locations()),
            new Family("windows-office", WindowsOffice.locations()),
            new Family("windows-policies", WindowsPolicies.locations()),
            new Family("windows-blinding", WindowsBlinding.locations()),
            new Family("windows-jobs", WindowsTasks.locations()),
            new Family("windows-shortcuts", WindowsShortcuts.locations()),
            new Family("windows-group-policy", WindowsPolicy.locations()),
            new Family("windows-servers", WindowsServers.locations()),
            new Family("windows-browsers", WindowsBrowsers.locations()),
            new Family("windows-remote-access", WindowsRemoteAccess.locations()),
            new Family("windows-hidden", WindowsHidden.locations()));
    private static final List<Location> WINDOWS = WINDOWS_FAMILIES.stream()
            .flatMap(family -> family.locations().stream())
            .toList();

    private static final List<Family> DIRECTORY_FAMILIES =
            List.of(new Family("directory", DirectoryPlaces.locations()));
    private static final List<Location> DIRECTORY = DIRECTORY_FAMILIES.stream()
            .flatMap(family -> family.locations().stream())
            .toList();

    private Catalogue() {}

    /** The locations of an Active Directory. */
    public static List<Location> directory() {
        return DIRECTORY;
    }

    /** The same by family. */
    public static List<Family> directoryFamilies() {
        return DIRECTORY_FAMILIES;
    }

    /** The locations of a Linux system. */
    public static List<Location> linux() {
        return LINUX;
    }

    /** The same by family. */
    public static List<Family> families() {
        return FAMILIES;
    }

    /** The locations of a Windows system. */
    public static List<Location> windows() {
        return WINDOWS;
    }

    /** The same by family. */
    public static List<Family> windowsFamilies() {
        return WINDOWS_FAMILIES;
    }
}
