package bzh.vigie.agent.windows.account;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.PrivilegeNames;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the local security policy lets an account or group do, from the default values of the keys {@code ActSysAc} and
 * {@code Privilgs} below {@code SECURITY\Policy\Accounts\<SID>}:
 *
 * <pre>
 *   ActSysAc   how one may log on u32 (MS-LSAD 2.2.1.2)
 *   Privilgs   privileges u32 · control u32 · (LUID u64, attributes u32) [privileges] (MS-LSAD 2.2.5.5, 3.1.1.2.1)
 * </pre>
 *
 * @param privileges and ways to log on, by Windows' names, in alphabetical order
 * @param malformed 1 where the list of privileges ends early, or one of the values before it is complete, or ActSysAc is longer
 */
public record AccountRights(Sid account, Set<String> privileges, int malformed) {
    private static final Map<Integer, String> LOGONS = Map.ofEntries(
            Map.entry(0x001, "SeInteractiveLogonRight"),
            Map.entry(0x002, "SeNetworkLogonRight"),
            Map.entry(0x004, "SeBatchLogonRight"),
            Map.entry(0x010, "SeServiceLogonRight"),
            Map.entry(0x040, "SeDenyInteractiveLogonRight"),
            Map.entry(0x080, "SeDenyNetworkLogonRight"),
            Map.entry(0x100, "SeDenyBatchLogonRight"),
            Map.entry(0x200, "SeDenyServiceLogonRight"),
            Map.entry(0x400, "SeRemoteInteractiveLogonRight"),
            Map.entry(0x800, "SeDenyRemoteInteractiveLogonRight"));

    /** With any of these one has the machine. */
    private static final Set<String> POWERFUL = Set.of(
            "SeCreateTokenPrivilege",
            "SeAssignPrimaryTokenPrivilege",
            "SeTcbPrivilege",
            "SeTakeOwnershipPrivilege",
            "SeLoadDriverPrivilege",
            "SeBackupPrivilege",
            "SeRestorePrivilege",
            "SeDebugPrivilege",
            "SeManageVolumePrivilege",
            "SeImpersonatePrivilege",
            "SeEnableDelegationPrivilege",
            "SeTrustedCredManAccessPrivilege",
            "SeRelabelPrivilege",
            "SeDelegateSessionUserImpersonatePrivilege");

    /** What set-up gives an account that services or web applications run as. */
    private static final Set<String> OF_SERVICES = Set.of(
            "SeAssignPrimaryTokenPrivilege",
            "SeIncreaseQuotaPrivilege",
            "SeAuditPrivilege",
            "SeChangeNotifyPrivilege",
            "SeServiceLogonRight");

    public AccountRights {
        privileges = Collections.unmodifiableSet(new TreeSet<>(privileges));
    }

    /** The rights that these values give the account. */
    public static AccountRights parse(Sid account, byte[] systemAccess, byte[] privileges) {
        Set<String> all = new TreeSet<>();
        int ways = ByteReader.of(systemAccess).i32();
        LOGONS.forEach((bit, name) -> {
            if ((ways & bit) != 0) {
                all.add(name);
            }
        });
        ByteReader reader = ByteReader.of(privileges);
        long count = reader.u32();
        reader.skip(4);
        long done = 0;
        for (; done < count && reader.remaining() >= 12; done++) {
            long luid = reader.i64();
            reader.skip(4);
            all.add(PrivilegeNames.of(luid).orElse("privilege " + luid));
        }
        boolean cut = isCut(systemAccess, 4) || systemAccess.length > 4 || isCut(privileges, 8) || done < count;
        return new AccountRights(account, all, cut ? 1 : 0);
    }

    private static boolean isCut(byte[] value, int least) {
        return value.length > 0 && value.length < least;
    }

    /** Whether with that privilege one has the machine. */
    public static boolean isPowerful(String privilege) {
        return POWERFUL.contains(privilege);
    }

    /** Those with which one has the machine, where the account has it not anyway. */
    public List<String> powerful() {
        return Principals.isAdministrative(account)
                ? List.of()
                : privileges.stream().filter(POWERFUL::contains).toList();
    }

