package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/**
 * What an account's desktop runs in place of the system's choice: entries of {@code ~/.local/share/applications}, which hide those
 * of the same name, and the programs that mimeapps.list gives to kinds of files and addresses.
 */
public final class Applications implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        if (!file.name().equals("mimeapps.list")) {
            return new DesktopEntry().parse(file);
        }
        Ini ini = Ini.parse(file.lines());
        List<Draft> drafts = ini.lines().stream()
                .filter(line -> line.section().equals("Default Applications")
                        && !line.value().isEmpty())
                .map(line -> Draft.of(line.key(), line.value(), new Run.Nothing()))
                .toList();
        return Parsed.of(drafts, ini.malformed());
    }
}
