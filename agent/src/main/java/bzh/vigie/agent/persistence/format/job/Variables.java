package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.CodeVariables;
import bzh.vigie.agent.persistence.format.CodeVariables.Value;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Variables of {@link CodeVariables} in the environment that jobs and services get. Others are no items, and their values, which
 * may be secrets, are not told.
 */
final class Variables {
    private static final Pattern USUAL_SHELL = Pattern.compile("(?:/usr)?/bin/(?:sh|bash|dash|zsh)");
    private static final Pattern ASSIGNED = Pattern.compile("\\s{0,64}(?:export\\s{1,8})?([A-Za-z_]\\w{0,100})=(.*)");

    private Variables() {}

    /** One for a variable that runs something, empty for others, for PATH and for a usual shell. */
    static Optional<Draft> draft(String name, String value, String line) {
        boolean shell = name.equals("SHELL") && !USUAL_SHELL.matcher(value).matches();
        if (!shell && CodeVariables.of(name).isEmpty()) {
            return Optional.empty();
        }
        Draft draft = Draft.of(name, line, run(name, value));
        return Optional.of(draft.suspectedBy(line).with(Trait.LOADER_VARIABLE, name.startsWith("LD_")));
    }

    /** Those of a file of assignments (environment.d(5), EnvironmentFile= of systemd.exec(5)); total. */
    static List<Draft> file(List<String> lines, boolean withPath) {
        List<Draft> drafts = new ArrayList<>();
        for (String raw : lines) {
            String line = raw.strip();
            Matcher assigned = ASSIGNED.matcher(line);
            if (line.startsWith("#") || line.startsWith(";") || !assigned.matches()) {
                continue;
            }
            String name = assigned.group(1);
            if (withPath && name.equals("PATH")) {
                drafts.add(Draft.of(name, line, new Run.Nothing()));
            }
            draft(name, ConfigLines.unquoted(assigned.group(2).strip()), line).ifPresent(drafts::add);
        }
        return drafts;
    }

    /** Those among words of the form NAME=VALUE, each named after a prefix. */
    static List<Draft> words(String prefix, List<String> words) {
        List<Draft> drafts = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                draft(word.substring(0, equals), word.substring(equals + 1), word)
                        .ifPresent(d -> drafts.add(new Draft(prefix + d.name(), d.value(), d.run(), true, d.traits())));
            }
        }
        return drafts;
    }

    /** Names that words of the form NAME=VALUE set, without the values, which may be secrets. */
    static String names(List<String> words) {
        return words.stream()
                .map(word -> word.substring(0, word.indexOf('=') + 1) + "…")
                .collect(Collectors.joining(" "));
    }

    /** The first of the files or directories that the value names. */
    private static Run run(String name, String value) {
        boolean directories = CodeVariables.of(name)
                .filter(m -> m.value() == Value.DIRECTORIES)
                .isPresent();
        return CodeVariables.path(value)
                .filter(path -> path.startsWith("/"))
                .<Run>map(path -> directories ? new Run.Directory(path) : new Run.Path(path))
                .orElseGet(Run.Nothing::new);
    }
}
