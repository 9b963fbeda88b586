package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.boot.PreloadList;
import bzh.vigie.agent.persistence.format.boot.UdevRules;
import java.util.List;

/** What runs or is loaded while the machine starts, or for a device. */
final class LinuxBoot {
    private LinuxBoot() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "linux.rc-local",
                        "T1037.004",
                        new Script(),
                        "/etc/rc.local",
                        "/etc/rc.d/rc.local",
                        "/etc/rc.common",
                        "/etc/init.d/boot.local"),
                machine("linux.init.d", "T1037 T1543.002", new Script(), "/etc/init.d/*", "/etc/rc.d/init.d/*"),
                machine("linux.ld-so-preload", "T1574.006", new PreloadList(), "/etc/ld.so.preload"),
                machine(
                        "linux.udev.rules",
                        "T1546.017",
                        new UdevRules(),
                        "/etc/udev/rules.d/*.rules",
                        "/run/udev/rules.d/*.rules",
                        "/usr/local/lib/udev/rules.d/*.rules",
                        "/usr/lib/udev/rules.d/*.rules",
                        "/lib/udev/rules.d/*.rules"));
    }
}
