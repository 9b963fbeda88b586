package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.LoadedFile;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.SourcedScript;
import bzh.vigie.agent.persistence.format.access.NameServers;
import bzh.vigie.agent.persistence.format.hook.AptConf;
import bzh.vigie.agent.persistence.format.hook.CloudConfig;
import bzh.vigie.agent.persistence.format.hook.GitFile;
import bzh.vigie.agent.persistence.format.hook.Interfaces;
import bzh.vigie.agent.persistence.format.hook.Logrotate;
import bzh.vigie.agent.persistence.format.hook.MaintainerScript;
import bzh.vigie.agent.persistence.format.hook.Networks;
import bzh.vigie.agent.persistence.format.hook.PackageSources;
import bzh.vigie.agent.persistence.format.hook.PackageTools;
import bzh.vigie.agent.persistence.format.hook.PrinterDescription;
import bzh.vigie.agent.persistence.format.hook.PythonStartup;
import bzh.vigie.agent.persistence.format.hook.WireGuard;
import bzh.vigie.agent.persistence.format.session.DaemonCommands;
import java.util.ArrayList;
import java.util.List;

/** What other programs run on an occasion: package managers, networks, git, Python, logrotate. */
final class LinuxHooks {
    private LinuxHooks() {}

    static List<Location> locations() {
        List<Location> all = new ArrayList<>();
        all.addAll(networks());
        all.addAll(packages());
        all.addAll(occasions());
        all.addAll(programs());
        return all;
    }

    private static List<Location> networks() {
        return List.of(
                machine(
                        "linux.network.manager-dispatcher",
                        "T1546",
                        new Script(),
                        "/etc/NetworkManager/dispatcher.d/*",
                        "/etc/NetworkManager/dispatcher.d/*.d/*",
                        "/usr/lib/NetworkManager/dispatcher.d/*",
                        "/usr/lib/NetworkManager/dispatcher.d/*.d/*"),
                machine(
                        "linux.network.ifupdown",
                        "T1546",
                        new Script(),
                        "/etc/network/if-pre-up.d/*",
                        "/etc/network/if-up.d/*",
                        "/etc/network/if-down.d/*",
                        "/etc/network/if-post-down.d/*",
                        "/etc/sysconfig/network-scripts/ifup-local",
                        "/sbin/ifup-local",
                        "/sbin/ifdown-local",
                        "/sbin/ifup-pre-local"),
                machine(
                        "linux.network.interfaces",
                        "T1546",
                        new Interfaces(),
                        "/etc/network/interfaces",
                        "/etc/network/interfaces.d/*"),
                machine(
                        "linux.network.name-server",
                        "T1557",
                        new NameServers(),
                        "/etc/systemd/resolved.conf",
                        "/etc/systemd/resolved.conf.d/*.conf",
                        "/etc/systemd/network/*.network",
                        "/etc/systemd/network/*.network.d/*.conf",
                        "/etc/NetworkManager/conf.d/*.conf",
                        "/etc/NetworkManager/system-connections/*",
                        "/etc/netplan/*.yaml",
                        "/etc/network/interfaces",
                        "/etc/network/interfaces.d/*",
                        "/etc/dhcp/dhclient.conf",
                        "/etc/dhclient.conf",
                        "/etc/resolvconf.conf",
                        "/etc/resolvconf/resolv.conf.d/*",
                        "/etc/dnsmasq.conf",
                        "/etc/dnsmasq.d/*",
                        "/etc/NetworkManager/dnsmasq.d/*"),
                machine(
                        "linux.network.networkd-dispatcher",
                        "T1546",
                        new Script(),
                        "/etc/networkd-dispatcher/*.d/*",
                        "/usr/lib/networkd-dispatcher/*.d/*"),
                machine(
                        "linux.network.dhcp-hook",
                        "T1546",
                        new SourcedScript(),
                        "/etc/dhcp/dhclient-enter-hooks.d/*",
                        "/etc/dhcp/dhclient-exit-hooks.d/*",
                        "/etc/dhcp/dhclient-enter-hooks",
                        "/etc/dhcp/dhclient-exit-hooks",
                        "/etc/dhcp/dhclient.d/*",
                        "/sbin/dhclient-script",
                        "/usr/sbin/dhclient-script",
                        "/etc/dhcpcd.enter-hook",
                        "/etc/dhcpcd.exit-hook",
                        "/usr/lib/dhcpcd/dhcpcd-hooks/*",
                        "/usr/libexec/dhcpcd-hooks/*",
                        "/etc/udhcpc/*",
                        "/usr/share/udhcpc/default.script"),
                machine(
                        "linux.network.dhclient-conf",
                        "T1546",
                        Networks.dhclient(),
                        "/etc/dhcp/dhclient.conf",
                        "/etc/dhclient.conf"),
                machine(
                        "linux.network.ppp",
                        "T1546",
                        new Script(),
                        "/etc/ppp/ip-*",
                        "/etc/ppp/ipv6-*",
                        "/etc/ppp/auth-*",
                        "/etc/ppp/ip-*.d/*",
                        "/etc/ppp/ipv6-*.d/*"),
                machine("linux.network.ppp-options", "T1546", Networks.ppp(), "/etc/ppp/options*", "/etc/ppp/peers/*"),
                machine(
                        "linux.network.openvpn",
                        "T1546",
                        Networks.openVpn(),
                        "/etc/openvpn/*.conf",
                        "/etc/openvpn/*/*.conf",
                        "/etc/openvpn/*.ovpn"),
                machine("linux.network.wireguard", "T1546", new WireGuard(), "/etc/wireguard/*.conf"),
                machine(
                        "linux.network.ipsec",
                        "T1546",
                        Networks.ipsec(),
                        "/etc/ipsec.conf",
                        "/etc/ipsec.d/*.conf",
                        "/etc/swanctl/swanctl.conf",
                        "/etc/swanctl/conf.d/*.conf",
                        "/etc/strongswan.conf",
                        "/etc/strongswan.d/*.conf",
                        "/etc/strongswan.d/charon/*.conf"),
                machine(
                        "linux.network.wifi",
                        "T1546",
                        new Script(),
                        "/etc/wpa_supplicant/*.sh",
                        "/etc/wpa_supplicant/action*"));
    }

