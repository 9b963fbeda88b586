package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs that device events run (udev(7)): RUN, PROGRAM and IMPORT{program}; the value is the whole rule. */
public final class UdevRules implements Format {
    private static final List<String> PATH = List.of("/usr/lib/udev", "/lib/udev", "/usr/bin", "/bin", "/usr/sbin", "/sbin");
    private static final Pattern PAIR = Pattern.compile(
            "\\G\\s*,?\\s*([A-Z_]+(?:\\{[^}]*})?)\\s*(==|!=|\\+=|-=|:=|=)\\s*(e?)\"((?:[^\"\\\\]|\\\\.)*)\"\\s*,?");

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        StringBuilder continued = new StringBuilder();
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.startsWith("#")) {
                continue;
            }
            if (line.endsWith("\\")) {
                continued.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            String rule = continued.append(line).toString().strip();
            continued.setLength(0);
            if (!rule.isEmpty() && !rule(rule, drafts)) {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }

    /** False where the line is not wholly made of pairs. */
    private static boolean rule(String rule, List<Draft> drafts) {
        Matcher pair = PAIR.matcher(rule);
        int end = 0;
        while (pair.find()) {
            end = pair.end();
            String key = pair.group(1);
            boolean assigned = !pair.group(2).equals("!=");
            boolean runs = switch (key) {
                case "RUN", "RUN{program}", "PROGRAM", "IMPORT{program}" -> true;
                default -> false;
            };
            if (runs && assigned && !pair.group(4).isEmpty()) {
                String command = pair.group(4);
                Draft draft = Draft.of(key + " " + command, rule, new Run.Arguments(ShellText.words(command), PATH));
                for (Trait trait : Suspicion.in(command)) {
                    draft = draft.with(trait, true);
                }
                drafts.add(draft);
            }
        }
        return end > 0 && rule.substring(end).isBlank();
    }
}
