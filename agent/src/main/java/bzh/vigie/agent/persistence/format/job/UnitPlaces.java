package bzh.vigie.agent.persistence.format.job;

import java.util.List;
import java.util.stream.Stream;

/** The directories of systemd units, in the order in which they count (systemd.unit(5), "Unit File Load Path"). */
public final class UnitPlaces {
    /** Of the system. */
    public static final List<String> SYSTEM = List.of(
            "/etc/systemd/system.control",
            "/run/systemd/system.control",
            "/run/systemd/transient",
            "/run/systemd/generator.early",
            "/etc/systemd/system",
            "/etc/systemd/system.attached",
            "/run/systemd/system",
            "/run/systemd/system.attached",
            "/run/systemd/generator",
            "/usr/local/lib/systemd/system",
            "/usr/lib/systemd/system",
            "/lib/systemd/system",
            "/run/systemd/generator.late");

    /** Of every user. */
    public static final List<String> ALL_USERS = List.of(
            "/etc/systemd/user",
            "/etc/xdg/systemd/user",
            "/run/systemd/user",
            "/run/user/*/systemd/transient",
            "/run/user/*/systemd/user.control",
            "/run/user/*/systemd/user",
            "/usr/local/lib/systemd/user",
            "/usr/local/share/systemd/user",
            "/usr/lib/systemd/user",
            "/usr/share/systemd/user");

    /** Of one account, {@code ~} being its home. */
    public static final List<String> HOME =
            List.of("~/.config/systemd/user.control", "~/.config/systemd/user", "~/.local/share/systemd/user");

    private static final List<String> FOR_USERS =
            Stream.concat(HOME.stream(), ALL_USERS.stream()).toList();

    private UnitPlaces() {}

    /** Where the manager that reads a unit of this path looks for others. */
    static List<String> besides(String path) {
        return isOfUsers(path) ? FOR_USERS : SYSTEM;
    }

    /** Whether the path is one that users' managers read. */
    static boolean isOfUsers(String path) {
        return path.contains("/systemd/user/")
                || path.contains("/systemd/user.control/")
                || path.startsWith("/run/user/");
    }

    /** Whether a directory is one of these. */
    static boolean isOne(String directory) {
        return SYSTEM.contains(directory)
                || ALL_USERS.contains(directory)
                || HOME.stream().anyMatch(home -> directory.endsWith(home.substring(1)));
    }
}
