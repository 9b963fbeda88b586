package bzh.vigie.agent.persistence.format.running;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Processes, modules and ports that one view of the kernel shows and the usual one does not: what a rootkit hides from
 * listings is often forgotten elsewhere. The places are not read one by one; {@link #compare} is given all views.
 */
public final class HiddenByTheKernel implements Format {
    /**
     * What only one view showed, in both of two looks.
     *
     * @param processes their programs, as far as they can be told, of those known to the kernel and not listed in {@code /proc}
     * @param unlistedModules in {@code /sys/module} and not in {@code /proc/modules}
     * @param modulesOnlyListed in {@code /proc/modules} and not in {@code /sys/module}
     * @param ports told by netlink and not in {@code /proc/net}
     */
    public record Differences(
            List<String> processes, Set<String> unlistedModules, Set<String> modulesOnlyListed, Set<String> ports) {
        public Differences {
            processes = List.copyOf(processes);
            unlistedModules = Set.copyOf(unlistedModules);
            modulesOnlyListed = Set.copyOf(modulesOnlyListed);
            ports = Set.copyOf(ports);
        }
    }

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public String source(SourceFile file) {
        return "/proc";
    }

    @Override
    public Parsed parse(SourceFile file) {
        return Parsed.of(List.of(), 0);
    }

    /** What they are as items. */
    public List<Draft> compare(Differences differences) {
        List<Draft> drafts = new ArrayList<>();
        for (String program :
                differences.processes().stream().distinct().sorted().toList()) {
            Run run = program.startsWith("/") ? new Run.Path(program) : new Run.Nothing();
            drafts.add(hidden("process " + program, "known to the kernel, not listed in /proc", run));
        }
        for (String module : differences.unlistedModules().stream().sorted().toList()) {
            drafts.add(hidden("module " + module, "in /sys/module, not in /proc/modules", new Run.Nothing()));
        }
        for (String module : differences.modulesOnlyListed().stream().sorted().toList()) {
            drafts.add(hidden("module " + module, "in /proc/modules, not in /sys/module", new Run.Nothing()));
        }
        for (String port : differences.ports().stream().sorted().toList()) {
            drafts.add(hidden("port " + port, "told by netlink, not in /proc/net", new Run.Nothing()));
        }
        return drafts;
    }

    private static Draft hidden(String name, String value, Run run) {
        return Draft.of(name, value, run).with(Trait.HIDING_NAME, true);
    }
}
