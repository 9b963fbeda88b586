package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.CodeVariables;
import bzh.vigie.agent.persistence.format.CodeVariables.Meaning;
import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.session.ShellStatements.Statement;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables of the environment that have code loaded or run, as shells' start files, {@code /etc/environment}, pam_env.conf(5) and
 * {@code ~/.ssh/environment} set them: an item for each. Of PATH only what puts directories of its own before or among the system's.
 */
public final class Variables implements Format {
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?:^|[;&|{(]\\s*|\\bthen\\s+|\\bdo\\s+|\\bexport\\s+|\\b(?:declare|typeset|local|readonly)\\s+(?:-\\w+\\s+)*+|\\benv\\s+)"
                    + "([A-Za-z_]\\w{0,63})\\+?=(.*)");
    private static final Pattern OF_CSH_OR_FISH =
            Pattern.compile("(?:setenv|set\\s+(?:-\\w+\\s+|--\\w+\\s+)++)\\s*([A-Za-z_]\\w{0,63})\\s+(.*)");
    private static final Pattern PATH_OF_CSH =
            Pattern.compile("set\\s+(path)\\s*=\\s*\\((.*)\\)|(path)\\+?=\\((.*)\\)");
    private static final Pattern PATH_OF_FISH = Pattern.compile("(fish_add_path)\\s+(?:-\\S+\\s+)*+(.*)");
    private static final Pattern OF_PAM =
            Pattern.compile("([A-Za-z_]\\w{0,63})\\s+.*?(?:OVERRIDE|DEFAULT)=(\"[^\"]*\"|\\S*).*");

    private static final Pattern HOME = Pattern.compile("(?:\\$HOME\\b|\\$\\{HOME}|@\\{HOME})(?=/|$)");

    private static final Set<String> SYSTEM = Set.of(
            "/bin",
            "/sbin",
            "/usr/bin",
            "/usr/sbin",
            "/usr/local/bin",
            "/usr/local/sbin",
            "/usr/games",
            "/usr/local/games",
            "/snap/bin",
            "/var/lib/snapd/snap/bin",
            "/usr/X11R6/bin",
            "/usr/bin/X11",
            "/usr/lib/wsl/lib");

    private final boolean inPamSyntax;

    /** Of files whose names tell in which syntax they are. */
    public Variables() {
        this(false);
    }

    /** In the syntax of pam_env.conf(5) whatever the files are called, or as their names tell. */
    public Variables(boolean inPamSyntax) {
        this.inPamSyntax = inPamSyntax;
    }

    /** Where it is a start file too, it is told as that; where not, nothing of it is a setting. */
    @Override
    public Parsed program(SourceFile file) {
        return Parsed.of(List.of(), 0);
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        boolean ofPam =
                inPamSyntax || file.name().equals("pam_env.conf") || file.name().equals(".pam_environment");
        if (ofPam) {
            for (String line : ConfigLines.joined(file, "#")) {
                Matcher matcher = OF_PAM.matcher(line);
                if (matcher.matches()) {
                    variable(matcher.group(1), matcher.group(2), line, drafts);
                } else {
                    assigned(line, line, drafts);
                }
            }
        } else {
            for (Statement statement : ShellStatements.of(file)) {
                assigned(statement.line(), statement.line(), drafts);
            }
        }
        return Parsed.of(drafts, 0);
    }

    private static void assigned(String text, String line, List<Draft> drafts) {
        for (Pattern pattern : List.of(OF_CSH_OR_FISH, PATH_OF_CSH, PATH_OF_FISH)) {
            Matcher matcher = pattern.matcher(text);
            if (matcher.matches()) {
                boolean second = matcher.groupCount() > 2 && matcher.group(1) == null;
                String name = matcher.group(second ? 3 : 1);
                variable(name, matcher.group(second ? 4 : 2), line, drafts);
                return;
            }
        }
        Matcher matcher = ASSIGNED.matcher(text);
        for (int i = 0; i < 8 && matcher.find(); i++) {
            variable(matcher.group(1), matcher.group(2), line, drafts);
            matcher.region(matcher.start(2), text.length());
        }
    }

    private static void variable(String name, String written, String line, List<Draft> drafts) {
        String value = value(written);
        switch (name) {
            case "PATH", "path", "fish_add_path", "fish_user_paths" ->
                foreign(value)
                        .ifPresent(directory -> drafts.add(Draft.of(
                                "PATH",
                                line,
                                directory.startsWith("/") ? new Run.Path(directory) : new Run.Nothing())));
            default ->
                CodeVariables.of(name)
                        .flatMap(meaning -> draft(name, meaning, value, line))
                        .ifPresent(drafts::add);
        }
    }

    private static Optional<Draft> draft(String name, Meaning meaning, String value, String line) {
        return switch (meaning.effect()) {
            case INJECTS, LOADS, EXTENDS ->
                Optional.of(Draft.of(name, line, loaded(name, value))
                        .with(Trait.LOADER_VARIABLE, true)
                        .suspectedBy(line));
            case STARTS ->
                value.isBlank()
                        ? Optional.empty()
                        : Optional.of(
                                Draft.of(name, line, new Run.Shell(value.replaceFirst("^\\|+-?", ""), Commands.PATH))
                                        .suspectedBy(line));
            case LEADS -> Optional.of(Draft.of(name, line, loaded(name, value)));
        };
    }

    /** The first word, out of its quotes; of fish and csh all words, as a list of directories. */
    private static String value(String written) {
        List<String> words = ShellText.words(written.replaceFirst("[;)]\\s*.*$", ""));
        return words.isEmpty() ? "" : String.join(words.getFirst().startsWith("/") ? ":" : " ", words);
    }

    private static Run loaded(String name, String value) {
        if (name.equals("PROMPT_COMMAND")) {
            return value.isBlank() ? new Run.Nothing() : new Run.Shell(value, Commands.PATH);
        }
        return CodeVariables.path(home(value)).<Run>map(Run.Path::new).orElseGet(Run.Nothing::new);
    }

    /** The first directory that is none of the system's and comes before one that is, or anywhere where the old PATH is not kept. */
    private static Optional<String> foreign(String value) {
        List<String> directories = List.of(value.split("[:\\s]+", -1));
        int last = 0;
        for (int i = 0; i < directories.size(); i++) {
            last = isSystem(directories.get(i)) ? i : last;
        }
        // an empty one is the directory that one is in
        for (String directory : directories.subList(0, last)) {
            if (!isSystem(directory) && !directory.startsWith("$(")) {
                return Optional.of(home(directory));
            }
        }
        String only = directories.getFirst();
        return directories.size() == 1 && !only.isEmpty() && !isSystem(only) && !only.startsWith("$")
                ? Optional.of(home(only))
                : Optional.empty();
    }

    private static boolean isSystem(String directory) {
        return SYSTEM.contains(directory) || directory.matches("\\$\\{?(?:PATH|path)\\b.*");
    }

    private static String home(String path) {
        return HOME.matcher(path).replaceAll("~");
    }
}
