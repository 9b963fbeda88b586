package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file that is run as it is: run-parts(8) directories, init.d, rc.local. Enabled where it may be executed. The value is the
 * beginning of what it does, without comments and blank lines.
 */
public final class Script implements Format {
    private static final int SHOWN = 1_000;

    @Override
    public Parsed parse(SourceFile file) {
        boolean binary = file.text().startsWith("\u007fELF");
        String shown = binary ? "" : beginning(file.text());
        Draft draft = Draft.of(file.name(), shown, new Run.Itself()).enabled(file.isExecutable());
        if (!binary) {
            for (Trait trait : Suspicion.in(file.text())) {
                draft = draft.with(trait, true);
            }
        }
        return Parsed.of(List.of(draft), 0);
    }

    /** The first 1,000 characters of what a script does. */
    static String beginning(String text) {
        String code = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                .limit(SHOWN)
                .collect(Collectors.joining("\n"));
        return code.length() <= SHOWN ? code : code.substring(0, SHOWN) + "…";
    }
}
