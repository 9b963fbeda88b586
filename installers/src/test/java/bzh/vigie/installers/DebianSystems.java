package bzh.vigie.installers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Debian systems that several tests start from, with their inventories: each is made when the first test asks for it and thrown
 * away at the end of the run.
 */
final class DebianSystems implements AutoCloseable {
    private static final List<String> SERVERS = List.of(
            "apache2",
            "php-fpm",
            "nginx-light",
            "mariadb-server",
            "postgresql",
            "redis-server",
            "postfix",
            "dovecot-core",
            "bind9",
            "samba",
            "nfs-kernel-server",
            "proftpd-core",
            "cups-daemon",
            "squid",
            "haproxy",
            "docker.io",
            "network-manager",
            "openvpn",
            "wireguard-tools",
            "fail2ban",
            "auditd",
            "ufw",
            "chrony",
            "unattended-upgrades",
            "needrestart",
            "cloud-init",
            "snmpd",
            "zabbix-agent",
            "munin-node",
            "nagios-nrpe-server",
            "collectd-core",
            "monit",
            "sysstat",
            "smartmontools",
            "mdadm",
            "lvm2",
            "initramfs-tools",
            "grub2-common",
            "tmux",
            "knockd",
            "tor",
            "e2fsprogs",
            "popularity-contest",
            "debsecan",
            "apt-listchanges",
            "apt-show-versions",
            "command-not-found",
            "rkhunter",
            "certbot",
            "acl");

    /** Whose scripts write what no package has: capabilities, PAM's stacks, copies kept by ucf, alternatives, certificates, units, accounts. */
    static final List<String> SCRIPTED = List.of(
            "etckeeper",
            "flatpak",
            "sssd",
            "libpam-ldapd",
            "libpam-cap",
            "iputils-ping",
            "iputils-arping",
            "mtr-tiny",
            "fping",
            "libgstreamer1.0-0",
            "wireshark-common",
            "ca-certificates",
            "debconf",
            "ucf",
            "grub-pc-bin",
            "mailutils",
            "vim",
            "rsync",
            "postgresql-common",
            "php-cli",
            "libapache2-mod-php");

    /** What a desktop starts: a logon screen, a session, sound, Bluetooth, printers, a browser, an office. */
    static final List<String> DESKTOP = List.of(
            "lightdm",
            "xfce4-session",
            "xfce4-panel",
            "xfce4-settings",
            "at-spi2-core",
            "dbus-x11",
            "pipewire-pulse",
            "wireplumber",
            "network-manager-gnome",
            "blueman",
            "system-config-printer",
            "gvfs",
            "tumbler",
            "xdg-user-dirs-gtk",
            "light-locker",
            "fcitx5",
            "gnome-keyring",
            "packagekit",
            "firefox-esr");

    private Optional<Snapshot> bare = Optional.empty();
    private Optional<Snapshot> servers = Optional.empty();

    /** A system and what was found in it; the system is not to change: {@link DebianRoot#on} gives a layer that may. */
    record Snapshot(DebianRoot root, Path inventory) {
        static Snapshot of(DebianRoot root) throws IOException, InterruptedException {
            Path inventory = Files.createTempFile("vigie-inventory-", ".jsonl");
            root.scan(inventory);
            return new Snapshot(root, inventory);
        }

        void discard() throws IOException {
            root.close();
            Files.delete(inventory);
        }
    }

    /** As it is installed. */
    synchronized Snapshot bare() throws IOException, InterruptedException {
        if (bare.isEmpty()) {
            bare = Optional.of(Snapshot.of(DebianRoot.open()));
        }
        return bare.orElseThrow();
    }

    /** With the packages of servers of all kinds, as they are installed. */
    synchronized Snapshot servers() throws IOException, InterruptedException {
        if (servers.isEmpty()) {
            servers = Optional.of(Snapshot.of(bare().root().on().with(SERVERS)));
        }
        return servers.orElseThrow();
    }

    @Override
    public synchronized void close() throws IOException {
        if (servers.isPresent()) {
            servers.orElseThrow().discard();
        }
        if (bare.isPresent()) {
            bare.orElseThrow().discard();
        }
    }

    /** Gives a test the systems of this run. */
    static final class OfTheRun implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == DebianSystems.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getRoot()
                    .getStore(ExtensionContext.Namespace.create(DebianSystems.class))
                    .computeIfAbsent(DebianSystems.class);
        }
    }
}
