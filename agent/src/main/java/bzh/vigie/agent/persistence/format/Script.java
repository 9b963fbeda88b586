package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.persistence.format.Draft.Run;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file that is run as it is: run-parts(8) directories, init.d, rc.local. Enabled where it may be executed, not where
 * it is a link to {@code /dev/null}. The value is the
 * beginning of what it does, without comments and blank lines.
 */
public final class Script implements Format {
    private static final int SHOWN = 1_000;

    /** A larger file is a program rather than a script. */
    private static final long SCRIPT_BYTES = 256 << 10;

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask() && file.status().size() <= SCRIPT_BYTES;
    }

    @Override
    public Parsed program(SourceFile file) {
        return parse(file);
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (file.isMask()) {
            return Parsed.of(
                    List.of(Draft.of(file.name(), "", new Run.Nothing()).enabled(false)), 0);
        }
        if (file.status().size() == 0 && !file.isExecutable()) {
            // what keeps a directory in a package
            return Parsed.of(List.of(), 0);
        }
        String code = code(file.text());
        Draft draft = Draft.of(file.name(), cut(code), new Run.Itself()).enabled(file.isExecutable());
        draft = draft.suspectedBy(code);
        return Parsed.of(List.of(draft), 0);
    }

    private static String code(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                .collect(Collectors.joining("\n"));
    }

    private static String cut(String code) {
        return code.length() <= SHOWN ? code : code.substring(0, SHOWN) + "…";
    }
}
