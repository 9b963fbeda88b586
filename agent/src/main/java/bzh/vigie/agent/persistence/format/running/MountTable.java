package bzh.vigie.agent.persistence.format.running;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mount table (proc_pid_mountinfo(5)), as one view of the machine has it, without directories that are mounted over themselves: they hide
 * nothing, and units are shielded by them (ProtectSystem=, ProtectHome=). Immutable.
 *
 * @param malformed lines that are none
 */
public record MountTable(List<Mount> mounts, int malformed) {
    /** The table of a machine on which nothing is mounted. */
    public static final MountTable EMPTY = new MountTable(List.of(), 0);

    private static final List<String> GUARDED = List.of(
            "/etc",
            "/usr",
            "/bin",
            "/sbin",
            "/lib",
            "/lib64",
            "/root",
            "/opt",
            "/boot",
            "/var/spool",
            "/var/log",
            "/var/lib/dpkg",
            // Units that are made while the machine runs, the agent's own drop-ins among them.
            "/run/systemd/system",
            "/run/systemd/system.control",
            "/run/systemd/transient",
            "/run/systemd/generator",
            "/var/lib/vigie-agent");

    /** Directories in which no file system of its own is usual, whatever its type: what lies strictly below them. */
    private static final List<String> UNDIVIDED = List.of(
            "/etc",
            "/root",
            "/usr/lib/systemd",
            "/lib/systemd",
            "/usr/lib/udev",
            "/lib/udev",
            "/usr/lib/vigie-agent",
            "/var/spool/cron",
            "/var/spool/at",
            "/run/systemd/system",
            "/run/systemd/system.control",
            "/run/systemd/transient");

    /** Mount points of container engines and system managers. */
    private static final Set<String> USUAL = Set.of(
            "/etc/hosts",
            "/etc/hostname",
            "/etc/resolv.conf",
            "/etc/machine-id",
            "/etc/localtime",
            "/etc/pve",
            "/boot/efi");

    /** Places in homes of keys and of what starts with a session; elsewhere there programs mount their own (portals, containers, clouds). */
    private static final Pattern IN_A_HOME = Pattern.compile("/home/(?:[^/]+/){1,3}\\.(?:"
            + "(?:ssh|bash[\\w.-]*|zsh[\\w.-]*|z?profile|zlogin|xsession\\w*|xinitrc|xprofile|pam_environment)(?:/.*)?"
            + "|config(?:/(?:autostart|systemd|environment\\.d|fish|plasma-workspace)(?:/.*)?)?"
            + "|local(?:/bin(?:/.*)?|/share(?:/(?:applications|dbus-1|systemd)(?:/.*)?)?)?)");

    public MountTable {
        mounts = List.copyOf(mounts);
    }

    /** The table of these lines. */
    public static MountTable parse(List<String> lines) {
        List<Mount> mounts = new ArrayList<>();
        Map<String, Shown> shown = new HashMap<>();
        int malformed = 0;
        for (String line : lines) {
            int dash = line.indexOf(" - ");
            String[] before = line.split(" ", -1);
            String[] after = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
            if (before.length < 6 || after.length < 2) {
                malformed += line.isBlank() ? 0 : 1;
                continue;
            }
            Mount mount = new Mount(unescaped(before[3]), unescaped(before[4]), after[0], unescaped(after[1]));
            Shown now = new Shown(before[2], mount.root());
            if (!now.equals(at(mount.point(), shown))) {
                mounts.add(mount);
            }
            shown.put(mount.point(), now);
        }
        return new MountTable(mounts, malformed);
    }

    /** A directory as its file system knows it. */
    private record Shown(String device, String path) {}

    /** The directory that mounts so far show at a point; null where none is above it. */
    private static @Nullable Shown at(String point, Map<String, Shown> shown) {
        String above = point;
        while (!shown.containsKey(above)) {
            int slash = above.lastIndexOf('/');
            if (slash < 0 || above.equals("/")) {
                return null;
            }
            above = above.substring(0, Math.max(1, slash));
        }
        Shown mounted = Objects.requireNonNull(shown.get(above));
        String below = point.substring(above.equals("/") ? 0 : above.length());
        String path = mounted.path().equals("/") ? below : mounted.path() + (below.equals("/") ? "" : below);
        return new Shown(mounted.device(), path.isEmpty() ? "/" : path);
    }

    /** Blank, tab, line end and backslash stand as octal. */
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /** Where something is mounted over the system's own files, or over what starts by itself in a home. */
    public List<String> hidingPoints() {
        return mounts.stream().filter(Mount::hides).map(Mount::point).distinct().toList();
    }

    /**
     * One mount.
     *
     * @param root the directory of the file system that is mounted
     * @param point where
     * @param device what the file system lies on
     */
    public record Mount(String root, String point, String type, String device) {
        /**
         * Whether it puts memory, an overlay, a piece of another file system or a whole one over files of the system where none
         * is usual.
         */
        public boolean hides() {
            boolean guarded = GUARDED.stream().anyMatch(this::isWithin);
            boolean undivided = UNDIVIDED.stream().anyMatch(directory -> point.startsWith(directory + "/"));
            boolean other = type.equals("overlay") || type.equals("tmpfs") || type.startsWith("fuse") || isPiece();
            return !USUAL.contains(point)
                    && (undivided
                            || (guarded && other)
                            || IN_A_HOME.matcher(point).matches());
        }

        /** Whether it is a directory of a file system, and not all of it. */
        public boolean isPiece() {
            return !root.equals("/") && !isSubvolume();
        }

        private boolean isWithin(String directory) {
            return point.equals(directory) || point.startsWith(directory + "/");
        }

        private boolean isSubvolume() {
            return type.equals("btrfs") && root.matches("/@?[\\w.@-]{0,64}(?:/[\\w.@-]{1,64})?");
        }
    }
}
