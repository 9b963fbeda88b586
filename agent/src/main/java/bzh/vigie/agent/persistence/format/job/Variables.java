package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Environment variables that make code run in programs that know nothing of it: the loader's, those of shells and interpreters,
 * and those that name a program. Others are no items, and their values, which may be secrets, are not told.
 */
final class Variables {
    private static final Pattern THAT_RUN =
            Pattern.compile("LD_\\w+|GCONV_PATH|BASH_ENV|ENV|SHELL|PROMPT_COMMAND|PYTHON(?:STARTUP|PATH|HOME|"
                    + "WARNINGS|BREAKPOINT)|PERL5(?:OPT|LIB|DB)|PERLLIB|RUBY(?:OPT|LIB)|NODE_(?:OPTIONS|PATH)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|"
                    + "JDK_JAVA_OPTIONS|DOTNET_STARTUP_HOOKS|CORECLR_\\w+|GTK_(?:MODULES|PATH)|GIO_(?:EXTRA_MODULES|MODULE_DIR)|"
                    + "QT_PLUGIN_PATH|XDG_(?:CONFIG|DATA)_DIRS|EDITOR|VISUAL|PAGER|BROWSER|SSH_ASKPASS|SUDO_ASKPASS|"
                    + "GIT_(?:SSH|SSH_COMMAND|ASKPASS|PAGER|EDITOR|EXTERNAL_DIFF|PROXY_COMMAND)|PHPRC|PHP_INI_SCAN_DIR|LUA_INIT|R_PROFILE|"
                    + "OPENSSL_CONF|OPENSSL_ENGINES|MODPROBE_OPTIONS");
    private static final Pattern DIRECTORIES = Pattern.compile("\\w*(?:PATH|LIB|DIRS?|HOME)");
    private static final Pattern USUAL_SHELL = Pattern.compile("(?:/usr)?/bin/(?:sh|bash|dash|zsh)");
    private static final Pattern ASSIGNED = Pattern.compile("\\s{0,64}(?:export\\s{1,8})?([A-Za-z_]\\w{0,100})=(.*)");

    private Variables() {}

    /** One for a variable that runs something, empty for others, for PATH and for a usual shell. */
    static Optional<Draft> draft(String name, String value, String line) {
        boolean usual = name.equals("SHELL") && USUAL_SHELL.matcher(value).matches();
        if (usual || !THAT_RUN.matcher(name).matches()) {
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

    /** The first of the files or directories that the value lists. */
    private static Run run(String name, String value) {
        String first = value.split("[:\\s]", 2)[0];
        if (!first.startsWith("/")) {
            return new Run.Nothing();
        }
        return DIRECTORIES.matcher(name).matches() ? new Run.Directory(first) : new Run.Path(first);
    }
}
