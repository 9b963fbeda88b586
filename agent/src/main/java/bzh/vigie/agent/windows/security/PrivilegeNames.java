package bzh.vigie.agent.windows.security;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Windows' names of privileges by their numbers (LUIDs), which are the same on every Windows ([MS-LSAD] 3.1.1.2.1). */
public final class PrivilegeNames {
    private static final int FIRST = 2;
    private static final List<String> NAMES = List.of(
            "SeCreateTokenPrivilege",
            "SeAssignPrimaryTokenPrivilege",
            "SeLockMemoryPrivilege",
            "SeIncreaseQuotaPrivilege",
            "SeMachineAccountPrivilege",
            "SeTcbPrivilege",
            "SeSecurityPrivilege",
            "SeTakeOwnershipPrivilege",
            "SeLoadDriverPrivilege",
            "SeSystemProfilePrivilege",
            "SeSystemtimePrivilege",
            "SeProfileSingleProcessPrivilege",
            "SeIncreaseBasePriorityPrivilege",
            "SeCreatePagefilePrivilege",
            "SeCreatePermanentPrivilege",
            "SeBackupPrivilege",
            "SeRestorePrivilege",
            "SeShutdownPrivilege",
            "SeDebugPrivilege",
            "SeAuditPrivilege",
            "SeSystemEnvironmentPrivilege",
            "SeChangeNotifyPrivilege",
            "SeRemoteShutdownPrivilege",
            "SeUndockPrivilege",
            "SeSyncAgentPrivilege",
            "SeEnableDelegationPrivilege",
            "SeManageVolumePrivilege",
            "SeImpersonatePrivilege",
            "SeCreateGlobalPrivilege",
            "SeTrustedCredManAccessPrivilege",
            "SeRelabelPrivilege",
            "SeIncreaseWorkingSetPrivilege",
            "SeTimeZonePrivilege",
            "SeCreateSymbolicLinkPrivilege",
            "SeDelegateSessionUserImpersonatePrivilege");

    private PrivilegeNames() {}

    /** The name of that number; empty where there is none. */
    public static Optional<String> of(long number) {
        return number >= FIRST && number - FIRST < NAMES.size()
                ? Optional.of(NAMES.get((int) number - FIRST))
                : Optional.empty();
    }

    /** The number of that name; empty where it is no privilege's. */
    public static OptionalLong number(String name) {
        int at = NAMES.indexOf(name);
        return at < 0 ? OptionalLong.empty() : OptionalLong.of((long) FIRST + at);
    }
}
