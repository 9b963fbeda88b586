package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What GRUB does at start (GNU GRUB manual, "Commands"): an item for each different command line of a kernel, and for each
 * further loader or file that it goes on with.
 */
public final class GrubConfig implements Format {
    private static final Set<String> KERNELS =
            Set.of("linux", "linux16", "linuxefi", "multiboot", "multiboot2", "xen_hypervisor");
    private static final Set<String> LOADERS = Set.of("chainloader", "configfile", "source", ".");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String raw : file.lines()) {
            String line = raw.strip().replace('\t', ' ');
            String command = line.split(" ", 2)[0];
            if ((!KERNELS.contains(command) && !LOADERS.contains(command)) || !seen.add(line)) {
                continue;
            }
            List<String> words = ShellText.words(line);
            if (words.size() > 1) {
                Run run = KERNELS.contains(command) ? CommandLine.init(line) : new Run.Nothing();
                drafts.add(Draft.of(command + " " + words.get(1), CommandLine.shown(line), run));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
