package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules of Windows' firewall: each value is one, fields separated by bars ([MS-FASP] 2.2.36, {@code v2.31|Action=Allow|…}). Those
 * that let something in, or keep something from going out, are told.
 */
public final class FirewallRules implements KeyFormat {
    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (RegistryValue value : key.key().values()) {
            String text = SourceKey.shown(value.data());
            if (!text.startsWith("v") || text.indexOf('|') < 0) {
                malformed += value.name().isEmpty() ? 0 : 1;
                continue;
            }
            Map<String, String> fields = new HashMap<>();
            for (String field : text.split("\\|", 200)) {
                int at = field.indexOf('=');
                if (at > 0) {
                    fields.putIfAbsent(field.substring(0, at), field.substring(at + 1));
                }
            }
            boolean in = "In".equalsIgnoreCase(fields.getOrDefault("Dir", ""));
            boolean allows = "Allow".equalsIgnoreCase(fields.getOrDefault("Action", ""));
            if (in == allows) {
                String program = fields.getOrDefault("App", "");
                Run run = program.isEmpty() || program.equalsIgnoreCase("System")
                        ? new Run.Nothing()
                        : new Run.Path(program);
                drafts.add(Draft.of(value.name(), text, run)
                        .enabled("TRUE".equalsIgnoreCase(fields.getOrDefault("Active", "TRUE"))));
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
