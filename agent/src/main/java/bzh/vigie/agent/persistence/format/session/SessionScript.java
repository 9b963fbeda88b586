package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.SourcedScript;
import java.util.List;

/** A script around a desktop session. Most are sourced, so that they need not be executable; some are run. */
public final class SessionScript implements Format {
    private static final List<String> RUN =
            List.of("/gdm", "/xinitrc.d/", "/autostart-scripts/", "/Autostart/", "/bspwm/");

    private final Script run = new Script();
    private final SourcedScript sourced = new SourcedScript();

    @Override
    public boolean needsContent(SourceFile file) {
        return run.needsContent(file);
    }

    @Override
    public Parsed program(SourceFile file) {
        return parse(file);
    }

    @Override
    public Parsed parse(SourceFile file) {
        String path = file.path().text();
        return RUN.stream().anyMatch(path::contains) ? run.parse(file) : sourced.parse(file);
    }
}
