package bzh.vigie.agent.persistence.format.running;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Mounts that put something else where the system's own files or a process should be seen (proc_pid_mountinfo(5)): a directory
 * over {@code /proc/PID} hides the process from every program; an overlay, a piece of another file system or memory over
 * {@code /etc} or {@code /usr} is what programs see instead of what the disk holds.
 */
public final class HidingMounts implements Format {
    private static final Pattern PROCESS = Pattern.compile("/proc/\\d+(?:/.*)?");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final String OWN_STATE = "/var/lib/vigie-agent";
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
            OWN_STATE);

    /** What container engines and system managers mount there themselves. */
    private static final Set<String> USUAL =
            Set.of("/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/machine-id", "/etc/localtime", "/boot/efi");

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public String source(SourceFile file) {
        return "/proc/self/mountinfo";
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        Set<String> told = new HashSet<>();
        int malformed = 0;
        for (String line : file.lines()) {
            int dash = line.indexOf(" - ");
            String[] before = line.split(" ", -1);
            String[] after = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
            if (before.length < 6 || after.length < 2) {
                malformed += line.isBlank() ? 0 : 1;
                continue;
            }
            mount(unescaped(before[3]), unescaped(before[4]), after[0], unescaped(after[1])).stream()
                    .filter(draft -> told.add(draft.name()))
                    .forEach(drafts::add);
        }
        return Parsed.of(drafts, malformed);
    }

    private static List<Draft> mount(String root, String point, String type, String device) {
        if (PROCESS.matcher(point).matches()) {
            String value = "%s %s".formatted(type, NUMBER.matcher(root).replaceAll("N"));
            return List.of(Draft.of(NUMBER.matcher(point).replaceAll("PID"), value, new Run.Nothing())
                    .with(Trait.HIDING_NAME, true));
        }
        boolean guarded = GUARDED.stream().anyMatch(g -> point.equals(g) || point.startsWith(g + "/"));
        // Its unit mounts the agent's own folder over itself, to be able to write there (StateDirectory=).
        boolean itself = point.equals(OWN_STATE) && root.endsWith("/vigie-agent");
        boolean piece = !root.equals("/") && !isSubvolume(root, type) && !itself;
        boolean other = type.equals("overlay") || type.equals("tmpfs") || type.startsWith("fuse") || piece;
        if (!guarded || USUAL.contains(point) || !other) {
            return List.of();
        }
        return List.of(Draft.of(point, "%s %s from %s".formatted(type, root, device), new Run.Nothing()));
    }

    private static boolean isSubvolume(String root, String type) {
        return type.equals("btrfs") && root.matches("/@?[\\w.@-]{0,64}(?:/[\\w.@-]{1,64})?");
    }

    /** Blank, tab, line end and backslash stand as octal. */
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
