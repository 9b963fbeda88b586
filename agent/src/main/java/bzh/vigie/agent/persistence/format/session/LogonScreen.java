package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a display manager runs before, at and after a logon, as the superuser for the most part, and whom it logs on by itself
 * (lightdm.conf, gdm's custom.conf, sddm.conf(5)): an item for each such setting.
 */
public final class LogonScreen implements Format {
    private static final List<String> PATH = List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin");
    private static final Set<String> LOGONS = Set.of(
            "autologin-user", "automaticlogin", "timedlogin", "automaticloginenable", "timedloginenable", "user");

    @Override
    public Parsed parse(SourceFile file) {
        Ini ini = Ini.parse(file.lines());
        List<Draft> drafts = ini.lines().stream()
                .filter(line -> !line.value().isEmpty())
                .filter(line -> isCommand(line.key()) || isLogon(line))
                .map(line -> draft(line))
                .toList();
        return Parsed.of(drafts, ini.malformed());
    }

    private static Draft draft(Ini.Line line) {
        Run run = isCommand(line.key()) ? new Run.Shell(line.value(), PATH) : new Run.Nothing();
        return Draft.of(line.section() + "/" + line.key(), line.value(), run).suspectedBy(line.value());
    }

    private static boolean isCommand(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return lower.endsWith("-script")
                || lower.endsWith("-wrapper")
                || lower.endsWith("command")
                || lower.endsWith("serverpath")
                || lower.equals("greeter-session");
    }

    private static boolean isLogon(Ini.Line line) {
        String key = line.key().toLowerCase(Locale.ROOT);
        return LOGONS.contains(key) && (!key.equals("user") || line.section().equals("Autologin"));
    }
}
