package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One script of a group policy, as the last application of it left it: {@code Script} and its {@code Parameters}. */
public final class PolicyScript implements KeyFormat {
    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        one(key).ifPresent(drafts::add);
        return Parsed.of(drafts, 0);
    }

    @Override
    public List<ReadValue> values() {
        return List.of(new ReadValue("Script", "command"), new ReadValue("Parameters", "command"));
    }

    private static Optional<Draft> one(SourceKey key) {
        return key.text("Script").filter(script -> !script.isBlank()).map(script -> {
            String quoted = script.contains(" ") ? "\"" + script + "\"" : script;
            String line = (quoted + " " + key.text("Parameters").orElse("")).strip();
            return Commands.command("Script", line, key.isOf32Bits());
        });
    }
}
