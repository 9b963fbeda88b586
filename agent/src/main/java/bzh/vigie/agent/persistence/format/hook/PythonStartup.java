package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.SourcedScript;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What every start of Python runs (the {@code site} module): the lines of a {@code .pth} file that begin with {@code import},
 * the paths it adds, and {@code sitecustomize} and {@code usercustomize} as they are.
 */
public final class PythonStartup implements Format {
    /** What an import alone does not need. */
    private static final Pattern RUNS =
            Pattern.compile("\\b(?:exec|eval|compile|marshal|subprocess|system|popen|spawn\\w{0,4}|ctypes)\\b");

    private final SourcedScript script = new SourcedScript();

    @Override
    public Parsed parse(SourceFile file) {
        if (!file.name().endsWith(".pth")) {
            return script.parse(file);
        }
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.of(file, "#")) {
            if (line.startsWith("import ") || line.startsWith("import\t")) {
                drafts.add(Draft.of(file.name() + " import", line, new Run.Itself())
                        .suspectedBy(line)
                        .with(Trait.INLINE_SCRIPT, RUNS.matcher(line).find()));
            } else if (line.startsWith("/")) {
                drafts.add(Commands.shown(file.name() + " path", line));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
