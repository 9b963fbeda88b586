package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A System V start script: a script whose header (Linux Standard Base, "Comment Conventions for Init Scripts") says in which
 * run levels it starts. The value begins with that.
 */
public final class InitScript implements Format {
    private static final Pattern LEVELS = Pattern.compile("#\\s{0,8}Default-Start:.{0,200}");
    private static final Script SCRIPT = new Script();

    @Override
    public boolean needsContent(SourceFile file) {
        return SCRIPT.needsContent(file);
    }

    @Override
    public Parsed program(SourceFile file) {
        return SCRIPT.program(file);
    }

    @Override
    public Parsed parse(SourceFile file) {
        String levels = file.lines().stream()
                .map(String::strip)
                .filter(line -> LEVELS.matcher(line).matches())
                .map(line -> line.substring(1).strip().replaceAll("\\s+", " ") + "\n")
                .limit(1)
                .collect(Collectors.joining());
        List<Draft> drafts = SCRIPT.parse(file).drafts().stream()
                .map(d -> new Draft(d.name(), levels + d.value(), d.run(), d.enabled(), d.traits()))
                .toList();
        return Parsed.of(drafts, 0);
    }
}
