package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/** Which units are enabled on their first start or when they are reset (systemd.preset(5)): an item for a file that enables any. */
public final class Presets implements Format {
    private static final int SHOWN = 4_000;

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<String> enabled = file.lines().stream()
                .map(String::strip)
                .filter(line -> line.startsWith("enable ") || line.startsWith("enable\t"))
                .map(line -> line.replaceAll("\\s+", " "))
                .toList();
        String value = String.join("\n", enabled);
        return Parsed.of(
                enabled.isEmpty()
                        ? List.of()
                        : List.of(Draft.of(
                                file.name(),
                                value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…",
                                new Run.Nothing())),
                0);
    }
}
