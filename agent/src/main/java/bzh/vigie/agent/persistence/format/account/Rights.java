package bzh.vigie.agent.persistence.format.account;

import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Securable;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who may change a thing that runs: the descriptor of a key itself, or one that a value holds. Told where somebody who is no
 * administrator may, or where it is hidden from administrators; or always, where who may come in hangs on it.
 */
public final class Rights implements KeyFormat {
    private final Securable kind;
    private final List<String> values;
    private final boolean always;

    private Rights(Securable kind, List<String> values, boolean always) {
        this.kind = kind;
        this.values = values;
        this.always = always;
    }

    /** Those of the keys themselves. */
    public static Rights ofKeys() {
        return new Rights(Securable.KEY, List.of(), false);
    }

    /** Those of the keys themselves, as that kind of thing, told whatever they are. */
    public static Rights ofEvery(Securable kind) {
        return new Rights(kind, List.of(), true);
    }

    /** Those that values of these names hold. */
    public static Rights in(Securable kind, String... values) {
        return new Rights(kind, List.of(values), false);
    }

    /** Those that values of these names hold, told whatever they are. */
    public static Rights all(Securable kind, String... values) {
        return new Rights(kind, List.of(values), true);
    }

    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        if (values.isEmpty()) {
            Optional<byte[]> own = key.registry().security(key.path()).ifFound();
            malformed +=
                    own.map(bytes -> add(drafts, "rights of the key", bytes)).orElse(0);
        }
        for (String value : values) {
            if (key.key().data(value).isPresent()) {
                malformed += add(drafts, value, bytes(key.key(), value));
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static byte[] bytes(RegistryKey key, String value) {
        return SamDatabase.bytes(key, value);
    }

    private int add(List<Draft> drafts, String name, byte[] bytes) {
        Optional<SecurityDescriptor> parsed = SecurityDescriptor.parse(bytes);
        if (parsed.isEmpty()) {
            return 1;
        }
        List<Sid> writers = kind.writers(parsed.get());
        boolean hidden = kind.isHidden(parsed.get());
        if (always || hidden || !writers.isEmpty()) {
            String who = writers.stream().map(Principals::shown).collect(Collectors.joining(", "));
            drafts.add(Draft.of(
                            name,
                            (who.isEmpty() ? "" : who + " · ") + parsed.get().text(),
                            new Run.Nothing())
                    .with(Trait.HIDDEN, hidden)
                    .with(Trait.WORLD_WRITABLE, kind.openTo(parsed.get()).isPresent()));
        }
        return parsed.get().malformed();
    }
}
