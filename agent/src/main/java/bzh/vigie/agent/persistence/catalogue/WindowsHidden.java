package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.crossCheck;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;

import bzh.vigie.agent.persistence.format.view.ListedServices;
import java.util.List;

/** What a running Windows says of itself through its interfaces against what its registry and files say. */
final class WindowsHidden {
    private WindowsHidden() {}

    static List<Location> locations() {
        return List.of(
                crossCheck("windows.hidden.service", "T1564 T1543.003 T1014", new ListedServices(), SERVICES + "/*"));
    }
}
