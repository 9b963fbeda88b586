package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may do what as whom (sudoers(5)): an item for each rule, alias and default; includes are followed. The name of a rule is
 * what stands left of its first {@code =}.
 */
public final class Sudoers implements Format {
    private static final Pattern INCLUDE = Pattern.compile("[@#]include(dir)?\\s+(.*)");
    private static final Pattern ALIAS = Pattern.compile("(User|Runas|Host|Cmnd|Cmd)_Alias\\s+(.*)");
    private static final Pattern AS_OTHER = Pattern.compile("\\(\\s*(?!root\\b|ALL\\b)[^()]*\\)");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        int malformed = 0;
        for (String line : logicalLines(file)) {
            Matcher include = INCLUDE.matcher(line);
            int equals = line.indexOf('=');
            Matcher alias = ALIAS.matcher(line);
            if (include.matches()) {
                String path = include.group(2).replace("\"", "").strip();
                includes.add(include.group(1) == null ? path : path + "/*");
            } else if (line.startsWith("Defaults")) {
                drafts.add(Draft.of(name(line), line, new Run.Nothing())
                        .with(Trait.LOADER_VARIABLE, line.contains("LD_PRELOAD") || line.contains("LD_LIBRARY_PATH"))
                        .with(Trait.SUPERUSER, line.contains("!authenticate")));
            } else if (alias.matches()) {
                drafts.add(Draft.of(name(line), line, new Run.Nothing()));
            } else if (equals > 0) {
                drafts.add(Draft.of(name(line), line, new Run.Nothing())
                        .with(
                                Trait.SUPERUSER,
                                !AS_OTHER.matcher(line.substring(equals)).find()));
            } else {
                malformed++;
            }
        }
        return new Parsed(drafts, includes, malformed);
    }

    private static String name(String line) {
        int end = line.indexOf('=');
        end = end < 0 ? line.length() : end;
        while (end > 0 && "+- \t".indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return line.substring(0, end).replaceAll("\\s+", " ");
    }

    /** Continued lines joined, comments cut off; {@code #include} and {@code #1000} (a uid) are no comments. */
    private static List<String> logicalLines(SourceFile file) {
        List<String> lines = new ArrayList<>();
        StringBuilder continued = new StringBuilder();
        for (String raw : file.lines()) {
            if (raw.endsWith("\\")) {
                continued.append(raw, 0, raw.length() - 1).append(' ');
                continue;
            }
            String line = continued.append(raw).toString().strip();
            continued.setLength(0);
            boolean comment = line.startsWith("#")
                    && !INCLUDE.matcher(line).matches()
                    && !(line.length() > 1 && Character.isDigit(line.charAt(1)));
            if (!line.isEmpty() && !comment) {
                lines.add(line.replaceAll("\\s#(?!\\d).*$", "").strip());
            }
        }
        if (!continued.toString().isBlank()) {
            lines.add(continued.toString().strip());
        }
        return lines;
    }
}
