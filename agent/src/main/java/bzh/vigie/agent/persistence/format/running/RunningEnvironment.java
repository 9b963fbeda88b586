package bzh.vigie.agent.persistence.format.running;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Variables in the environment of running processes that make them load or run something (proc_pid_environ(5), ld.so(8)). Only
 * these variables are looked at, so that no secret of another one leaves the machine.
 */
public final class RunningEnvironment implements Format {
    /** Whether the first word of the value is a file that is loaded. */
    private static final Map<String, Boolean> VARIABLES = Map.ofEntries(
            Map.entry("LD_PRELOAD", true),
            Map.entry("LD_AUDIT", true),
            Map.entry("LD_LIBRARY_PATH", false),
            Map.entry("GCONV_PATH", false),
            Map.entry("BASH_ENV", true),
            Map.entry("PROMPT_COMMAND", false),
            Map.entry("PYTHONSTARTUP", true),
            Map.entry("PYTHONHOME", false),
            Map.entry("PYTHONPATH", false),
            Map.entry("PERL5LIB", false),
            Map.entry("PERL5OPT", false),
            Map.entry("PERL5DB", false),
            Map.entry("RUBYOPT", false),
            Map.entry("RUBYLIB", false),
            Map.entry("NODE_OPTIONS", false),
            Map.entry("NODE_PATH", false),
            Map.entry("JAVA_TOOL_OPTIONS", false),
            Map.entry("_JAVA_OPTIONS", false),
            Map.entry("CORECLR_PROFILER_PATH", true),
            Map.entry("DOTNET_STARTUP_HOOKS", true),
            Map.entry("GTK_MODULES", false),
            Map.entry("GIT_SSH_COMMAND", false),
            Map.entry("PAGER", false));

    private static final int MAX_VALUE = 1_000;

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public String source(SourceFile file) {
        return "/proc/PID/environ";
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String entry : file.text().split("\0", -1)) {
            int equals = entry.indexOf('=');
            String variable = equals < 0 ? "" : entry.substring(0, equals);
            Boolean isFile = VARIABLES.get(variable);
            if (isFile != null && equals + 1 < entry.length() && !isUsual(variable, entry.substring(equals + 1))) {
                String whole = entry.substring(equals + 1);
                String value = whole.length() <= MAX_VALUE ? whole : whole.substring(0, MAX_VALUE);
                String first = value.split("[\\s:]+", -1)[0];
                Run run = isFile && first.startsWith("/") ? new Run.Path(first) : new Run.Nothing();
                drafts.add(Draft.of(variable + "=" + value, value, run)
                        .with(Trait.LOADER_VARIABLE, variable.equals("LD_PRELOAD") || variable.equals("LD_AUDIT"))
                        .suspectedBy(value));
            }
        }
        return Parsed.of(drafts, 0);
    }

    private static boolean isUsual(String variable, String value) {
        return variable.equals("PAGER") && !value.contains("/") && value.matches("\\w{1,16}(?: -\\w{1,16})?");
    }
}