    private static List<Location> packages() {
        return List.of(
                machine(
                        "linux.package.apt-hook",
                        "T1546.016",
                        new AptConf(),
                        "/etc/apt/apt.conf",
                        "/etc/apt/apt.conf.d/*",
                        "/usr/share/apt/apt.conf.d/*"),
                machine(
                        "linux.package.dpkg-hook",
                        "T1546.016",
                        PackageTools.dpkg(),
                        "/etc/dpkg/dpkg.cfg",
                        "/etc/dpkg/dpkg.cfg.d/*"),
                machine(
                        "linux.package.plugin",
                        "T1546.016",
                        new SourcedScript(),
                        "/usr/lib/python3*/site-packages/dnf-plugins/*.py",
                        "/usr/lib/python3*/dist-packages/dnf-plugins/*.py",
                        "/usr/lib/yum-plugins/*.py",
                        "/usr/share/yum-plugins/*.py",
                        "/usr/lib64/libdnf5/plugins/*.so",
                        "/usr/lib64/libdnf/plugins/*.so",
                        "/usr/lib/zypp/plugins/*/*",
                        "/usr/lib/rpm-plugins/*.so",
                        "/usr/lib64/rpm-plugins/*.so"),
                machine(
                        "linux.package.dnf-conf",
                        "T1546.016",
                        PackageTools.dnf(),
                        "/etc/dnf/dnf.conf",
                        "/etc/dnf/plugins/*.conf",
                        "/etc/dnf/libdnf5-plugins/*.conf",
                        "/etc/yum.conf",
                        "/etc/yum/pluginconf.d/*.conf"),
                machine(
                        "linux.package.dnf-action",
                        "T1546.016",
                        PackageTools.dnfActions(),
                        "/etc/dnf/libdnf*-plugins/actions.d/*.actions",
                        "/etc/dnf/plugins/post-transaction-actions.d/*.action"),
                machine(
                        "linux.package.pacman-hook",
                        "T1546.016",
                        PackageTools.alpmHook(),
                        "/etc/pacman.d/hooks/*.hook",
                        "/usr/share/libalpm/hooks/*.hook"),
                machine("linux.package.pacman-conf", "T1546.016", PackageTools.pacman(), "/etc/pacman.conf"),
                machine(
                        "linux.package.apt-source",
                        "T1546.016 T1195.002",
                        PackageSources.apt(),
                        "/etc/apt/sources.list",
                        "/etc/apt/sources.list.d/*.list",
                        "/etc/apt/sources.list.d/*.sources"),
                machine(
                        "linux.package.rpm-source",
                        "T1546.016 T1195.002",
                        PackageSources.rpm(),
                        "/etc/yum.repos.d/*.repo",
                        "/etc/distro.repos.d/*.repo",
                        "/usr/share/dnf5/repos.d/*.repo",
                        "/etc/zypp/repos.d/*.repo",
                        "/etc/zypp/services.d/*.service"),
                machine(
                        "linux.package.apk-source",
                        "T1546.016 T1195.002",
                        PackageSources.apk(),
                        "/etc/apk/repositories",
                        "/etc/apk/repositories.d/*"),
                machine(
                        "linux.package.keyring",
                        "T1546.016 T1553.004",
                        new LoadedFile(),
                        "/etc/apt/trusted.gpg",
                        "/etc/apt/trusted.gpg.d/*",
                        "/etc/apt/keyrings/*",
                        "/usr/share/keyrings/*",
                        "/etc/pki/rpm-gpg/*",
                        "/etc/apk/keys/*",
                        "/usr/share/pacman/keyrings/*"),
                machine(
                        "linux.package.maintainer-script",
                        "T1546.016",
                        new MaintainerScript(),
                        "/var/lib/dpkg/info/*.preinst",
                        "/var/lib/dpkg/info/*.postinst",
                        "/var/lib/dpkg/info/*.prerm",
                        "/var/lib/dpkg/info/*.postrm",
                        "/var/lib/dpkg/info/*.config"));
    }

