package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.crossCheck;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;

import bzh.vigie.agent.persistence.format.account.ListedAccounts;
import bzh.vigie.agent.persistence.format.account.ListedMembers;
import bzh.vigie.agent.persistence.format.view.ListedCertificates;
import bzh.vigie.agent.persistence.format.view.ListedFirewall;
import bzh.vigie.agent.persistence.format.view.ListedServices;
import bzh.vigie.agent.persistence.format.view.ListedSubscriptions;
import bzh.vigie.agent.persistence.format.view.ListedTasks;
import bzh.vigie.agent.persistence.format.view.LoadedDrivers;
import java.util.List;

/** What a running Windows says of itself through its interfaces against what its registry and files say. */
final class WindowsHidden {
    private WindowsHidden() {}

    static List<Location> locations() {
        return List.of(
                crossCheck("windows.hidden.service", "T1564 T1543.003 T1014", new ListedServices(), SERVICES + "/*"),
                crossCheck(
                        "windows.hidden.task",
                        "T1564 T1053.005",
                        new ListedTasks(),
                        "HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/Schedule/TaskCache/Tree"),
                crossCheck(
                        "windows.hidden.subscription",
                        "T1564 T1546.003",
                        new ListedSubscriptions(),
                        "HKLM/SOFTWARE/Microsoft/WBEM/CIMOM"),
                crossCheck(
                        "windows.hidden.firewall",
                        "T1562.004",
                        new ListedFirewall(),
                        SERVICES + "/SharedAccess/Parameters/FirewallPolicy"),
                crossCheck(
                        "windows.hidden.account",
                        "T1564.002 T1136.001 T1078.003 T1098",
                        new ListedAccounts(),
                        "HKLM/SAM/SAM/Domains/Account/Users/*"),
                crossCheck(
                        "windows.hidden.member",
                        "T1564.002 T1098.007",
                        new ListedMembers(),
                        "HKLM/SAM/SAM/Domains/Builtin/Aliases/*"),
                crossCheck("windows.hidden.driver", "T1014 T1543.003 T1068", new LoadedDrivers(), SERVICES + "/*")
                        .mass(),
                crossCheck(
                        "windows.hidden.certificate",
                        "T1564 T1553.004",
                        new ListedCertificates(),
                        "HKLM/SOFTWARE/Microsoft/SystemCertificates/*/Certificates/*",
                        "HKLM/SOFTWARE/Policies/Microsoft/SystemCertificates/*/Certificates/*",
                        "HKLM/SOFTWARE/Microsoft/EnterpriseCertificates/*/Certificates/*"));
    }
}
