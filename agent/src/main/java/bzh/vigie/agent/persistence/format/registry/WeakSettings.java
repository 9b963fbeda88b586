package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of which one content opens or blinds something: told whatever they are set to, as changed from what Windows has where
 * they are set to that content. A setting without such a content is only shown.
 */
public final class WeakSettings implements KeyFormat {
    private final Map<String, String> weak = new HashMap<>();

    /**
     * Those of these names.
     *
     * @param weak the content that weakens, as shown; empty for none
     */
    public WeakSettings(Map<String, String> weak) {
        weak.forEach((name, content) -> this.weak.put(WindowsPath.fold(name), content));
    }

    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        for (RegistryValue value : key.key().values()) {
            String content = weak.get(WindowsPath.fold(value.name()));
            if (content != null) {
                String shown = SourceKey.shown(value.data());
                Draft draft = Commands.shown(value.name(), shown);
                drafts.add(content.isEmpty() ? draft : draft.made(!content.equalsIgnoreCase(shown)));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
