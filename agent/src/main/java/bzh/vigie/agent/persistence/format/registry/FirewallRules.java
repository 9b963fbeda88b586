package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rules of Windows' firewall: each value is one, fields separated by bars ([MS-FASP] 2.2.36, {@code v2.31|Action=Allow|…}). Those
 * that let something in, or keep something from going out, are told.
 */
public final class FirewallRules implements KeyFormat {
    @Override
    public List<ReadValue> values() {
        return List.of(new ReadValue("*", "setting"));
    }

    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (RegistryValue value : key.key().values()) {
            String text = SourceKey.shown(value.data());
            Optional<FirewallRule> read = FirewallRule.parse(text);
            if (read.isEmpty()) {
                malformed += value.name().isEmpty() ? 0 : 1;
                continue;
            }
            FirewallRule rule = read.get();
            if (rule.opens()) {
                drafts.add(Draft.of(value.name(), text, rule.run()).enabled(rule.isActive()));
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
