package bzh.vigie.agent.persistence.format.running;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.running.MountTable.Mount;
import bzh.vigie.event.Item.Trait;
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
        MountTable table = MountTable.parse(file.lines());
        Set<String> told = new HashSet<>();
        List<Draft> drafts = table.mounts().stream()
                .flatMap(mount -> drafts(mount).stream())
                .filter(draft -> told.add(draft.name()))
                .toList();
        return Parsed.of(drafts, table.malformed());
    }

    private static List<Draft> drafts(Mount mount) {
        String point = mount.point();
        if (PROCESS.matcher(point).matches()) {
            String value =
                    "%s %s".formatted(mount.type(), NUMBER.matcher(mount.root()).replaceAll("N"));
            return List.of(Draft.of(NUMBER.matcher(point).replaceAll("PID"), value, new Run.Nothing())
                    .with(Trait.HIDING_NAME, true));
        }
        return mount.hides()
                ? List.of(Draft.of(
                        point,
                        "%s %s from %s".formatted(mount.type(), mount.root(), mount.device()),
                        new Run.Nothing()))
                : List.of();
    }
}
