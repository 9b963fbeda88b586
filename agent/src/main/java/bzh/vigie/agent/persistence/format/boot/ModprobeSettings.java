package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What modprobe(8) runs or loads in place of a module or with it (modprobe.d(5)): {@code install}, {@code remove},
 * {@code alias}, {@code softdep}, {@code weakdep}. Options and blacklists run nothing and are no items.
 */
public final class ModprobeSettings implements Format {

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        ConfigLines.spliced(file).forEach(line -> line(line, drafts));
        return Parsed.of(drafts, 0);
    }

    private static void line(String line, List<Draft> drafts) {
        String[] words = line.split("\\s+", 3);
        if (words.length < 3) {
            return;
        }
        String name = words[0] + " " + words[1];
        switch (words[0]) {
            case "install", "remove" ->
                drafts.add(Draft.of(name, line, new Run.Shell(words[2], Commands.PATH))
                        .suspectedBy(words[2]));
            case "alias" -> {
                if (!words[2].equals("off")) {
                    drafts.add(Draft.of(name, line, new Run.Module(words[2], false)));
                }
            }
            case "softdep", "weakdep" -> {
                for (String word : words[2].split("\\s+", -1)) {
                    if (!word.equals("pre:") && !word.equals("post:")) {
                        drafts.add(Draft.of(name + " " + word, line, new Run.Module(word, false)));
                    }
                }
            }
            default -> {}
        }
    }
}
