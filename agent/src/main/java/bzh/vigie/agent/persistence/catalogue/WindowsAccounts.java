package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.CONTROL;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.NT;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;

import bzh.vigie.agent.persistence.format.account.LocalGroup;
import bzh.vigie.agent.persistence.format.account.PolicyAccount;
import bzh.vigie.agent.persistence.format.account.Rights;
import bzh.vigie.agent.persistence.format.account.SamAccount;
import bzh.vigie.agent.windows.security.Securable;
import java.util.List;

/** Who may come in and with which rights, and who may change what runs. */
final class WindowsAccounts {
    private static final String DOMAINS = "HKLM/SAM/SAM/Domains";

    private WindowsAccounts() {}

    static List<Location> locations() {
        return List.of(
                keys(
                        "windows.account.local",
                        "T1078.003 T1136.001 T1098",
                        new SamAccount(),
                        DOMAINS + "/Account/Users/*"),
                keys("windows.account.group", "T1098.007", new LocalGroup(), DOMAINS + "/Builtin/Aliases/*"),
                keys("windows.account.right", "T1098", new PolicyAccount(), "HKLM/SECURITY/Policy/Accounts/*"),
                keys(
                        "windows.service.rights",
                        "T1574.011 T1543.003",
                        Rights.in(Securable.SERVICE, "Security"),
                        SERVICES + "/*/Security"),
                keys(
                        "windows.service.manager-rights",
                        "T1574.011",
                        Rights.all(Securable.SERVICE_MANAGER, "Security"),
                        CONTROL + "/ServiceGroupOrder/Security"),
                keys(
                        "windows.service.key-rights",
                        "T1574.011",
                        Rights.ofKeys(),
                        SERVICES + "/*",
                        SERVICES + "/*/Parameters"),
                keys("windows.start.key-rights", "T1112", Rights.ofKeys(), startKeys()),
                keys(
                        "windows.remote-registry.rights",
                        "T1112 T1021",
                        Rights.ofEvery(Securable.REMOTE_REGISTRY),
                        CONTROL + "/SecurePipeServers/winreg"),
                keys(
                        "windows.dcom.rights",
                        "T1021.003 T1112",
                        Rights.all(Securable.COM_START, "DefaultLaunchPermission", "MachineLaunchRestriction"),
                        "HKLM/SOFTWARE/Microsoft/Ole"),
                keys(
                        "windows.dcom.call-rights",
                        "T1021.003 T1112",
                        Rights.all(Securable.COM_CALL, "DefaultAccessPermission", "MachineAccessRestriction"),
                        "HKLM/SOFTWARE/Microsoft/Ole"));
    }

    private static String[] startKeys() {
        return both(
                VERSION + "/Run",
                VERSION + "/RunOnce",
                VERSION + "/Policies/Explorer/Run",
                NT + "/Winlogon",
                NT + "/Image File Execution Options",
                NT + "/Image File Execution Options/*",
                NT + "/Windows",
                "/Microsoft/Active Setup/Installed Components",
                "/Microsoft/Active Setup/Installed Components/*");
    }
}