    /**
     * Those that Windows does not give this account or group by itself. An application pool of IIS (S-1-5-82-…: winnt.h,
     * SECURITY_APPPOOL_ID_BASE_RID) has those of its identity, and so has an account of a domain that logs on as a service
     * (Microsoft, "Configure Windows service accounts and permissions" of SQL Server).
     */
    public List<String> unusual() {
        List<String> unusual = new ArrayList<>(privileges);
        unusual.removeAll(DEFAULTS.getOrDefault(account.toString(), Set.of()));
        if (account.toString().startsWith("S-1-5-82-")
                || (account.isOfDomain() && privileges.contains("SeServiceLogonRight"))) {
            unusual.removeAll(OF_SERVICES);
        }
        return unusual;
    }

    /** Separated by commas. */
    public String text() {
        return String.join(", ", privileges);
    }

    /**
     * What Windows 10, 11 and Server 2016 to 2022 give by themselves, on a domain controller too ("User Rights Assignment" of the Windows
     * documentation).
     */
    private static final Map<String, Set<String>> DEFAULTS = defaults();

    private static Map<String, Set<String>> defaults() {
        Set<String> everyone = names("Se", "NetworkLogonRight ChangeNotifyPrivilege");
        Set<String> users = names(
                "Se",
                "InteractiveLogonRight NetworkLogonRight ChangeNotifyPrivilege ShutdownPrivilege UndockPrivilege"
                        + " IncreaseWorkingSetPrivilege TimeZonePrivilege");
        Set<String> service = names(
                "Se",
                "AssignPrimaryTokenPrivilege AuditPrivilege ImpersonatePrivilege CreateGlobalPrivilege"
                        + " ChangeNotifyPrivilege IncreaseQuotaPrivilege SystemtimePrivilege TimeZonePrivilege"
                        + " IncreaseWorkingSetPrivilege ServiceLogonRight");
        return Map.ofEntries(
                Map.entry("S-1-1-0", everyone),
                Map.entry("S-1-5-32-545", users),
                Map.entry("S-1-5-19", service),
                Map.entry("S-1-5-20", service),
                Map.entry("S-1-5-6", names("Se", "ImpersonatePrivilege CreateGlobalPrivilege ServiceLogonRight")),
                Map.entry("S-1-5-80-0", names("Se", "ServiceLogonRight")),
                Map.entry("S-1-5-83-0", names("Se", "ServiceLogonRight CreateSymbolicLinkPrivilege")),
                Map.entry(
                        "S-1-5-32-551",
                        names(
                                "Se",
                                "BackupPrivilege RestorePrivilege ShutdownPrivilege ChangeNotifyPrivilege"
                                        + " InteractiveLogonRight NetworkLogonRight BatchLogonRight")),
                Map.entry(
                        "S-1-5-32-549",
                        names(
                                "Se",
                                "BackupPrivilege RestorePrivilege ShutdownPrivilege RemoteShutdownPrivilege"
                                        + " SystemtimePrivilege TimeZonePrivilege InteractiveLogonRight")),
                Map.entry("S-1-5-32-550", names("Se", "LoadDriverPrivilege ShutdownPrivilege InteractiveLogonRight")),
                Map.entry("S-1-5-32-555", names("Se", "RemoteInteractiveLogonRight")),
                Map.entry("S-1-5-32-559", names("Se", "BatchLogonRight")),
                Map.entry("S-1-5-32-568", names("Se", "BatchLogonRight ImpersonatePrivilege")),
                Map.entry("S-1-5-90-0", names("Se", "IncreaseBasePriorityPrivilege IncreaseWorkingSetPrivilege")),
                Map.entry("S-1-5-32-546", names("Se", "InteractiveLogonRight DenyNetworkLogonRight")));
    }

    private static Set<String> names(String start, String rest) {
        return List.of(rest.split(" ", -1)).stream().map(start::concat).collect(Collectors.toSet());
    }
}
