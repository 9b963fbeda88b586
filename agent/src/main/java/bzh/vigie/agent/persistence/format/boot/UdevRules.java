package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs that device events run (udev(7)): RUN, PROGRAM and IMPORT{program}; the value is the whole rule. */
public final class UdevRules implements Format {
    private static final List<String> PATH =
            List.of("/usr/lib/udev", "/lib/udev", "/usr/bin", "/bin", "/usr/sbin", "/sbin");
    private static final Pattern PAIR =
            Pattern.compile("([A-Z_]{1,32}(?:\\{[^}\"]{0,256}})?)\\s*(==|!=|\\+=|-=|:=|=)\\s*[ei]?\"");

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

    /** False where the line is not wholly made of {@code KEY op "value"} pairs. */
    private static boolean rule(String rule, List<Draft> drafts) {
        Matcher pair = PAIR.matcher(rule);
        int at = 0;
        while (at < rule.length()) {
            if (rule.charAt(at) == ',' || Character.isWhitespace(rule.charAt(at))) {
                at++;
                continue;
            }
            pair.region(at, rule.length());
            if (!pair.lookingAt()) {
                return false;
            }
            StringBuilder value = new StringBuilder();
            at = pair.end();
            while (at < rule.length() && rule.charAt(at) != '"') {
                if (rule.charAt(at) == '\\' && at + 1 < rule.length() && rule.charAt(at + 1) == '"') {
                    at++;
                }
                value.append(rule.charAt(at++));
            }
            at++;
            assigned(pair.group(1), pair.group(2), value.toString(), rule, drafts);
        }
        return at == rule.length();
    }

    private static void assigned(String key, String operator, String value, String rule, List<Draft> drafts) {
        boolean runs = switch (key) {
            case "RUN", "RUN{program}", "PROGRAM", "IMPORT{program}" -> true;
            default -> false;
        };
        if (runs && !operator.equals("!=") && !value.isBlank()) {
            Draft draft = Draft.of(key + " " + value, rule, new Run.Arguments(ShellText.words(value), PATH));
            drafts.add(draft.suspectedBy(value));
        }
    }
}
