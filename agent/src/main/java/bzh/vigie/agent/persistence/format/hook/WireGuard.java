package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ConfigLines.Entry;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What wg-quick(8) runs before and after an interface of WireGuard goes up or down. */
public final class WireGuard implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (Entry entry : ConfigLines.entries(ConfigLines.of(file, "#"))) {
            switch (entry.key().toLowerCase(Locale.ROOT)) {
                case "preup", "postup", "predown", "postdown" ->
                    drafts.add(Commands.shell(file.name() + " " + entry.key(), entry.value(), entry.value()));
                default -> {}
            }
        }
        return Parsed.of(drafts, 0);
    }
}
