package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.job.UnitPlaces;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What device events run (udev(7)): RUN, PROGRAM and IMPORT{program}, built-in commands, and units that are started for a
 * device (systemd.device(5)). The value is the whole rule.
 */
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
        // A program that is asked runs however its answer is compared.
        boolean asked = key.equals("PROGRAM") || key.equals("IMPORT{program}");
        boolean compared = operator.equals("!=") || operator.equals("==");
        if ((compared && !asked) || value.isBlank()) {
            return;
        }
        switch (key) {
            case "RUN", "RUN{program}", "PROGRAM", "IMPORT{program}" -> {
                Run run = new Run.Arguments(ShellText.words(value), PATH);
                drafts.add(Draft.of(key + " " + value, rule, run).suspectedBy(value));
            }
            case "RUN{builtin}" -> {
                List<String> words = ShellText.words(value);
                boolean known = words.size() > 2
                        && words.get(0).equals("kmod")
                        && words.get(1).equals("load")
                        && words.get(2).indexOf('$') < 0;
                Run run = known ? new Run.Module(words.get(2), false) : new Run.Nothing();
                drafts.add(Draft.of(key + " " + value, rule, run));
            }
            case "ENV{SYSTEMD_WANTS}", "ENV{SYSTEMD_USER_WANTS}" -> {
                for (String unit : ShellText.words(value)) {
                    String file = unit.replaceFirst("@.*\\.", "@.");
                    List<String> places = key.contains("USER") ? UnitPlaces.ALL_USERS : UnitPlaces.SYSTEM;
                    Run run = file.indexOf('$') < 0 ? new Run.Search(file, places) : new Run.Nothing();
                    drafts.add(Draft.of(key + " " + unit, rule, run));
                }
            }
            default -> {}
        }
    }
}
