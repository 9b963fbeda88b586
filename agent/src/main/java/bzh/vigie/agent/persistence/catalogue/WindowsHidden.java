package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.crossCheck;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;

import bzh.vigie.agent.persistence.format.account.ListedAccounts;
import bzh.vigie.agent.persistence.format.account.ListedMembers;
import bzh.vigie.agent.persistence.format.view.ListedServices;
import java.util.List;

/** What a running Windows says of itself through its interfaces against what its registry and files say. */
final class WindowsHidden {
    private WindowsHidden() {}

    static List<Location> locations() {
        return List.of(
                crossCheck("windows.hidden.service", "T1564 T1543.003 T1014", new ListedServices(), SERVICES + "/*"),
                crossCheck(
                        "windows.hidden.account",
                        "T1564.002 T1136.001 T1078.003 T1098",
                        new ListedAccounts(),
                        "HKLM/SAM/SAM/Domains/Account/Users/*"),
                crossCheck(
                        "windows.hidden.member",
                        "T1564.002 T1098.007",
                        new ListedMembers(),
                        "HKLM/SAM/SAM/Domains/Builtin/Aliases/*"));
    }
}
