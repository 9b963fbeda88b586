package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.CONTROL;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.NT;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;

import bzh.vigie.agent.persistence.format.registry.SafeBoot;
import bzh.vigie.agent.persistence.format.registry.Service;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import java.util.List;

/** Services and drivers, and what starts or hosts them. */
final class WindowsServices {
    private WindowsServices() {}

    static List<Location> locations() {
        return List.of(
                keys("windows.service", "T1543.003 T1574.009", new Service(Service.Kind.PROGRAM), SERVICES + "/*"),
                keys("windows.driver", "T1543.003 T1068", new Service(Service.Kind.DRIVER), SERVICES + "/*"),
                keys("windows.service.group", "T1543.003", Values.all(Names.NOTHING), both(NT + "/Svchost")),
                keys(
                        "windows.service.safe-boot",
                        "T1562.009 T1547",
                        new SafeBoot(),
                        CONTROL + "/SafeBoot/Minimal/*",
                        CONTROL + "/SafeBoot/Network/*"),
                keys(
                        "windows.service.safe-boot-shell",
                        "T1547.004",
                        Values.named(Names.COMMAND, "AlternateShell").by("cmd.exe"),
                        CONTROL + "/SafeBoot"),
                keys(
                        "windows.service.control-extension",
                        "T1547",
                        Values.named(Names.LIBRARY, "ServiceControlManagerExtension")
                                .by("scext.dll"),
                        CONTROL + ""),
                keys(
                        "windows.service.performance",
                        "T1547",
                        Values.named(Names.LIBRARY, "Library"),
                        SERVICES + "/*/Performance"),
                keys(
                        "windows.service.network-provider",
                        "T1556.008",
                        Values.named(Names.LIBRARY, "ProviderPath", "AuthentProviderPath")
                                .by("ntlanman.dll", "davclnt.dll", "drprov.dll", "p9np.dll", "wsock32.dll"),
                        SERVICES + "/*/NetworkProvider"),
                keys(
                        "windows.service.network-provider-order",
                        "T1556.008",
                        Values.named(Names.NOTHING, "ProviderOrder")
                                .separatedBy(",")
                                .by("RDPNP", "LanmanWorkstation", "webclient", "P9NP"),
                        CONTROL + "/NetworkProvider/Order",
                        CONTROL + "/NetworkProvider/HwOrder"));
    }
}