    private static List<Location> occasions() {
        return List.of(
                machine("linux.hook.motd", "T1037 T1546", new Script(), "/etc/update-motd.d/*"),
                machine(
                        "linux.hook.logrotate",
                        "T1546",
                        new Logrotate(),
                        "/etc/logrotate.conf",
                        "/etc/logrotate.d/*",
                        "/usr/etc/logrotate.d/*"),
                machine(
                        "linux.hook.kernel",
                        "T1546 T1546.016",
                        new Script(),
                        "/etc/kernel/*.d/*",
                        "/usr/lib/kernel/install.d/*",
                        "/usr/local/lib/kernel/install.d/*",
                        "/usr/share/kernel/*.d/*"),
                machine(
                        "linux.hook.update",
                        "T1546",
                        new Script(),
                        "/etc/ca-certificates/update.d/*",
                        "/etc/resolvconf/update.d/*",
                        "/etc/resolvconf/update-libc.d/*",
                        "/etc/needrestart/hook.d/*",
                        "/etc/needrestart/notify.d/*",
                        "/etc/needrestart/restart.d/*"),
                machine(
                        "linux.hook.needrestart-conf",
                        "T1546",
                        new SourcedScript(),
                        "/etc/needrestart/needrestart.conf",
                        "/etc/needrestart/conf.d/*.conf"),
                machine(
                        "linux.hook.power",
                        "T1546",
                        new Script(),
                        "/etc/acpi/*.sh",
                        "/etc/acpi/*.d/*",
                        "/etc/pm/sleep.d/*",
                        "/etc/pm/power.d/*",
                        "/usr/lib/pm-utils/sleep.d/*",
                        "/usr/lib/pm-utils/power.d/*",
                        "/etc/laptop-mode/*-start/*",
                        "/etc/laptop-mode/*-stop/*",
                        "/etc/apm/*.d/*"),
                machine("linux.hook.acpi-event", "T1546", Networks.acpi(), "/etc/acpi/events/*"),
                machine(
                        "linux.hook.cups",
                        "T1546",
                        new Script(),
                        "/usr/lib/cups/backend/*",
                        "/usr/lib/cups/filter/*",
                        "/usr/lib/cups/notifier/*",
                        "/usr/lib/cups/cgi-bin/*"),
                machine(
                        "linux.hook.printer",
                        "T1546",
                        new PrinterDescription(),
                        "/etc/cups/ppd/*.ppd",
                        "/etc/foomatic/direct/*.ppd"));
    }

