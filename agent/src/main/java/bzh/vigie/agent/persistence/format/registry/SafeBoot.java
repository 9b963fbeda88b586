package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import java.util.List;

/**
 * A key below SafeBoot: the service, driver or class of its name starts in safe mode too. Its unnamed value says of what kind that is;
 * antivirus products also make keys without any.
 */
public final class SafeBoot implements KeyFormat {
    private final Values kind = Values.named(Names.NOTHING, "");

    @Override
    public Parsed parse(SourceKey key) {
        Parsed parsed = kind.parse(key);
        return parsed.drafts().isEmpty()
                ? Parsed.of(List.of(Draft.of("(Default)", "", new Run.Nothing())), parsed.malformed())
                : parsed;
    }

    @Override
    public List<ReadValue> values() {
        return kind.values();
    }
}
