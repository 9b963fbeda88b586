package bzh.vigie.watchlist;

import bzh.vigie.watchlist.LocalWatchlist.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The locations whose items are each about one service, scheduled task or account, and where an item says its name: agent and collector
 * compare these with indicators of that kind, and the items of no other location. The ids are the catalogue's.
 */
public enum NamedLocation {
    WINDOWS_SERVICE("windows.service", Kind.SERVICE, Part.SERVICE_KEY),
    WINDOWS_DRIVER("windows.driver", Kind.SERVICE, Part.SERVICE_KEY),
    WINDOWS_SERVICE_RIGHTS("windows.service.rights", Kind.SERVICE, Part.SERVICE_KEY),
    WINDOWS_SERVICE_KEY_RIGHTS("windows.service.key-rights", Kind.SERVICE, Part.SERVICE_KEY),
    WINDOWS_HIDDEN_SERVICE("windows.hidden.service", Kind.SERVICE, Part.SERVICE_KEY),
    LINUX_SERVICE("linux.systemd.service", Kind.SERVICE, Part.UNIT),
    LINUX_DROP_IN("linux.systemd.drop-in", Kind.SERVICE, Part.UNIT),
    LINUX_ACTIVATION("linux.systemd.activation", Kind.SERVICE, Part.UNIT),
    LINUX_USER_SERVICE("linux.systemd.user-service", Kind.SERVICE, Part.UNIT),
    LINUX_USER_DROP_IN("linux.systemd.user-drop-in", Kind.SERVICE, Part.UNIT),
    LINUX_USER_ACTIVATION("linux.systemd.user-activation", Kind.SERVICE, Part.UNIT),
    LINUX_ALL_USERS_SERVICE("linux.systemd.all-users-service", Kind.SERVICE, Part.UNIT),
    LINUX_ALL_USERS_DROP_IN("linux.systemd.all-users-drop-in", Kind.SERVICE, Part.UNIT),
    LINUX_ALL_USERS_ACTIVATION("linux.systemd.all-users-activation", Kind.SERVICE, Part.UNIT),
    LINUX_INIT_SCRIPT("linux.init.d", Kind.SERVICE, Part.NAME),
    LINUX_XINETD("linux.xinetd", Kind.SERVICE, Part.NAME),
    LINUX_SYSTEM_BUS("linux.dbus.system-service", Kind.SERVICE, Part.NAME),
    LINUX_SESSION_BUS("linux.dbus.session-service", Kind.SERVICE, Part.NAME),
    LINUX_USER_BUS("linux.dbus.user-service", Kind.SERVICE, Part.NAME),
    WINDOWS_TASK("windows.task.definition", Kind.TASK, Part.TASK),
    WINDOWS_TASK_CACHE("windows.task.cache", Kind.TASK, Part.TASK),
    WINDOWS_TASK_JOB("windows.task.job", Kind.TASK, Part.TASK),
    WINDOWS_POWER_SHELL_JOB("windows.task.power-shell-job-user", Kind.TASK, Part.TASK),
    WINDOWS_HIDDEN_TASK("windows.hidden.task", Kind.TASK, Part.TASK_KEY),
    LINUX_TIMER("linux.systemd.timer", Kind.TASK, Part.UNIT),
    LINUX_USER_TIMER("linux.systemd.user-timer", Kind.TASK, Part.UNIT),
    LINUX_ALL_USERS_TIMER("linux.systemd.all-users-timer", Kind.TASK, Part.UNIT),
    WINDOWS_ACCOUNT("windows.account.local", Kind.ACCOUNT, Part.NAME),
    WINDOWS_ACCOUNT_AT_LOGON("windows.account.hidden", Kind.ACCOUNT, Part.NAME),
    WINDOWS_GROUP("windows.account.group", Kind.ACCOUNT, Part.MEMBER),
    LINUX_ACCOUNT("linux.account.passwd", Kind.ACCOUNT, Part.NAME),
    LINUX_PASSWORD("linux.account.password", Kind.ACCOUNT, Part.NAME),
    LINUX_GROUP("linux.account.group", Kind.ACCOUNT, Part.MEMBER),
    LINUX_SYSTEM_USER("linux.sysusers", Kind.ACCOUNT, Part.FIRST_WORD),
    LINUX_LINGER("linux.systemd.linger", Kind.ACCOUNT, Part.NAME);

    private static final Map<String, NamedLocation> BY_ID =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(NamedLocation::id, Function.identity()));

    private final String id;
    private final Kind kind;
    private final Part part;

    NamedLocation(String id, Kind kind, Part part) {
        this.id = id;
        this.kind = kind;
        this.part = part;
    }

    /** Where an item says the name. */
    private enum Part {
        /** It is the item's own. */
        NAME {
            @Override
            void names(String name, String source, List<String> names) {
                names.add(name);
            }
        },
        /** {@code alice in wheel}: the word before the blank. */
        FIRST_WORD {
            @Override
            void names(String name, String source, List<String> names) {
                names.add(before(name, " "));
            }
        },
        /** {@code sudo/alice}, {@code Administrators: S-1-5-…}: behind what separates group and member. */
        MEMBER {
            @Override
            void names(String name, String source, List<String> names) {
                names.add(name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf(' ')) + 1));
            }
        },
        /** {@code multi-user.target.wants/x.service:ExecStart}: the unit, with its ending and without (systemd.unit(5)). */
        UNIT {
            @Override
            void names(String name, String source, List<String> names) {
                String path = before(name, ":");
                String unit = path.substring(path.lastIndexOf('/') + 1);
                names.add(unit);
                if (unit.lastIndexOf('.') > 0) {
                    names.add(unit.substring(0, unit.lastIndexOf('.')));
                }
            }
        },
        /** {@code \Folder\Name #2}, {@code At1.job}: without the action's number and the file's ending. */
        TASK {
            @Override
            void names(String name, String source, List<String> names) {
                String path = before(name, " #");
                names.add(path.toLowerCase(Locale.ROOT).endsWith(".job") ? path.substring(0, path.length() - 4) : path);
                names.add(path);
            }
        },
        /** {@code …\Services\Name\Parameters}: the key of the service. */
        SERVICE_KEY {
            @Override
            void names(String name, String source, List<String> names) {
                behind(source, "\\services\\").ifPresent(key -> names.add(before(key, "\\")));
            }
        },
        /** {@code …\TaskCache\Tree\Folder\Name}. */
        TASK_KEY {
            @Override
            void names(String name, String source, List<String> names) {
                behind(source, "\\taskcache\\tree\\").ifPresent(names::add);
            }
        };

        abstract void names(String name, String source, List<String> names);

        private static String before(String text, String end) {
            int at = text.indexOf(end, 1);
            return at < 0 ? text : text.substring(0, at);
        }

        private static Optional<String> behind(String text, String beginning) {
            int at = text.toLowerCase(Locale.ROOT).indexOf(beginning);
            return at < 0 ? Optional.empty() : Optional.of(text.substring(at + beginning.length()));
        }
    }

    /** The one of that id. */
    public static Optional<NamedLocation> of(String location) {
        return Optional.ofNullable(BY_ID.get(location));
    }

    /** The location's. */
    public String id() {
        return id;
    }

    /** What its items are about. */
    public Kind kind() {
        return kind;
    }

    /** The names of what an item is about, in the letter case that they have there. */
    public List<String> names(String name, String source) {
        List<String> names = new ArrayList<>(2);
        part.names(name, source, names);
        names.removeIf(String::isEmpty);
        return names;
    }
}