    private static List<Location> programs() {
        return List.of(
                machine("linux.git.system-config", "T1546", new GitFile(), "/etc/gitconfig", "/usr/etc/gitconfig"),
                home("linux.git.user-config", "T1546", new GitFile(), "~/.gitconfig", "~/.config/git/config"),
                machine(
                        "linux.git.repository",
                        "T1546",
                        new GitFile(),
                        "/etc/.git/config",
                        "/etc/.git/hooks/*",
                        "/srv/**/*.git/config",
                        "/srv/**/*.git/hooks/*",
                        "/opt/**/*.git/config",
                        "/opt/**/*.git/hooks/*",
                        "/usr/share/git-core/templates/hooks/*",
                        "/var/www/**/.git/config",
                        "/var/www/**/.git/hooks/*",
                        "/srv/**/*.git/modules/*/config",
                        "/srv/**/*.git/modules/*/hooks/*",
                        "/opt/**/*.git/modules/*/config",
                        "/opt/**/*.git/modules/*/hooks/*"),
                home(
                        "linux.git.user-repository",
                        "T1546",
                        new GitFile(),
                        "~/**/*.git/config",
                        "~/**/*.git/hooks/*",
                        "~/**/*.git/modules/*/config",
                        "~/**/*.git/modules/*/hooks/*"),
                machine("linux.python.start", "T1546.018", new PythonStartup(), pythonPlaces()),
                machine(
                        "linux.python.temporary",
                        "T1546.018",
                        new PythonStartup(),
                        "/tmp/**/lib/python*/site-packages/*.pth",
                        "/tmp/**/lib/python*/site-packages/sitecustomize.py",
                        "/tmp/**/lib/python*/site-packages/usercustomize.py",
                        "/var/tmp/**/lib/python*/site-packages/*.pth",
                        "/var/tmp/**/lib/python*/site-packages/sitecustomize.py",
                        "/var/tmp/**/lib/python*/site-packages/usercustomize.py"),
                home(
                        "linux.python.user-start",
                        "T1546.018",
                        new PythonStartup(),
                        "~/.local/lib/python*/site-packages/*.pth",
                        "~/.local/lib/python*/site-packages/sitecustomize.py",
                        "~/.local/lib/python*/site-packages/usercustomize.py",
                        "~/*/lib/python3*/site-packages/*.pth",
                        "~/*/lib/python3*/site-packages/sitecustomize.py",
                        "~/*/*/lib/python3*/site-packages/*.pth",
                        "~/*/*/lib/python3*/site-packages/sitecustomize.py"),
                machine("linux.perl.start", "T1546", new SourcedScript(), perlPlaces()),
                machine(
                        "linux.ruby.start",
                        "T1546",
                        new SourcedScript(),
                        "/usr/lib/ruby/*/rubygems/defaults/operating_system.rb",
                        "/usr/lib/ruby/*/*/rubygems/defaults/operating_system.rb",
                        "/usr/local/lib/site_ruby/rubygems/defaults/operating_system.rb",
                        "/usr/local/lib/site_ruby/*/rubygems/defaults/operating_system.rb",
                        "/usr/local/lib/site_ruby/*/rubygems_plugin.rb",
                        "/usr/share/rubygems/rubygems/defaults/operating_system.rb",
                        "/etc/irbrc"),
                machine(
                        "linux.hook.daemon",
                        "T1546",
                        new DaemonCommands(),
                        "/etc/mdadm/mdadm.conf",
                        "/etc/mdadm/mdadm.conf.d/*",
                        "/etc/mdadm.conf",
                        "/etc/smartd.conf",
                        "/etc/smartmontools/smartd.conf",
                        "/etc/nut/upsmon.conf",
                        "/etc/ups/upsmon.conf",
                        "/etc/keepalived/keepalived.conf",
                        "/etc/keepalived/conf.d/*.conf",
                        "/etc/watchdog.conf"),
                machine(
                        "linux.hook.daemon-script",
                        "T1546",
                        new Script(),
                        "/etc/zfs/zed.d/*",
                        "/etc/apcupsd/*",
                        "/etc/smartmontools/run.d/*",
                        "/etc/watchdog.d/*",
                        "/etc/auto.*",
                        "/etc/qemu-ga/fsfreeze-hook.d/*",
                        "/etc/dkms/framework.conf.d/*"),
                machine(
                        "linux.cloud-init.script",
                        "T1037 T1546",
                        new Script(),
                        "/var/lib/cloud/scripts/per-boot/*",
                        "/var/lib/cloud/scripts/per-instance/*",
                        "/var/lib/cloud/scripts/per-once/*",
                        "/var/lib/cloud/instances/*/scripts/*"),
                machine(
                        "linux.cloud-init.config",
                        "T1037 T1546",
                        new CloudConfig(),
                        "/etc/cloud/cloud.cfg",
                        "/etc/cloud/cloud.cfg.d/*.cfg",
                        "/var/lib/cloud/instances/*/user-data.txt",
                        "/var/lib/cloud/instances/*/vendor-data.txt",
                        "/var/lib/cloud/seed/*/user-data"));
    }

