package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a boot loader can start: an entry of the Boot Loader Specification, or each {@code label} of extlinux. An item an entry.
 */
public final class LoaderEntry implements Format {
    private static final Set<String> SHOWN =
            Set.of("linux", "kernel", "initrd", "efi", "uki", "options", "append", "fdt", "com32");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        String name = file.name();
        List<String> settings = new ArrayList<>();
        for (String raw : file.lines()) {
            String[] words = raw.strip().split("\\s+", 2);
            String key = words[0].toLowerCase(Locale.ROOT);
            if (words.length < 2) {
                continue;
            }
            if (key.equals("label")) {
                end(name, settings, drafts);
                name = words[1];
            } else if (SHOWN.contains(key)) {
                settings.add(key + " " + words[1]);
            }
        }
        end(name, settings, drafts);
        return Parsed.of(drafts, 0);
    }

    private static void end(String name, List<String> settings, List<Draft> drafts) {
        if (!settings.isEmpty()) {
            String text = String.join("\n", settings);
            drafts.add(Draft.of(name, CommandLine.shown(text), CommandLine.init(text)));
            settings.clear();
        }
    }
}
