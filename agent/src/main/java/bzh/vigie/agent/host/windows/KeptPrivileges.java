package bzh.vigie.agent.host.windows;

import java.util.Set;

/** The privileges that the running agent keeps of those of LocalSystem (about 30), by the names that Windows gives them. */
public final class KeptPrivileges {
    /** Read every file. */
    static final String BACKUP = "SeBackupPrivilege";

    /**
     * Besides reading every file: read lists of audit entries, go through directories, and run the system's trace session ("Privilege
     * Constants").
     */
    public static final Set<String> NAMES =
            Set.of(BACKUP, "SeSecurityPrivilege", "SeChangeNotifyPrivilege", "SeSystemProfilePrivilege");

    /** Of a process that only reads files and asks others over the network. */
    public static final Set<String> OF_READING = Set.of(BACKUP, "SeChangeNotifyPrivilege");

    private KeptPrivileges() {}
}
