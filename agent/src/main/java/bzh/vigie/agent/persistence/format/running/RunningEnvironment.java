package bzh.vigie.agent.persistence.format.running;

import bzh.vigie.agent.persistence.format.CodeVariables;
import bzh.vigie.agent.persistence.format.CodeVariables.Value;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Variables in the environment of running processes that make them load or run something (proc_pid_environ(5), ld.so(8)). Only
 * these variables are looked at, so that no secret of another one leaves the machine.
 */
public final class RunningEnvironment implements Format {
    /** Besides those that load code: what else is hardly ever in an environment. */
    private static final Set<String> MORE = Set.of("GTK_MODULES", "GIT_SSH_COMMAND", "PAGER");

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
    public boolean looksIntoPrograms() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String entry : file.text().split("\0", -1)) {
            int equals = entry.indexOf('=');
            String variable = equals < 0 ? "" : entry.substring(0, equals);
            boolean isFile = CodeVariables.of(variable)
                    .filter(m -> m.value() == Value.FILE)
                    .isPresent();
            if ((CodeVariables.loads(variable) || MORE.contains(variable))
                    && equals + 1 < entry.length()
                    && !isUsual(variable, isFile, entry.substring(equals + 1))) {
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

    /** Many programs have a variable ENV of their own, which names no file. */
    private static boolean isUsual(String variable, boolean isFile, String value) {
        return (isFile && !value.contains("/"))
                || (variable.equals("PAGER") && !value.contains("/") && value.matches("\\w{1,16}(?: -\\w{1,16})?"));
    }
}
