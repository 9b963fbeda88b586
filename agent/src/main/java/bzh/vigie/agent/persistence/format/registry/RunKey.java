package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import java.util.List;
import java.util.Optional;

/**
 * Run and its kin: every value is a command line. A person may have switched one off in the task manager, which
 * {@code Explorer\StartupApproved} then says: its first byte is odd.
 */
public final class RunKey implements KeyFormat {
    private static final String APPROVED = "Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\";

    private final Values values = Values.all(Values.Names.COMMAND);

    @Override
    public Parsed parse(SourceKey key) {
        Optional<SourceKey> approved = key.besides(APPROVED + (key.isOf32Bits() ? "Run32" : "Run"));
        List<Draft> drafts = values.parse(key).drafts().stream()
                .map(draft -> approved.map(a -> draft.enabled(!isOff(a, draft.name())))
                        .orElse(draft))
                .toList();
        return Parsed.of(drafts, 0);
    }

    @Override
    public List<ReadValue> values() {
        return values.values();
    }

    private static boolean isOff(SourceKey approved, String name) {
        Optional<Data> state = approved.key().data(name);
        return state.isPresent()
                && state.get() instanceof Data.Raw raw
                && raw.bytes().length > 0
                && (raw.bytes()[0] & 1) == 1;
    }
}
