package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /proc/modules}: the modules that the kernel says it has loaded. A line is name, size, users, who they are, state,
 * address, and in parentheses the taint letters (Documentation/admin-guide/tainted-kernels.rst): O of no kernel's own tree, E
 * unsigned, P not free, F forced.
 */
public final class LoadedModules implements Format {
    private static final Pattern TAINT = Pattern.compile("\\(([A-Z+-]{1,20})\\)\\s{0,8}$");

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : file.lines()) {
            String[] words = line.split(" ", 3);
            if (words.length < 3) {
                malformed += line.isBlank() ? 0 : 1;
                continue;
            }
            Matcher taint = TAINT.matcher(words[2]);
            // + and - say that it is just coming or going
            String letters = taint.find() ? taint.group(1).replaceAll("[+-]", "") : "";
            drafts.add(Draft.of(words[0], letters.isEmpty() ? "" : "taint " + letters, new Run.Module(words[0], true)));
        }
        return Parsed.of(drafts, malformed);
    }
}
