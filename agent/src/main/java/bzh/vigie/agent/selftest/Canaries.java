package bzh.vigie.agent.selftest;

import static bzh.vigie.agent.selftest.Canary.file;

import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import java.util.List;
import java.util.Optional;

/**
 * Which locations of the catalogue can be tried on a running machine, and with what. A specimen is a new file, never a change
 * of one that is there, and is of a kind that nothing runs: not executable, not enabled, for a time or device or account that
 * there is not, or {@code /bin/true}.
 */
final class Canaries {
    private static final String NAME = "vigie-selftest-" + Canary.MARK;
    private static final String NEVER = "0 0 30 2 *";
    private static final String SCRIPT = "#!/bin/sh\n# " + NAME + "\nexit 0\n";
    private static final String UNIT = "[Unit]\nDescription=" + NAME + "\n";

    private static final List<Canary> ALL = List.of(
            file("linux.cron.d", "/etc/cron.d/" + NAME, NEVER + " root /bin/true # " + NAME + "\n"),
            file("linux.cron.periodic", "/etc/cron.monthly/" + NAME, SCRIPT),
            file("linux.cron.user", "/var/spool/cron/crontabs/" + NAME, NEVER + " /bin/true # " + NAME + "\n")
                    .forOwner(),
            file(
                    "linux.systemd.service",
                    "/etc/systemd/system/" + NAME + ".service",
                    UNIT + "[Service]\nExecStart=/bin/true\n"),
            file(
                    "linux.systemd.timer",
                    "/etc/systemd/system/" + NAME + ".timer",
                    UNIT + "[Timer]\nOnCalendar=2199-01-01\n"),
            file(
                    "linux.systemd.activation",
                    "/etc/systemd/system/" + NAME + ".path",
                    UNIT + "[Path]\nPathExists=/run/" + NAME + "\n"),
            file(
                    "linux.systemd.drop-in",
                    "/etc/systemd/system/" + NAME + ".service.d/x.conf",
                    UNIT + "[Service]\nExecStart=/bin/true\n"),
            file(
                    "linux.systemd.all-users-service",
                    "/etc/systemd/user/" + NAME + ".service",
                    UNIT + "[Service]\nExecStart=/bin/true\n"),
            file(
                    "linux.systemd.all-users-timer",
                    "/etc/systemd/user/" + NAME + ".timer",
                    UNIT + "[Timer]\nOnCalendar=2199-01-01\n"),
            file(
                    "linux.systemd.all-users-drop-in",
                    "/etc/systemd/user/" + NAME + ".service.d/x.conf",
                    UNIT + "[Service]\nExecStart=/bin/true\n"),
            file(
                    "linux.systemd.user-service",
                    "/root/.config/systemd/user/" + NAME + ".service",
                    UNIT + "[Service]\nExecStart=/bin/true\n"),
            file("linux.init.d", "/etc/init.d/" + NAME, SCRIPT),
            file(
                    "linux.udev.rules",
                    "/etc/udev/rules.d/99-" + NAME + ".rules",
                    "KERNEL==\"" + NAME + "\", RUN+=\"/bin/true\"\n"),
            file("linux.sudoers", "/etc/sudoers.d/" + NAME, NAME + " ALL=(nobody) /bin/true\n")
                    .forOwner(),
            file(
                    "linux.polkit.rules",
                    "/etc/polkit-1/rules.d/99-" + NAME + ".rules",
                    "// " + NAME + "\npolkit.addRule(function(action, subject) {\n    if (action.id == \"" + NAME
                            + "\") { return polkit.Result.NO; }\n});\n"),
            file("linux.pam.stack", "/etc/pam.d/" + NAME, "# " + NAME + "\nauth required pam_deny.so\n"),
            file(
                    "linux.ssh.server-config",
                    "/etc/ssh/sshd_config.d/" + NAME + ".conf",
                    "Match User " + NAME + "\n    AuthorizedKeysFile none\n"),
            file("linux.shell.system-profile", "/etc/profile.d/" + NAME, "# " + NAME + "\n"),
            file(
                    "linux.xdg.system-autostart",
                    "/etc/xdg/autostart/" + NAME + ".desktop",
                    "[Desktop Entry]\nType=Application\nName=" + NAME + "\nExec=/bin/true\nHidden=true\n"),
            file(
                    "linux.xdg.user-autostart",
                    "/root/.config/autostart/" + NAME + ".desktop",
                    "[Desktop Entry]\nType=Application\nName=" + NAME + "\nExec=/bin/true\nHidden=true\n"),
            file(
                    "linux.package.apt-hook",
                    "/etc/apt/apt.conf.d/99" + NAME,
                    "DPkg::Post-Invoke { \"/bin/true # " + NAME + "\"; };\n"),
            file("linux.package.dpkg-hook", "/etc/dpkg/dpkg.cfg.d/" + NAME, "post-invoke=/bin/true # " + NAME + "\n"),
            file(
                    "linux.package.apt-source",
                    "/etc/apt/sources.list.d/" + NAME + ".sources",
                    "Types: deb\nURIs: file:/" + NAME + "\nSuites: none\nComponents: main\nEnabled: no\n"),
            file("linux.hook.motd", "/etc/update-motd.d/99-" + NAME, SCRIPT),
            file(
                    "linux.hook.logrotate",
                    "/etc/logrotate.d/" + NAME,
                    "/nonexistent/" + NAME
                            + " {\n    missingok\n    postrotate\n        /bin/true\n    endscript\n}\n"),
            file("linux.network.ifupdown", "/etc/network/if-up.d/" + NAME, SCRIPT),
            file("linux.network.manager-dispatcher", "/etc/NetworkManager/dispatcher.d/99-" + NAME, SCRIPT),
            file("linux.web.script", "/var/www/html/" + NAME + ".php", "<?php exit; eval($_POST[\"" + NAME + "\"]);\n")
                    .forOwner(),
            file(
                    "linux.log.rsyslog",
                    "/etc/rsyslog.d/" + NAME + ".conf",
                    "if $programname == \"" + NAME + "\" then action(type=\"omprog\" binary=\"/bin/true\")\n"),
            file("linux.module.autoload", "/etc/modules-load.d/" + NAME + ".conf", NAME + "\n"),
            file("linux.module.settings", "/etc/modprobe.d/" + NAME + ".conf", "install " + NAME + " /bin/true\n"),
            file(
                    "linux.xinetd",
                    "/etc/xinetd.d/" + NAME,
                    "service " + NAME + "\n{\n disable = yes\n server = /bin/true\n}\n"),
            file("linux.systemd.sleep-hook", "/usr/lib/systemd/system-sleep/" + NAME, SCRIPT),
            file("linux.systemd.generator", "/etc/systemd/system-generators/" + NAME, SCRIPT),
            file("linux.systemd.linger", "/var/lib/systemd/linger/" + NAME, NAME + "\n"),
            file("linux.initramfs.hook", "/etc/initramfs-tools/hooks/" + NAME, SCRIPT),
            file("linux.hook.kernel", "/etc/kernel/postinst.d/" + NAME, SCRIPT),
            file("linux.grub.script", "/etc/grub.d/99_" + NAME, SCRIPT),
            file(
                    "linux.systemd.all-users-activation",
                    "/etc/systemd/user/" + NAME + ".path",
                    UNIT + "[Path]\nPathExists=/run/" + NAME + "\n"),
            file(
                    "linux.systemd.preset",
                    "/etc/systemd/system-preset/99-" + NAME + ".preset",
                    "enable " + NAME + ".service\n"),
            file(
                    "linux.dbus.system-service",
                    "/usr/share/dbus-1/system-services/" + NAME + ".service",
                    "[D-BUS Service]\nName=" + NAME + "\nExec=/bin/true\nUser=nobody\n"),
            file(
                    "linux.dbus.session-service",
                    "/usr/share/dbus-1/services/" + NAME + ".service",
                    "[D-BUS Service]\nName=" + NAME + "\nExec=/bin/true\n"),
            file(
                    "linux.ssh.system-client",
                    "/etc/ssh/ssh_config.d/" + NAME + ".conf",
                    "Host " + NAME + "\n    ProxyCommand /bin/true\n"),
            file(
                    "linux.desktop.session",
                    "/usr/share/xsessions/" + NAME + ".desktop",
                    "[Desktop Entry]\nType=Application\nName=" + NAME + "\nExec=/bin/true\nHidden=true\n"),
            file(
                    "linux.desktop.local-application",
                    "/usr/local/share/applications/" + NAME + ".desktop",
                    "[Desktop Entry]\nType=Application\nName=" + NAME + "\nExec=/bin/true\nHidden=true\n"),
            file("linux.ld-so-conf", "/etc/ld.so.conf.d/" + NAME + ".conf", "/nonexistent/" + NAME + "\n"),
            file("linux.package.keyring", "/usr/share/keyrings/" + NAME + ".gpg", NAME + "\n"),
            file("linux.network.ppp-options", "/etc/ppp/peers/" + NAME, "connect /bin/true # " + NAME + "\n"),
            file(
                            "linux.network.wireguard",
                            "/etc/wireguard/" + NAME + ".conf",
                            "[Interface]\nPostUp = /bin/true # " + NAME + "\n")
                    .forOwner(),
            file("linux.network.networkd-dispatcher", "/etc/networkd-dispatcher/routable.d/" + NAME, SCRIPT),
            file("linux.hook.update", "/etc/ca-certificates/update.d/" + NAME, SCRIPT),
            file("linux.hook.power", "/etc/pm/sleep.d/" + NAME, SCRIPT),
            file("linux.hook.daemon", "/etc/mdadm/mdadm.conf.d/" + NAME, "PROGRAM /bin/true # " + NAME + "\n"),
            file("linux.hook.daemon-script", "/etc/zfs/zed.d/" + NAME, SCRIPT),
            file(
                    "linux.ruby.start",
                    "/usr/local/lib/site_ruby/" + NAME + "/rubygems_plugin.rb",
                    "# " + NAME + "\nnil\n"),
            file("linux.cloud-init.script", "/var/lib/cloud/scripts/per-boot/" + NAME, SCRIPT),
            file("linux.monitoring.plugin", "/usr/lib/nagios/plugins/" + NAME, SCRIPT),
            file(
                    "linux.log.fail-ban-action",
                    "/etc/fail2ban/action.d/" + NAME + ".conf",
                    "[Definition]\nactionban = /bin/true # " + NAME + "\n"),
            file("linux.remote.gsocket", "/usr/local/bin/gs-" + NAME, NAME + "\n"),
            file("linux.file.local-program", "/usr/local/lib/" + NAME + ".so", NAME + "\n"),
            file(
                    "linux.log.audit-plugin",
                    "/etc/audit/plugins.d/" + NAME + ".conf",
                    "active = no\npath = /bin/true\n# " + NAME + "\n"));

    private Canaries() {}

    static List<Canary> all() {
        return ALL;
    }

    /** Why a location has no specimen; empty where it has one. */
    static Optional<Untried> untried(Location location) {
        if (ALL.stream().anyMatch(canary -> canary.location().equals(location.id()))) {
            return Optional.empty();
        }
        if (location.scope() != Scope.MACHINE) {
            return Optional.of(Untried.OF_AN_ACCOUNT);
        }
        if (location.places().stream().allMatch(Location::isOfTheKernel)) {
            return Optional.of(Untried.OF_THE_KERNEL);
        }
        return Optional.of(
                location.places().stream().noneMatch(place -> place.contains("*"))
                        ? Untried.ONE_FILE
                        : Untried.USED_AT_ONCE);
    }
}
