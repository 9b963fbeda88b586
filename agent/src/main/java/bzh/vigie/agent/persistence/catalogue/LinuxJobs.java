package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.job.Anacrontab;
import bzh.vigie.agent.persistence.format.job.AtJob;
import bzh.vigie.agent.persistence.format.job.DbusService;
import bzh.vigie.agent.persistence.format.job.Extension;
import bzh.vigie.agent.persistence.format.job.Incrontab;
import bzh.vigie.agent.persistence.format.job.Linger;
import bzh.vigie.agent.persistence.format.job.ManagerSettings;
import bzh.vigie.agent.persistence.format.job.Monit;
import bzh.vigie.agent.persistence.format.job.PowerSettings;
import bzh.vigie.agent.persistence.format.job.Presets;
import bzh.vigie.agent.persistence.format.job.SavedPrograms;
import bzh.vigie.agent.persistence.format.job.Supervisor;
import bzh.vigie.agent.persistence.format.job.SystemCrontab;
import bzh.vigie.agent.persistence.format.job.Unit;
import bzh.vigie.agent.persistence.format.job.UnitPlaces;
import bzh.vigie.agent.persistence.format.job.UserCrontab;
import java.util.ArrayList;
import java.util.List;

/** What runs at a time, as a service, or when another program asks for it: cron, at, systemd, D-Bus. */
final class LinuxJobs {
    private static final List<String> SERVICES =
            List.of("*.service", "*.wants/*.service", "*.requires/*.service", "*.upholds/*.service");
    private static final List<String> TIMERS = List.of("*.timer", "*.wants/*.timer", "*.requires/*.timer");
    private static final List<String> DROP_INS = List.of("*.d/*.conf");
    private static final List<String> ACTIVATIONS = List.of(
            "*.socket",
            "*.path",
            "*.mount",
            "*.automount",
            "*.target",
            "*.wants/*.socket",
            "*.wants/*.path",
            "*.wants/*.mount",
            "*.wants/*.automount",
            "*.requires/*.socket",
            "*.requires/*.path",
            "*.requires/*.mount");

    /** Where systemd looks for what is not a unit. */
    private static final List<String> SYSTEMD =
            List.of("/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd", "/lib/systemd");

    private static final List<String> GENERATORS = List.of(
            "system-generators/*",
            "user-generators/*",
            "system-environment-generators/*",
            "user-environment-generators/*");
    private static final List<String> AROUND_SLEEP = List.of("system-sleep/*", "system-shutdown/*");
    private static final List<String> PRESETS =
            List.of("system-preset/*.preset", "user-preset/*.preset", "initrd-preset/*.preset");

    /** Of the manager of the system and of those of users. */
    private static final List<String> SETTINGS =
            List.of("system.conf", "user.conf", "system.conf.d/*.conf", "user.conf.d/*.conf");

    private LinuxJobs() {}

    static List<Location> locations() {
        List<Location> all = new ArrayList<>(jobs());
        all.addAll(units());
        all.addAll(manager());
        all.addAll(supervisors());
        all.addAll(buses());
        return all;
    }

