package bzh.vigie.agent.persistence;

import bzh.vigie.agent.persistence.Location.Scope;
import bzh.vigie.agent.persistence.format.AuthorizedKeys;
import bzh.vigie.agent.persistence.format.DesktopEntry;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Group;
import bzh.vigie.agent.persistence.format.Passwd;
import bzh.vigie.agent.persistence.format.PreloadList;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.Shadow;
import bzh.vigie.agent.persistence.format.ShellProfile;
import bzh.vigie.agent.persistence.format.Sudoers;
import bzh.vigie.agent.persistence.format.SystemCrontab;
import bzh.vigie.agent.persistence.format.UdevRules;
import bzh.vigie.agent.persistence.format.Unit;
import bzh.vigie.agent.persistence.format.UserCrontab;
import java.util.ArrayList;
import java.util.List;

/** The places that are read, one line each. A new line needs a folder of its id under the tests' {@code persistence/}. */
public final class Catalogue {
    /** Goes up when a location, its places or its parser change what is found: that is newly visible, not added. */
    public static final int VERSION = 1;

    /** The version of ATT&CK that technique ids belong to. */
    public static final String ATTACK_VERSION = "18.1";

    private static final List<String> SYSTEM_UNITS = List.of(
            "/etc/systemd/system",
            "/etc/systemd/system.control",
            "/etc/systemd/system.attached",
            "/run/systemd/system",
            "/run/systemd/system.control",
            "/run/systemd/transient",
            "/run/systemd/generator.early",
            "/run/systemd/generator",
            "/run/systemd/generator.late",
            "/usr/local/lib/systemd/system",
            "/usr/lib/systemd/system",
            "/lib/systemd/system");
    private static final List<String> ALL_USERS_UNITS = List.of(
            "/etc/systemd/user",
            "/etc/xdg/systemd/user",
            "/run/systemd/user",
            "/usr/local/lib/systemd/user",
            "/usr/local/share/systemd/user",
            "/usr/lib/systemd/user",
            "/usr/share/systemd/user");
    private static final List<String> HOME_UNITS =
            List.of("~/.config/systemd/user", "~/.config/systemd/user.control", "~/.local/share/systemd/user");

    private static final List<String> SERVICES =
            List.of("*.service", "*.wants/*.service", "*.requires/*.service", "*.upholds/*.service");
    private static final List<String> TIMERS = List.of("*.timer", "*.wants/*.timer", "*.requires/*.timer");
    private static final List<String> DROP_INS = List.of("*.d/*.conf");

    private Catalogue() {}

    /** The locations of a Linux system. */
    public static List<Location> linux() {
        return List.of(
                machine("linux.cron.system", "T1053.003", new SystemCrontab(), "/etc/crontab"),
                machine("linux.cron.d", "T1053.003", new SystemCrontab(), "/etc/cron.d/*"),
                new Location(
                        "linux.cron.user",
                        List.of("T1053.003"),
                        Scope.SPOOL,
                        new UserCrontab(),
                        List.of(
                                "/var/spool/cron/crontabs/{user}",
                                "/var/spool/cron/tabs/{user}",
                                "/var/spool/cron/{user}")),
                machine(
                        "linux.cron.periodic",
                        "T1053.003",
                        new Script(),
                        "/etc/cron.hourly/*",
                        "/etc/cron.daily/*",
                        "/etc/cron.weekly/*",
                        "/etc/cron.monthly/*",
                        "/etc/cron.yearly/*"),
                units("linux.systemd.service", "T1543.002", Scope.MACHINE, SYSTEM_UNITS, SERVICES),
                units("linux.systemd.timer", "T1053.006", Scope.MACHINE, SYSTEM_UNITS, TIMERS),
                units("linux.systemd.drop-in", "T1543.002", Scope.MACHINE, SYSTEM_UNITS, DROP_INS),
                units("linux.systemd.all-users-service", "T1543.002", Scope.MACHINE, ALL_USERS_UNITS, SERVICES),
                units("linux.systemd.all-users-timer", "T1053.006", Scope.MACHINE, ALL_USERS_UNITS, TIMERS),
                units("linux.systemd.all-users-drop-in", "T1543.002", Scope.MACHINE, ALL_USERS_UNITS, DROP_INS),
                units("linux.systemd.user-service", "T1543.002", Scope.HOME, HOME_UNITS, SERVICES),
                units("linux.systemd.user-timer", "T1053.006", Scope.HOME, HOME_UNITS, TIMERS),
                units("linux.systemd.user-drop-in", "T1543.002", Scope.HOME, HOME_UNITS, DROP_INS),
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
                home(
                        "linux.ssh.authorized-keys",
                        "T1098.004",
                        new AuthorizedKeys(),
                        "~/.ssh/authorized_keys",
                        "~/.ssh/authorized_keys2"),
                machine("linux.account.passwd", "T1136.001 T1078.003", new Passwd(), "/etc/passwd"),
                machine("linux.account.password", "T1098 T1078.003", new Shadow(), "/etc/shadow"),
                machine("linux.account.group", "T1098.007", new Group(), "/etc/group"),
                machine("linux.sudoers", "T1548.003", new Sudoers(), "/etc/sudoers", "/etc/sudoers.d/*"),
                machine(
                        "linux.shell.system-profile",
                        "T1546.004",
                        new ShellProfile(),
                        "/etc/profile",
                        "/etc/profile.d/*",
                        "/etc/environment",
                        "/etc/bash.bashrc",
                        "/etc/bashrc",
                        "/etc/bash.bash_logout",
                        "/etc/zshenv",
                        "/etc/zprofile",
                        "/etc/zshrc",
                        "/etc/zlogin",
                        "/etc/zlogout",
                        "/etc/zsh/*",
                        "/etc/fish/config.fish",
                        "/etc/fish/conf.d/*"),
                home(
                        "linux.shell.user-profile",
                        "T1546.004",
                        new ShellProfile(),
                        "~/.profile",
                        "~/.bashrc",
                        "~/.bash_profile",
                        "~/.bash_login",
                        "~/.bash_logout",
                        "~/.bash_aliases",
                        "~/.zshenv",
                        "~/.zprofile",
                        "~/.zshrc",
                        "~/.zlogin",
                        "~/.zlogout",
                        "~/.shrc",
                        "~/.kshrc",
                        "~/.xprofile",
                        "~/.xsession",
                        "~/.xsessionrc",
                        "~/.config/fish/config.fish",
                        "~/.config/fish/conf.d/*"),
                machine("linux.xdg.system-autostart", "T1547.013", new DesktopEntry(), "/etc/xdg/autostart/*.desktop"),
                home("linux.xdg.user-autostart", "T1547.013", new DesktopEntry(), "~/.config/autostart/*.desktop"),
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

    private static Location machine(String id, String techniques, Format format, String... places) {
        return new Location(id, List.of(techniques.split(" ", -1)), Scope.MACHINE, format, List.of(places));
    }

    private static Location home(String id, String techniques, Format format, String... places) {
        return new Location(id, List.of(techniques.split(" ", -1)), Scope.HOME, format, List.of(places));
    }

    private static Location units(
            String id, String techniques, Scope scope, List<String> directories, List<String> patterns) {
        List<String> places = new ArrayList<>();
        for (String directory : directories) {
            for (String pattern : patterns) {
                places.add(directory + "/" + pattern);
            }
        }
        return new Location(id, List.of(techniques.split(" ", -1)), scope, new Unit(), places);
    }
}
