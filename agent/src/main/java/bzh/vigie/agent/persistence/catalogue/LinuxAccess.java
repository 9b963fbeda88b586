package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.LoadedFile;
import bzh.vigie.agent.persistence.format.access.AuthorizedKeys;
import bzh.vigie.agent.persistence.format.access.DirectoryClient;
import bzh.vigie.agent.persistence.format.access.Doas;
import bzh.vigie.agent.persistence.format.access.Group;
import bzh.vigie.agent.persistence.format.access.Gshadow;
import bzh.vigie.agent.persistence.format.access.HostTrust;
import bzh.vigie.agent.persistence.format.access.Hosts;
import bzh.vigie.agent.persistence.format.access.KerberosConfig;
import bzh.vigie.agent.persistence.format.access.LoginSettings;
import bzh.vigie.agent.persistence.format.access.NameServices;
import bzh.vigie.agent.persistence.format.access.PamSettings;
import bzh.vigie.agent.persistence.format.access.PamStack;
import bzh.vigie.agent.persistence.format.access.Passwd;
import bzh.vigie.agent.persistence.format.access.PolkitActions;
import bzh.vigie.agent.persistence.format.access.PolkitAuthority;
import bzh.vigie.agent.persistence.format.access.PolkitRules;
import bzh.vigie.agent.persistence.format.access.Shadow;
import bzh.vigie.agent.persistence.format.access.Shells;
import bzh.vigie.agent.persistence.format.access.SshClientConfig;
import bzh.vigie.agent.persistence.format.access.SshdConfig;
import bzh.vigie.agent.persistence.format.access.SshdKeys;
import bzh.vigie.agent.persistence.format.access.Suauth;
import bzh.vigie.agent.persistence.format.access.SudoConf;
import bzh.vigie.agent.persistence.format.access.Sudoers;
import bzh.vigie.agent.persistence.format.access.TrustedCertificates;
import bzh.vigie.agent.persistence.format.access.UserRecord;
import bzh.vigie.agent.persistence.format.session.ShellProfile;
import java.util.ArrayList;
import java.util.List;

/** Who may come in and with which rights. */
final class LinuxAccess {
    private static final String[] SSHD_CONFIG = {
        "/etc/ssh/sshd_config",
        "/etc/ssh/sshd_config.d/*.conf",
        "/usr/etc/ssh/sshd_config",
        "/usr/etc/ssh/sshd_config.d/*.conf",
        "/usr/local/etc/sshd_config",
        "/usr/local/etc/ssh/sshd_config",
        "/opt/etc/ssh/sshd_config"
    };

    private LinuxAccess() {}

    static List<Location> locations() {
        List<Location> all = new ArrayList<>();
        all.addAll(ssh());
        all.addAll(accounts());
        all.addAll(rights());
        all.addAll(authentication());
        return all;
    }

    private static List<Location> ssh() {
        return List.of(
                home(
                        "linux.ssh.authorized-keys",
                        "T1098.004",
                        new AuthorizedKeys(),
                        "~/.ssh/authorized_keys",
                        "~/.ssh/authorized_keys2"),
                machine(
                        "linux.ssh.server-keys",
                        "T1098.004",
                        new SshdKeys(),
                        withMore(SSHD_CONFIG, "/etc/dropbear/authorized_keys")),
                machine("linux.ssh.server-config", "T1556 T1098.004", new SshdConfig(), SSHD_CONFIG),
                machine(
                        "linux.ssh.server-program",
                        "T1554",
                        new LoadedFile(),
                        "/usr/sbin/sshd",
                        "/usr/local/sbin/sshd",
                        "/usr/lib/openssh/sshd-*",
                        "/usr/libexec/openssh/sshd-*",
                        "/usr/lib/ssh/sshd-*",
                        "/usr/sbin/dropbear"),
                machine("linux.ssh.host-key", "T1554", new AuthorizedKeys(), "/etc/ssh/ssh_host_*_key.pub"),
                machine(
                        "linux.ssh.system-client",
                        "T1546",
                        SshClientConfig.ofMachine(),
                        "/etc/ssh/ssh_config",
                        "/etc/ssh/ssh_config.d/*.conf",
                        "/usr/etc/ssh/ssh_config",
                        "/usr/etc/ssh/ssh_config.d/*.conf"),
                home("linux.ssh.user-client", "T1546", SshClientConfig.ofAccount(), "~/.ssh/config"),
                machine("linux.ssh.system-rc", "T1546", new ShellProfile(), "/etc/ssh/sshrc"),
                home("linux.ssh.user-rc", "T1546", new ShellProfile(), "~/.ssh/rc"),
                machine(
                        "linux.trust.system-hosts",
                        "T1098 T1556",
                        new HostTrust(),
                        "/etc/hosts.equiv",
                        "/etc/shosts.equiv",
                        "/etc/ssh/shosts.equiv"),
                home(
                        "linux.trust.user-hosts",
                        "T1098 T1556",
                        new HostTrust(),
                        "~/.rhosts",
                        "~/.shosts",
                        "~/.k5login",
                        "~/.k5users"),
                machine(
                                "linux.certificate.authority",
                                "T1553.004",
                                new TrustedCertificates(),
                                "/usr/local/share/ca-certificates/*.crt",
                                "/usr/local/share/ca-certificates/*/*.crt",
                                "/usr/share/ca-certificates/*/*.crt",
                                "/etc/ssl/certs/*.pem",
                                "/etc/ssl/certs/*.0",
                                "/etc/pki/ca-trust/source/anchors/*",
                                "/usr/share/pki/ca-trust-source/anchors/*",
                                "/etc/pki/trust/anchors/*",
                                "/etc/ca-certificates/trust-source/anchors/*")
                        .mass());
    }

