package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What systemd gives to everything it starts: {@code DefaultEnvironment=} and {@code ManagerEnvironment=} of its own settings
 * (systemd-system.conf(5)), and the assignments of environment.d(5). Only variables that make code run are items.
 */
public final class ManagerSettings implements Format {
    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        boolean settings = file.text().lines().anyMatch(line -> line.strip().equals("[Manager]"));
        if (!settings) {
            return Parsed.of(Variables.file(file.lines(), true), 0);
        }
        Ini ini = Ini.parse(file.lines());
        List<Draft> drafts = new ArrayList<>();
        for (Ini.Line line : ini.lines()) {
            if (line.key().equals("DefaultEnvironment") || line.key().equals("ManagerEnvironment")) {
                drafts.addAll(Variables.words(line.key() + " ", ShellText.words(line.value())));
            }
        }
        return Parsed.of(drafts, ini.malformed());
    }
}
