package bzh.vigie.agent.persistence.format.running;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A process whose program is no longer, or never was, a file (proc_pid_exe(5)): {@code /proc/PID/exe} leads to
 * {@code PATH (deleted)} or {@code /memfd:NAME (deleted)}. Where a file of that path is there again, what it is says whether
 * an upgrade replaced it.
 */
public final class RunningImage implements Format {
    private static final String DELETED = " (deleted)";
    private static final String MEMORY = "/memfd:";
    private static final Pattern SHARED_MEMORY = Pattern.compile("/(?:SYSV[0-9a-f]{8}|dev/zero|anon_hugepage).*");

    /** Parts of names that change by themselves: the copy that runc makes of itself, numbers. */
    private static final Pattern VOLATILE = Pattern.compile("\\d{2,}|[0-9a-f]{12,}");

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public String source(SourceFile file) {
        return "/proc/PID/exe";
    }

    @Override
    public Parsed parse(SourceFile file) {
        String target = file.link().orElse("");
        if (!target.endsWith(DELETED) || SHARED_MEMORY.matcher(target).matches()) {
            return Parsed.of(List.of(), 0);
        }
        String image = target.substring(0, target.length() - DELETED.length());
        if (image.startsWith(MEMORY)) {
            String name = VOLATILE.matcher(image.substring(MEMORY.length())).replaceAll("N");
            return Parsed.of(
                    List.of(Draft.of("memory " + name, "runs from memory only", new Run.Nothing())
                            .with(Trait.TARGET_MISSING, true)),
                    0);
        }
        return Parsed.of(List.of(Draft.of(image, "its file was deleted or replaced", new Run.Path(image))), 0);
    }
}