    /** Files of sitecustomize, and of modules that nearly every program loads, in folders that come before the packaged ones. */
    private static String[] perlPlaces() {
        List<String> places = new ArrayList<>(List.of(
                "/etc/perl/sitecustomize.pl",
                "/usr/local/lib/site_perl/sitecustomize.pl",
                "/usr/local/lib/*/perl/*/sitecustomize.pl",
                "/usr/local/lib*/perl5/sitecustomize.pl",
                "/etc/perl/**/*.pm"));
        for (String folder :
                List.of("/usr/local/lib/site_perl", "/usr/local/lib/*/perl/*", "/usr/local/share/perl*/*")) {
            for (String module : List.of(
                    "strict",
                    "warnings",
                    "utf8",
                    "vars",
                    "lib",
                    "base",
                    "parent",
                    "constant",
                    "overload",
                    "Config",
                    "Carp",
                    "Exporter",
                    "POSIX",
                    "Fcntl",
                    "Socket",
                    "XSLoader",
                    "DynaLoader")) {
                places.add(folder + "/" + module + ".pm");
            }
        }
        return places.toArray(String[]::new);
    }

    private static String[] pythonPlaces() {
        List<String> places = new ArrayList<>();
        for (String directory : List.of(
                "/usr/lib/python*",
                "/usr/lib/python*/dist-packages",
                "/usr/lib/python*/site-packages",
                "/usr/lib64/python*/site-packages",
                "/usr/local/lib/python*/dist-packages",
                "/usr/local/lib/python*/site-packages",
                "/usr/local/lib64/python*/site-packages",
                "/opt/*/lib/python*/site-packages",
                "/opt/*/*/lib/python*/site-packages",
                "/srv/*/lib/python*/site-packages",
                "/srv/*/*/lib/python*/site-packages",
                "/var/www/*/lib/python*/site-packages",
                "/var/www/*/*/lib/python*/site-packages")) {
            for (String name : List.of("*.pth", "sitecustomize.py", "usercustomize.py")) {
                places.add(directory + "/" + name);
            }
        }
        return places.toArray(String[]::new);
    }
}
