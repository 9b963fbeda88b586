package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;
import java.util.stream.Collectors;

/** A file that is a kernel's command line: of the kernel that runs, or of the next that is installed or built. */
public final class KernelCommandLine implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        String text = file.lines().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                .collect(Collectors.joining(" "));
        return Parsed.of(
                text.isEmpty()
                        ? List.of()
                        : List.of(Draft.of(file.name(), CommandLine.shown(text), CommandLine.init(text))),
                0);
    }
}
