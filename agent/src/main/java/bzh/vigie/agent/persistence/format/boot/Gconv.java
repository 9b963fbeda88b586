package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Modules that iconv(3) loads into any program that converts text: {@code module FROM TO FILE COST} (glibc manual, "glibc iconv
 * Implementation"). The C library ships hundreds, so a list is one item with how many it names; a module given with a
 * directory is one by itself. The cache that is read first (iconvconfig(8)) is one item.
 */
public final class Gconv implements Format {
    @Override
    public boolean needsContent(SourceFile file) {
        return !file.name().endsWith(".cache");
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        if (!needsContent(file)) {
            return Parsed.of(List.of(Draft.of(file.name(), "cache", new Run.Itself())), 0);
        }
        int modules = 0;
        for (String raw : file.lines()) {
            String[] words = raw.strip().split("\\s+", -1);
            if (!words[0].equals("module") || words.length < 4) {
                continue;
            }
            modules++;
            if (words[3].contains("/")) {
                String library = words[3].endsWith(".so") ? words[3] : words[3] + ".so";
                String path = library.startsWith("/") ? library : base(file) + "/" + library;
                drafts.add(Draft.of(words[1] + " " + words[2] + " " + words[3], raw.strip(), new Run.Path(path)));
            }
        }
        drafts.addFirst(Draft.of(file.name(), modules + " modules", new Run.Itself()));
        return Parsed.of(drafts, 0);
    }

    /** Modules are named from the directory of the main list, also in {@code gconv-modules.d}. */
    private static String base(SourceFile file) {
        HostPath directory = file.path().parent();
        return (file.directory().equals("gconv-modules.d") ? directory.parent() : directory).text();
    }
}
