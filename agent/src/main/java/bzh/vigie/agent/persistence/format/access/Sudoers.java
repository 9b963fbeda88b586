package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.CodeVariables;
import bzh.vigie.agent.persistence.format.CodeVariables.Effect;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who may do what as whom (sudoers(5)): an item for each rule, alias and default; includes are followed. The name of a rule is
 * what stands left of its first {@code =}; aliases of the same file that it uses stand behind its value in brackets; the
 * commands that it names are what would run.
 */
public final class Sudoers implements Format {
    private static final String DIRECTORY = "/etc/";
    private static final Pattern INCLUDE = Pattern.compile("[@#]include(dir)?\\s+(.*)");
    private static final Pattern ALIAS = Pattern.compile("(User|Runas|Host|Cmnd|Cmd)_Alias\\s+(.*)");
    private static final Pattern DEFINED = Pattern.compile("\\s*([A-Z][A-Z0-9_]*)\\s*=(.*)");
    private static final Pattern WORD = Pattern.compile("\\b[A-Z][A-Z0-9_]*\\b");
    /** As whom, where none of these is the superuser. */
    private static final Pattern AS_OTHER =
            Pattern.compile("\\((?![^()]*(?<![\\w!#%.-])(?:root|ALL|#0)(?![\\w.-]))[^()]*\\)");

    private static final Pattern LOADER = Pattern.compile(
            "\\b(?:LD_[A-Z_*]+|" + CodeVariables.names(Effect.INJECTS, Effect.LOADS) + "(?![A-Z0-9_]))");
    /** Settings that let somebody past the password, or let the environment of the caller through. */
    private static final Pattern OPENS = Pattern.compile(
            "!\\s*authenticate\\b|\\bexempt_group\\b|\\btimestamp_timeout\\s*=\\s*-|!\\s*env_reset\\b|(?<![!_a-z])setenv\\b");

    private static final Pattern LOADS = Pattern.compile(
            "\\b(?:env_file|restricted_env_file|editor|mailerpath|group_plugin|askpass)\\s*=\\s*\"?([^\",\\s:]+)");
    private static final Pattern TAGS = Pattern.compile(
            "^(?:\\s*(?:\\([^()]*\\)|[A-Z_]+:|sha(?:224|256|384|512):\\S+,?|(?:ROLE|TYPE|CWD|CHROOT|TIMEOUT|NOTBEFORE|NOTAFTER)=\\S+)){1,64}\\s*");
    private static final int MAX_EXPANSION = 2_000;

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<Include> includes = new ArrayList<>();
        int malformed = 0;
        List<String> lines = logicalLines(file);
        Map<String, String> aliases = aliases(lines);
        for (String line : lines) {
            Matcher include = INCLUDE.matcher(line);
            if (include.matches()) {
                String path = include.group(2).replace("\"", "").strip();
                path = path.startsWith("/") ? path : DIRECTORY + path;
                path = path.replace("%h", "*");
                includes.add(Include.of(include.group(1) == null ? path : path + "/*"));
            } else if (line.startsWith("Defaults")) {
                drafts.add(defaults(line));
            } else if (ALIAS.matcher(line).matches()) {
                drafts.add(Draft.of(name(line), line, new Run.Nothing()));
            } else if (line.indexOf('=') > 0) {
                drafts.add(rule(line, aliases));
            } else {
                malformed++;
            }
        }
        return new Parsed(drafts, includes, malformed);
    }

    private static Draft defaults(String line) {
        Matcher loads = LOADS.matcher(line);
        Run run = loads.find() ? new Run.Path(loads.group(1)) : new Run.Nothing();
        boolean keeps = line.contains("env_keep") || line.contains("env_check");
        return Draft.of(name(line), line, run)
                .with(
                        Trait.LOADER_VARIABLE,
                        LOADER.matcher(line).find() || (keeps && line.matches(".*[=\"\\s]\\*[\"\\s]?.*")))
                .with(Trait.SUPERUSER, OPENS.matcher(line).find());
    }

    private static Draft rule(String line, Map<String, String> aliases) {
        String expanded = expanded(line, aliases);
        String right = line.substring(line.indexOf('=') + 1);
        String commands = List.of((right + "," + bracketed(line, aliases)).split("(?<!\\\\),", -1)).stream()
                .map(command -> TAGS.matcher(command).replaceFirst("").strip())
                .filter(command -> command.startsWith("/"))
                .collect(Collectors.joining("\n"));
        Run run = commands.isEmpty() ? new Run.Nothing() : new Run.Shell(commands, List.of());
        return Draft.of(name(line), expanded, run)
                .with(
                        Trait.SUPERUSER,
                        !AS_OTHER.matcher(line.substring(line.indexOf('='))).find());
    }

    private static String expanded(String line, Map<String, String> aliases) {
        String used = used(line, aliases).stream()
                .map(name -> name + "=" + aliases.getOrDefault(name, ""))
                .collect(Collectors.joining("; "));
        return used.isEmpty() ? line : line + " [" + cut(used) + "]";
    }

    private static String bracketed(String line, Map<String, String> aliases) {
        return cut(used(line, aliases).stream()
                .map(name -> aliases.getOrDefault(name, ""))
                .collect(Collectors.joining(",")));
    }

    private static Set<String> used(String line, Map<String, String> aliases) {
        Set<String> used = new LinkedHashSet<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            if (aliases.containsKey(word.group())) {
                used.add(word.group());
            }
        }
        return used;
    }

    private static String cut(String text) {
        return text.length() <= MAX_EXPANSION ? text : text.substring(0, MAX_EXPANSION) + "…";
    }

    private static Map<String, String> aliases(List<String> lines) {
        Map<String, String> aliases = new HashMap<>();
        for (String line : lines) {
            Matcher alias = ALIAS.matcher(line);
            if (alias.matches()) {
                for (String each : alias.group(2).split("(?<!\\\\):", -1)) {
                    Matcher defined = DEFINED.matcher(each);
                    if (defined.matches()) {
                        aliases.put(defined.group(1), defined.group(2).strip().replaceAll("\\s+", " "));
                    }
                }
            }
        }
        return aliases;
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
