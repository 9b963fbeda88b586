package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that a desktop offers or starts (Desktop Entry and Desktop Application Autostart Specifications of freedesktop.org).
 * The value is the command and, where they are set, the keys that decide whether it is started; actions of the entry are items
 * of their own.
 */
public final class DesktopEntry implements Format {
    private static final String SECTION = "Desktop Entry";
    private static final String ACTION = "Desktop Action ";
    private static final List<String> PATH =
            List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/games", "/usr/games");
    private static final List<String> CONDITIONS = List.of(
            "TryExec",
            "OnlyShowIn",
            "NotShowIn",
            "DBusActivatable",
            "AutostartCondition",
            "X-GNOME-Autostart-Phase",
            "X-KDE-autostart-condition",
            "X-GNOME-HiddenUnderSystemd",
            "X-systemd-skip");

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        Ini ini = Ini.parse(file.lines());
        String command = ini.value(SECTION, "Exec");
        boolean enabled = !ini.value(SECTION, "Hidden").equals("true")
                && !ini.value(SECTION, "X-GNOME-Autostart-enabled").equals("false");
        if (command.isEmpty()) {
            boolean service = ini.value(SECTION, "DBusActivatable").equals("true");
            boolean other = !ini.value(SECTION, "Type").isEmpty()
                    && !ini.value(SECTION, "Type").equals("Application");
            return Parsed.of(
                    List.of(Draft.of(file.name(), service ? "DBusActivatable=true" : "", new Run.Nothing())
                            .enabled(enabled && service)),
                    ini.malformed() + (file.text().isBlank() || service || other || !enabled ? 0 : 1));
        }
        StringBuilder value = new StringBuilder(command);
        for (String key : CONDITIONS) {
            if (!ini.value(SECTION, key).isEmpty()) {
                value.append('\n').append(key).append('=').append(ini.value(SECTION, key));
            }
        }
        List<Draft> drafts = new ArrayList<>();
        drafts.add(draft(file.name(), value.toString(), command).enabled(enabled));
        ini.lines().stream()
                .filter(line -> line.section().startsWith(ACTION) && line.key().equals("Exec"))
                .filter(line -> !line.value().isEmpty())
                .forEach(line -> drafts.add(
                        draft(file.name() + ":" + line.section().substring(ACTION.length()), line.value(), line.value())
                                .enabled(enabled)));
        return Parsed.of(drafts, ini.malformed());
    }

    private static Draft draft(String name, String value, String command) {
        List<String> words = ShellText.words(command.replaceAll("%[fFuUdDnNickvm]", "")).stream()
                .filter(word -> !word.isEmpty())
                .toList();
        return Draft.of(name, value, new Run.Arguments(words, PATH)).suspectedBy(command);
    }
}
