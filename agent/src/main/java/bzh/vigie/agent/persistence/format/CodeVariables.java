package bzh.vigie.agent.persistence.format;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The environment variables by which programs load or start what somebody else chose: ld.so(8), bash(1), environ(7), and the
 * manuals of the interpreters and programs that read them. PATH and SHELL are not among them: each place has its own usual ones.
 */
public final class CodeVariables {
    /** What a variable brings about. */
    public enum Effect {
        /** Code of somebody's choosing in programs that know nothing of it; hardly ever set for another reason. */
        INJECTS,
        /** The same, and often set for good reasons too. */
        LOADS,
        /** Plug-ins that desktops and many programs take as a matter of course. */
        EXTENDS,
        /** A program that another one starts. */
        STARTS,
        /** Where settings that may run something are looked for. */
        LEADS
    }

    /** How its value is written. */
    public enum Value {
        FILE,
        DIRECTORIES,
        COMMAND,
        /** Words of the program's own. */
        OPTIONS
    }

    /** Of one variable. */
    public record Meaning(Effect effect, Value value) {}

    private static final Pattern PATH =
            Pattern.compile("(?:^|[\\s:=@,;\"']|(?<![\\w/])-[A-Za-z])(~?/(?!/)[^\\s:=,;\"']{1,1024})");

    private static final Map<String, Meaning> ALL = new HashMap<>();

    static {
        put(Effect.INJECTS, Value.FILE, "LD_PRELOAD LD_AUDIT BASH_ENV PYTHONSTARTUP");
        put(Effect.INJECTS, Value.DIRECTORIES, "LD_LIBRARY_PATH");
        put(Effect.INJECTS, Value.OPTIONS, "PERL5OPT NODE_OPTIONS");
        put(Effect.LOADS, Value.FILE, "ENV DOTNET_STARTUP_HOOKS OPENSSL_CONF PHPRC R_PROFILE R_PROFILE_USER");
        put(Effect.LOADS, Value.FILE, "CORECLR_PROFILER_PATH CORECLR_PROFILER_PATH_32 CORECLR_PROFILER_PATH_64");
        put(
                Effect.LOADS,
                Value.DIRECTORIES,
                "LD_ORIGIN_PATH GCONV_PATH PYTHONPATH PYTHONHOME PERL5LIB PERLLIB RUBYLIB");
        put(
                Effect.LOADS,
                Value.DIRECTORIES,
                "NODE_PATH PHP_INI_SCAN_DIR OPENSSL_ENGINES OPENSSL_MODULES GIT_EXEC_PATH");
        put(Effect.LOADS, Value.DIRECTORIES, "GIT_TEMPLATE_DIR");
        put(Effect.LOADS, Value.OPTIONS, "PERL5DB RUBYOPT JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS LUA_INIT");
        put(Effect.LOADS, Value.OPTIONS, "PYTHONBREAKPOINT MODPROBE_OPTIONS");
        put(Effect.LOADS, Value.COMMAND, "PROMPT_COMMAND");
        put(
                Effect.EXTENDS,
                Value.DIRECTORIES,
                "GTK_PATH GIO_EXTRA_MODULES GIO_MODULE_DIR QT_PLUGIN_PATH VK_LAYER_PATH");
        put(Effect.EXTENDS, Value.DIRECTORIES, "LIBGL_DRIVERS_PATH");
        put(Effect.EXTENDS, Value.OPTIONS, "GTK_MODULES GTK3_MODULES PYTHONWARNINGS");
        put(Effect.STARTS, Value.COMMAND, "EDITOR VISUAL PAGER MANPAGER BROWSER LESSOPEN LESSCLOSE XINITRC");
        put(
                Effect.STARTS,
                Value.COMMAND,
                "SSH_ASKPASS SUDO_ASKPASS SUDO_EDITOR SYSTEMD_PAGER SYSTEMD_EDITOR PSQL_EDITOR");
        put(Effect.STARTS, Value.COMMAND, "RSYNC_RSH CVS_RSH GIT_SSH GIT_SSH_COMMAND GIT_ASKPASS GIT_PAGER GIT_EDITOR");
        put(Effect.STARTS, Value.COMMAND, "GIT_SEQUENCE_EDITOR GIT_EXTERNAL_DIFF GIT_PROXY_COMMAND");
        put(Effect.LEADS, Value.DIRECTORIES, "ZDOTDIR ZSH XDG_CONFIG_DIRS XDG_DATA_DIRS XDG_CONFIG_HOME");
    }

    private CodeVariables() {}

    private static void put(Effect effect, Value value, String names) {
        for (String name : List.of(names.split(" ", -1))) {
            ALL.put(name, new Meaning(effect, value));
        }
    }

    /** What a variable of that name means; empty where it runs nothing. */
    public static Optional<Meaning> of(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** Whether setting it decides which code others load. */
    public static boolean loads(String name) {
        return of(name).filter(m -> m.effect().compareTo(Effect.LOADS) <= 0).isPresent();
    }

    /**
     * The first absolute or home path that a value names: by itself, in a list, behind an option or its {@code =} or {@code :}, or as
     * a file of arguments (java(1), "{@literal @}argument files").
     */
    public static Optional<String> path(String value) {
        Matcher path = PATH.matcher(value);
        return path.find() ? Optional.of(path.group(1)) : Optional.empty();
    }

    /** The names with these effects, as a pattern. */
    public static String names(Effect first, Effect... more) {
        Set<Effect> wanted = EnumSet.of(first, more);
        Collection<String> names = ALL.entrySet().stream()
                .filter(entry -> wanted.contains(entry.getValue().effect()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return names.stream().collect(Collectors.joining("|", "(?:", ")"));
    }
}
