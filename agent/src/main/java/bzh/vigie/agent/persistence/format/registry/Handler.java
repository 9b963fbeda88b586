package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.WindowsRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A key that names a COM class by which something extends Windows: in one of its values, otherwise by its own name; or that lists
 * classes as the names, or as the contents, of its values.
 */
public final class Handler implements KeyFormat {
    private final boolean list;
    private final List<String> values;

    private Handler(boolean list, List<String> values) {
        this.list = list;
        this.values = values;
    }

    /** The class is in the first of these values that holds one, or is the key's name. */
    public static Handler in(String... values) {
        return new Handler(false, List.of(values));
    }

    /** Each value's name, or what it holds, is a class. */
    public static Handler list() {
        return new Handler(true, List.of());
    }

    /**
     * The same, where names may begin with blanks: of icon overlays Explorer loads the first few, so that makers, and Windows with
     * OneDrive's, put blanks before theirs.
     */
    public KeyFormat ordered() {
        Handler all = this;
        return new KeyFormat() {
            @Override
            public Parsed parse(SourceKey key) {
                Parsed parsed = all.parse(key);
                return Parsed.of(
                        parsed.drafts().stream()
                                .map(draft -> draft.named(draft.name().strip()))
                                .toList(),
                        parsed.malformed());
            }

            @Override
            public List<ReadValue> values() {
                return all.values();
            }
        };
    }

    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        if (list) {
            for (RegistryValue value : key.key().values()) {
                String held = SourceKey.shown(value.data());
                Optional<String> id = ComClass.isId(held)
                        ? Optional.of(held)
                        : Optional.of(value.name()).filter(ComClass::isId);
                id.ifPresent(i -> drafts.add(Draft.of(SourceKey.shownName(value), held, run(key, i))));
            }
        } else {
            Optional<String> id = values.stream()
                    .flatMap(value -> key.text(value).filter(ComClass::isId).stream())
                    .findFirst()
                    .or(() -> ComClass.idIn(key, ""));
            id.ifPresent(i -> drafts.add(Draft.of(key.name(), i, run(key, i))));
        }
        return Parsed.of(drafts, 0);
    }

    @Override
    public List<ReadValue> values() {
        if (list) {
            return List.of(new ReadValue("*", "class"));
        }
        return Stream.concat(values.stream(), Stream.of("@"))
                .map(name -> new ReadValue(name, "class"))
                .toList();
    }

    private static WindowsRun run(SourceKey key, String id) {
        return new WindowsRun.ComClass(id.strip(), key.isOf32Bits());
    }
}
