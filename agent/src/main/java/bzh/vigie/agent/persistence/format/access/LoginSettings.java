package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What logging on and making accounts goes by: settings of login.defs(5) and useradd(8) that decide about rights or run a
 * program, and the terminals of securetty(5).
 */
public final class LoginSettings implements Format {
    private static final Pattern SETTING = Pattern.compile("([A-Z_]+)(?:\\s*=\\s*|\\s+)(.*)");
    private static final Set<String> TOLD = Set.of(
            "FAKE_SHELL",
            "ENVIRON_FILE",
            "ENV_PATH",
            "ENV_SUPATH",
            "ENV_HZ",
            "LOGIN_RETRIES",
            "PASS_MAX_DAYS",
            "ENCRYPT_METHOD",
            "UID_MIN",
            "SYS_UID_MAX",
            "SU_WHEEL_ONLY",
            "CONSOLE",
            "CONSOLE_GROUPS",
            "DEFAULT_HOME",
            "LOGIN_PLUGIN",
            "SHELL",
            "SKEL",
            "GROUP",
            "GROUPS",
            "HOME");
    private static final Set<String> RUN =
            Set.of("FAKE_SHELL", "ENVIRON_FILE", "USERDEL_CMD", "LOGIN_PLUGIN", "SHELL", "USERADD_CMD");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.joined(file, "#")) {
            String bare = line.replaceFirst("\\s#.*", "").strip();
            Matcher setting = SETTING.matcher(bare);
            if (file.name().equals("securetty")) {
                drafts.add(Draft.of("terminal " + bare, bare, new Run.Nothing()));
            } else if (setting.matches()) {
                String key = setting.group(1);
                String value = setting.group(2).replace("\"", "").strip();
                boolean runs = RUN.contains(key) && value.startsWith("/");
                if (runs || TOLD.contains(key)) {
                    drafts.add(Draft.of(key, value, runs ? new Run.Path(value) : new Run.Nothing()));
                }
            }
        }
        return Parsed.of(drafts, 0);
    }
}
