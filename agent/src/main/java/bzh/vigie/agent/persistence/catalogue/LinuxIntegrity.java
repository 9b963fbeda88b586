package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.integrity.OpenDirectory;
import bzh.vigie.agent.persistence.format.integrity.Program;
import bzh.vigie.agent.persistence.format.integrity.SpecialRights;
import java.util.List;

/** What a file is like, whatever is in it: rights, capabilities, whether it is as shipped. */
final class LinuxIntegrity {
    private LinuxIntegrity() {}

    static List<Location> locations() {
        return List.of(
                machine("linux.file.rights", "T1548.001", new SpecialRights(), "/**/*")
                        .mass(),
                // apart from libraries: where no place is of any depth, the kernel tells of changes
                machine(
                                "linux.file.system-program",
                                "T1554",
                                new Program(),
                                "/usr/bin/*",
                                "/usr/sbin/*",
                                "/bin/*",
                                "/sbin/*")
                        .mass(),
                machine(
                                "linux.file.system-library",
                                "T1554",
                                new Program(),
                                "/usr/lib/**/*",
                                "/usr/lib32/**/*",
                                "/usr/lib64/**/*",
                                "/usr/libx32/**/*",
                                "/usr/libexec/**/*",
                                "/lib/**/*",
                                "/lib32/**/*",
                                "/lib64/**/*",
                                "/libx32/**/*")
                        .mass(),
                machine(
                                "linux.file.local-program",
                                "T1554 T1036.005",
                                new Program(),
                                "/usr/local/bin/*",
                                "/usr/local/sbin/*",
                                "/usr/local/lib/*",
                                "/usr/local/libexec/*",
                                "/usr/games/*",
                                "/usr/local/games/*",
                                "/opt/*",
                                "/opt/bin/*",
                                "/opt/*/bin/*",
                                "/opt/*/sbin/*")
                        .mass(),
                machine(
                        "linux.directory.open",
                        "T1574.007",
                        new OpenDirectory(),
                        "/",
                        "/bin",
                        "/sbin",
                        "/lib",
                        "/lib64",
                        "/usr",
                        "/usr/bin",
                        "/usr/sbin",
                        "/usr/lib",
                        "/usr/lib64",
                        "/usr/libexec",
                        "/usr/local",
                        "/usr/local/bin",
                        "/usr/local/sbin",
                        "/usr/local/lib",
                        "/usr/local/lib/*-linux-gnu",
                        "/usr/lib/*-linux-gnu",
                        "/usr/games",
                        "/usr/local/games",
                        "/opt",
                        "/opt/bin",
                        "/snap/bin",
                        "/root",
                        "/root/.ssh",
                        "/boot",
                        "/etc",
                        "/etc/apt/apt.conf.d",
                        "/etc/cron.d",
                        "/etc/cron.hourly",
                        "/etc/cron.daily",
                        "/etc/cron.weekly",
                        "/etc/cron.monthly",
                        "/etc/init.d",
                        "/etc/ld.so.conf.d",
                        "/etc/modprobe.d",
                        "/etc/modules-load.d",
                        "/etc/NetworkManager/dispatcher.d",
                        "/etc/network/if-up.d",
                        "/etc/pam.d",
                        "/etc/polkit-1/rules.d",
                        "/etc/profile.d",
                        "/etc/rc.d",
                        "/etc/security",
                        "/etc/ssh",
                        "/etc/ssh/sshd_config.d",
                        "/etc/sudoers.d",
                        "/etc/systemd/system",
                        "/etc/systemd/system/*.d",
                        "/etc/systemd/system/*.wants",
                        "/etc/systemd/user",
                        "/etc/udev/rules.d",
                        "/etc/update-motd.d",
                        "/etc/xdg/autostart",
                        "/usr/lib/systemd/system",
                        "/usr/lib/systemd/system-generators",
                        "/usr/lib/udev/rules.d",
                        "/usr/lib/modules",
                        "/usr/lib/*-linux-gnu/security",
                        "/usr/lib/security",
                        "/usr/lib/python3/dist-packages",
                        "/var/spool/cron"));
    }
}