    private static List<Location> accounts() {
        return List.of(
                machine(
                        "linux.account.passwd",
                        "T1136.001 T1078.003",
                        new Passwd(),
                        "/etc/passwd",
                        "/var/lib/extrausers/passwd"),
                machine(
                        "linux.account.password",
                        "T1098 T1078.001 T1078.003",
                        new Shadow(),
                        "/etc/shadow",
                        "/var/lib/extrausers/shadow"),
                machine("linux.account.group", "T1098.007", new Group(), "/etc/group", "/var/lib/extrausers/group"),
                machine(
                        "linux.account.group-password",
                        "T1098.007",
                        new Gshadow(),
                        "/etc/gshadow",
                        "/var/lib/extrausers/gshadow"),
                machine(
                        "linux.account.record",
                        "T1136.001 T1098",
                        new UserRecord(),
                        "/etc/userdb/*.user",
                        "/etc/userdb/*.user-privileged",
                        "/etc/userdb/*.group",
                        "/etc/userdb/*.membership",
                        "/run/userdb/*.user",
                        "/run/userdb/*.user-privileged",
                        "/run/userdb/*.group",
                        "/run/userdb/*.membership",
                        "/run/host/userdb/*.user",
                        "/usr/lib/userdb/*.user",
                        "/usr/lib/userdb/*.user-privileged",
                        "/var/lib/systemd/home/*.identity"),
                machine("linux.account.shells", "T1098", new Shells(), "/etc/shells"),
                machine(
                        "linux.account.login-settings",
                        "T1098",
                        new LoginSettings(),
                        "/etc/login.defs",
                        "/etc/default/useradd",
                        "/etc/default/su",
                        "/etc/securetty"));
    }

    private static List<Location> rights() {
        return List.of(
                machine(
                        "linux.sudoers",
                        "T1548.003",
                        new Sudoers(),
                        "/etc/sudoers",
                        "/etc/sudoers.d/*",
                        "/usr/etc/sudoers",
                        "/usr/local/etc/sudoers"),
                machine("linux.sudo.plugin", "T1548.003 T1556", new SudoConf(), "/etc/sudo.conf"),
                machine(
                        "linux.doas",
                        "T1548.003",
                        new Doas(),
                        "/etc/doas.conf",
                        "/etc/doas.d/*.conf",
                        "/usr/local/etc/doas.conf"),
                machine("linux.su", "T1548", new Suauth(), "/etc/suauth"),
                machine(
                        "linux.polkit.rules",
                        "T1548",
                        new PolkitRules(),
                        "/etc/polkit-1/rules.d/*.rules",
                        "/run/polkit-1/rules.d/*.rules",
                        "/usr/local/share/polkit-1/rules.d/*.rules",
                        "/usr/share/polkit-1/rules.d/*.rules"),
                machine(
                        "linux.polkit.local-authority",
                        "T1548",
                        new PolkitAuthority(),
                        "/etc/polkit-1/localauthority/*/*.pkla",
                        "/var/lib/polkit-1/localauthority/*/*.pkla",
                        "/etc/polkit-1/localauthority.conf.d/*.conf"),
                machine(
                        "linux.polkit.action",
                        "T1548",
                        new PolkitActions(),
                        "/etc/polkit-1/actions/*.policy",
                        "/run/polkit-1/actions/*.policy",
                        "/usr/local/share/polkit-1/actions/*.policy",
                        "/usr/share/polkit-1/actions/*.policy"));
    }

    private static List<Location> authentication() {
        return List.of(
                machine(
                        "linux.pam.stack",
                        "T1556.003",
                        new PamStack(),
                        "/etc/pam.d/*",
                        "/etc/pam.conf",
                        "/usr/lib/pam.d/*",
                        "/usr/etc/pam.d/*",
                        "/usr/local/etc/pam.d/*"),
                machine(
                        "linux.pam.module",
                        "T1556.003 T1554",
                        new LoadedFile(),
                        "/usr/lib/*/security/*",
                        "/usr/lib/security/*",
                        "/usr/lib64/security/*",
                        "/lib/*/security/*",
                        "/lib/security/*",
                        "/lib64/security/*",
                        "/usr/local/lib/security/*",
                        "/usr/local/lib/*/security/*"),
                machine(
                        "linux.pam.settings",
                        "T1556.003",
                        new PamSettings(),
                        "/etc/security/access.conf",
                        "/etc/security/access.d/*.conf",
                        "/etc/security/group.conf",
                        "/etc/security/namespace.init"),
                machine("linux.name-service", "T1556", new NameServices(), "/etc/nsswitch.conf"),
                machine("linux.hosts", "T1556.006", new Hosts(), "/etc/hosts"),
                machine(
                        "linux.kerberos",
                        "T1556",
                        new KerberosConfig(),
                        "/etc/krb5.conf",
                        "/etc/krb5.conf.d/*",
                        "/usr/etc/krb5.conf"),
                machine(
                        "linux.directory-client",
                        "T1556 T1078.002",
                        new DirectoryClient(),
                        "/etc/sssd/sssd.conf",
                        "/etc/sssd/conf.d/*.conf",
                        "/etc/nslcd.conf",
                        "/etc/ldap/ldap.conf",
                        "/etc/openldap/ldap.conf",
                        "/etc/pam_ldap.conf",
                        "/etc/libnss-ldap.conf",
                        "/etc/ldap.conf"));
    }

    private static String[] withMore(String[] places, String more) {
        List<String> all = new ArrayList<>(List.of(places));
        all.add(more);
        return all.toArray(String[]::new);
    }
}
