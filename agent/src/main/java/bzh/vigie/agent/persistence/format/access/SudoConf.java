package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** What sudo loads and runs by itself (sudo.conf(5)): an item for each plugin and path. */
public final class SudoConf implements Format {
    private static final List<String> PLUGINS = List.of(
            "/usr/libexec/sudo", "/usr/lib/sudo", "/usr/lib64/sudo", "/usr/local/libexec/sudo", "/usr/local/lib/sudo");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.joined(file, "#")) {
            String[] words = line.replaceFirst("\\s#.*", "").strip().split("\\s+", 4);
            switch (words[0]) {
                case "Plugin" -> {
                    if (words.length >= 3) {
                        drafts.add(Draft.of("Plugin " + words[1], line, new Run.Search(words[2], PLUGINS)));
                    } else {
                        malformed++;
                    }
                }
                case "Path" -> {
                    if (words.length >= 3) {
                        drafts.add(Draft.of("Path " + words[1], line, new Run.Path(words[2])));
                    }
                }
                case "Set" ->
                    drafts.add(Draft.of(words.length > 1 ? "Set " + words[1] : "Set", line, new Run.Nothing()));
                case "Debug" -> {}
                default -> malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
