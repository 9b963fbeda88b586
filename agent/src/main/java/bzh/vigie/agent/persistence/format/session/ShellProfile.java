package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.Suspicion;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a shell runs when it starts or ends (bash(1), zsh(1), fish(1), environment(5)): one item for the file, whose value is the
 * digest of its content, and one for each statement that attackers use: traps, PROMPT_COMMAND, aliases and functions over
 * commands, loader variables, and commands that fetch from the network, decode or evaluate.
 */
public final class ShellProfile implements Format {
    private static final List<String> PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");
    private static final Pattern TRAP = Pattern.compile("\\s*(?:builtin\\s+)?trap\\s+(.+)");
    private static final Pattern PROMPT =
            Pattern.compile("\\s*(?:export\\s+|declare\\s+-\\S+\\s+)?(PROMPT_COMMAND)(?:\\[\\d*])?\\+?=(.*)");
    private static final Pattern OVER_COMMAND = Pattern.compile(
            "\\s*(?:alias\\s+|function\\s+)?(sudo|su|ssh|scp|ls|cd|cat|ps|passwd|id|who|w|netstat|ss|login|kubectl|docker|git)\\s*"
                    + "(?:=|\\(\\s*\\)|\\s\\{)(.*)");
    private static final Set<String> HARMLESS_ALIASES = Set.of("ls", "cat");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        String digest =
                Sha256.over(file.text().getBytes(StandardCharsets.UTF_8)).hex();
        drafts.add(Draft.of(file.name(), digest.isEmpty() ? "" : "content=" + digest, new Run.Nothing()));
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                statement(line, drafts);
            }
        }
        return Parsed.of(drafts, 0);
    }

    private static void statement(String line, List<Draft> drafts) {
        Set<Trait> traits = Suspicion.in(line);
        Matcher trap = TRAP.matcher(line);
        Matcher prompt = PROMPT.matcher(line);
        Matcher over = OVER_COMMAND.matcher(line);
        if (trap.matches()) {
            add(drafts, "trap " + trap.group(1), line, firstWord(trap.group(1)), traits);
        } else if (prompt.matches()) {
            add(drafts, prompt.group(1), line, unquoted(prompt.group(2)), traits);
        } else if (over.matches() && (traitsThatMatter(traits) || !isHarmless(over.group(1), over.group(2)))) {
            add(drafts, "alias " + over.group(1), line, unquoted(over.group(2)), traits);
        } else if (traits.contains(Trait.LOADER_VARIABLE) || traitsThatMatter(traits)) {
            add(drafts, line, line, line, traits);
        }
    }

    private static boolean traitsThatMatter(Set<Trait> traits) {
        return traits.contains(Trait.NETWORK_TOOL) || traits.contains(Trait.DECODES);
    }

    private static boolean isHarmless(String name, String command) {
        String bare = unquoted(command).strip();
        return HARMLESS_ALIASES.contains(name) && bare.startsWith(name) && bare.matches("[\\w -]*(?:=auto)?");
    }

    private static void add(List<Draft> drafts, String name, String value, String command, Set<Trait> traits) {
        drafts.add(new Draft(name, value, new Run.Shell(command, PATH), true, traits));
    }

    private static String firstWord(String text) {
        List<String> words = ShellText.words(text);
        return words.isEmpty() ? "" : words.getFirst();
    }

    private static String unquoted(String text) {
        List<String> words = ShellText.words(text);
        return words.size() == 1 ? words.getFirst() : text;
    }
}