    private static List<Location> jobs() {
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
                machine("linux.cron.anacron", "T1053.003", new Anacrontab(), "/etc/anacrontab"),
                machine(
                        "linux.at",
                        "T1053.002",
                        new AtJob(),
                        "/var/spool/cron/atjobs/*",
                        "/var/spool/at/*",
                        "/var/spool/atjobs/*",
                        "/var/spool/atspool/*"),
                machine("linux.cron.incron", "T1546", new Incrontab(), "/etc/incron.d/*", "/var/spool/incron/*"));
    }

    /** What other programs than the system's own manager keep running. */
    private static List<Location> supervisors() {
        return List.of(
                machine(
                        "linux.supervisor.config",
                        "T1543",
                        new Supervisor(),
                        "/etc/supervisor/supervisord.conf",
                        "/etc/supervisor/conf.d/*",
                        "/etc/supervisord.conf",
                        "/etc/supervisord.d/*"),
                home("linux.supervisor.user", "T1543", new SavedPrograms(), "~/.pm2/dump.pm2"),
                machine(
                        "linux.supervisor.run",
                        "T1543",
                        new Script(),
                        "/etc/service/*/run",
                        "/etc/service/*/finish",
                        "/etc/sv/*/run",
                        "/etc/sv/*/finish",
                        "/etc/runit/*",
                        "/etc/s6/*/run",
                        "/service/*/run",
                        "/var/service/*/run"),
                machine(
                        "linux.supervisor.monit",
                        "T1543",
                        new Monit(),
                        "/etc/monitrc",
                        "/etc/monit/monitrc",
                        "/etc/monit/conf.d/*",
                        "/etc/monit/conf-enabled/*",
                        "/etc/monit.d/*"));
    }

    private static List<Location> units() {
        List<String> system = UnitPlaces.SYSTEM;
        List<String> allUsers = UnitPlaces.ALL_USERS;
        List<String> home = UnitPlaces.HOME;
        return List.of(
                units("linux.systemd.service", "T1543.002", Scope.MACHINE, system, SERVICES),
                units("linux.systemd.timer", "T1053.006", Scope.MACHINE, system, TIMERS),
                units("linux.systemd.activation", "T1543.002", Scope.MACHINE, system, ACTIVATIONS),
                units("linux.systemd.drop-in", "T1543.002", Scope.MACHINE, system, DROP_INS),
                units("linux.systemd.all-users-service", "T1543.002", Scope.MACHINE, allUsers, SERVICES),
                units("linux.systemd.all-users-timer", "T1053.006", Scope.MACHINE, allUsers, TIMERS),
                units("linux.systemd.all-users-activation", "T1543.002", Scope.MACHINE, allUsers, ACTIVATIONS),
                units("linux.systemd.all-users-drop-in", "T1543.002", Scope.MACHINE, allUsers, DROP_INS),
                units("linux.systemd.user-service", "T1543.002", Scope.HOME, home, SERVICES),
                units("linux.systemd.user-timer", "T1053.006", Scope.HOME, home, TIMERS),
                units("linux.systemd.user-activation", "T1543.002", Scope.HOME, home, ACTIVATIONS),
                units("linux.systemd.user-drop-in", "T1543.002", Scope.HOME, home, DROP_INS));
    }

    private static List<Location> manager() {
        return List.of(
                in("linux.systemd.generator", "T1543.002", new Script(), SYSTEMD, GENERATORS),
                in("linux.systemd.sleep-hook", "T1543.002 T1546", new Script(), SYSTEMD, AROUND_SLEEP),
                in("linux.systemd.preset", "T1543.002", new Presets(), SYSTEMD, PRESETS),
                machine("linux.systemd.linger", "T1543.002", new Linger(), "/var/lib/systemd/linger/*"),
                in("linux.systemd.manager", "T1543.002 T1574.006", new ManagerSettings(), SYSTEMD, SETTINGS),
                machine(
                        "linux.systemd.environment",
                        "T1546 T1574.006 T1574.007",
                        new ManagerSettings(),
                        "/etc/environment.d/*.conf",
                        "/run/environment.d/*.conf",
                        "/usr/local/lib/environment.d/*.conf",
                        "/usr/lib/environment.d/*.conf"),
                home(
                        "linux.systemd.user-environment",
                        "T1546 T1574.006 T1574.007",
                        new ManagerSettings(),
                        "~/.config/environment.d/*.conf",
                        "~/.config/systemd/user.conf",
                        "~/.config/systemd/user.conf.d/*.conf"),
                machine(
                        "linux.systemd.extension",
                        "T1543.002 T1574",
                        new Extension(),
                        "/etc/extensions/*.raw",
                        "/run/extensions/*.raw",
                        "/var/lib/extensions/*.raw",
                        "/usr/lib/extensions/*.raw",
                        "/etc/extensions/*/usr/lib/extension-release.d/*",
                        "/run/extensions/*/usr/lib/extension-release.d/*",
                        "/var/lib/extensions/*/usr/lib/extension-release.d/*",
                        "/usr/lib/extensions/*/usr/lib/extension-release.d/*",
                        "/run/confexts/*.raw",
                        "/var/lib/confexts/*.raw",
                        "/usr/lib/confexts/*.raw",
                        "/run/confexts/*/etc/extension-release.d/*",
                        "/var/lib/confexts/*/etc/extension-release.d/*",
                        "/usr/lib/confexts/*/etc/extension-release.d/*",
                        "/etc/portables/*.raw",
                        "/run/portables/*.raw",
                        "/var/lib/portables/*.raw",
                        "/usr/lib/portables/*.raw",
                        "/etc/portables/*/usr/lib/os-release",
                        "/run/portables/*/usr/lib/os-release",
                        "/var/lib/portables/*/usr/lib/os-release"),
                machine(
                        "linux.power",
                        "T1653",
                        new PowerSettings(),
                        "/etc/systemd/system/sleep.target",
                        "/etc/systemd/system/suspend.target",
                        "/etc/systemd/system/hibernate.target",
                        "/etc/systemd/system/hybrid-sleep.target",
                        "/etc/systemd/system/suspend-then-hibernate.target",
                        "/run/systemd/system/sleep.target",
                        "/run/systemd/system/suspend.target",
                        "/etc/systemd/logind.conf",
                        "/etc/systemd/logind.conf.d/*.conf",
                        "/usr/lib/systemd/logind.conf.d/*.conf",
                        "/etc/systemd/sleep.conf",
                        "/etc/systemd/sleep.conf.d/*.conf",
                        "/usr/lib/systemd/sleep.conf.d/*.conf"));
    }

    private static List<Location> buses() {
        return List.of(
                machine(
                        "linux.dbus.system-service",
                        "T1543",
                        new DbusService(),
                        "/etc/dbus-1/system-services/*.service",
                        "/run/dbus-1/system-services/*.service",
                        "/usr/local/share/dbus-1/system-services/*.service",
                        "/usr/share/dbus-1/system-services/*.service",
                        "/lib/dbus-1/system-services/*.service"),
                machine(
                        "linux.dbus.session-service",
                        "T1543",
                        new DbusService(),
                        "/etc/dbus-1/services/*.service",
                        "/usr/local/share/dbus-1/services/*.service",
                        "/usr/share/dbus-1/services/*.service"),
                home(
                        "linux.dbus.user-service",
                        "T1543",
                        new DbusService(),
                        "~/.local/share/dbus-1/services/*.service"));
    }

    private static Location units(
            String id, String techniques, Scope scope, List<String> directories, List<String> patterns) {
        return new Location(id, List.of(techniques.split(" ", -1)), scope, new Unit(), product(directories, patterns));
    }

    private static Location in(
            String id, String techniques, Format format, List<String> directories, List<String> patterns) {
        return new Location(
                id, List.of(techniques.split(" ", -1)), Scope.MACHINE, format, product(directories, patterns));
    }

    private static List<String> product(List<String> directories, List<String> patterns) {
        List<String> places = new ArrayList<>();
        for (String directory : directories) {
            for (String pattern : patterns) {
                places.add(directory + "/" + pattern);
            }
        }
        return places;
    }
}
