package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/** An autostart entry (Desktop Entry and Desktop Application Autostart Specifications of freedesktop.org). */
public final class DesktopEntry implements Format {
    private static final String SECTION = "Desktop Entry";
    private static final List<String> PATH =
            List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/games", "/usr/games");

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        Ini ini = Ini.parse(file.lines());
        String command = ini.value(SECTION, "Exec");
        if (command.isEmpty()) {
            return Parsed.of(
                    List.of(Draft.of(file.name(), "", new Run.Nothing()).enabled(false)),
                    ini.malformed() + (file.text().isBlank() ? 0 : 1));
        }
        List<String> words = ShellText.words(command.replaceAll("%[fFuUdDnNickvm]", "")).stream()
                .filter(word -> !word.isEmpty())
                .toList();
        boolean enabled = !ini.value(SECTION, "Hidden").equals("true")
                && !ini.value(SECTION, "X-GNOME-Autostart-enabled").equals("false");
        Draft draft =
                Draft.of(file.name(), command, new Run.Arguments(words, PATH)).enabled(enabled);
        draft = draft.suspectedBy(command);
        return Parsed.of(List.of(draft), ini.malformed());
    }
}
