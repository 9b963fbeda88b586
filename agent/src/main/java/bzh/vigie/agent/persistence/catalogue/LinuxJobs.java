package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.job.SystemCrontab;
import bzh.vigie.agent.persistence.format.job.Unit;
import bzh.vigie.agent.persistence.format.job.UserCrontab;
import java.util.ArrayList;
import java.util.List;

/** What runs at a time or as a service: crontabs and systemd units. */
final class LinuxJobs {
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

    private LinuxJobs() {}

    static List<Location> locations() {
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
                units("linux.systemd.user-drop-in", "T1543.002", Scope.HOME, HOME_UNITS, DROP_INS));
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
