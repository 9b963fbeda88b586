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
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Settings of which some contents open or blind something: told whatever they are set to, as changed from what Windows has where
 * they are set to one of those. A setting without such contents is only shown.
 */
public final class WeakSettings implements KeyFormat {
    private final Map<String, Optional<Predicate<String>>> weak = new HashMap<>();
    private final List<ReadValue> values;
    private final boolean onlyWeak;

    /**
     * Those of these names, told only where they weaken: there are many, and what they are set to otherwise is of no use.
     *
     * @param weak as in {@link #WeakSettings(Map)}
     */
    public static WeakSettings onlyWeak(Map<String, String> weak) {
        return new WeakSettings(weak, true);
    }

    /**
     * Those of these names.
     *
     * @param weak the contents that weaken, as shown, a space between; after an exclamation mark all others; empty for none
     */
    public WeakSettings(Map<String, String> weak) {
        this(weak, false);
    }

    private WeakSettings(Map<String, String> weak, boolean onlyWeak) {
        this.onlyWeak = onlyWeak;
        this.values = weak.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new ReadValue(each.getKey(), "setting", List.of(), each.getValue()))
                .toList();
        weak.forEach((name, contents) -> this.weak.put(WindowsPath.fold(name), weakens(WindowsPath.fold(contents))));
    }

    private static Optional<Predicate<String>> weakens(String contents) {
        if (contents.isEmpty()) {
            return Optional.empty();
        }
        boolean others = contents.startsWith("!");
        Set<String> named = Set.of(contents.substring(others ? 1 : 0).split(" "));
        return Optional.of(content -> named.contains(content) != others);
    }

    @Override
    public List<ReadValue> values() {
        return values;
    }

    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        for (RegistryValue value : key.key().values()) {
            Optional<Predicate<String>> weakens = weak.get(WindowsPath.fold(value.name()));
            if (weakens != null) {
                String shown = SourceKey.shown(value.data());
                Draft draft = Commands.shown(value.name(), shown);
                boolean isWeak = weakens.filter(each -> each.test(WindowsPath.fold(shown)))
                        .isPresent();
                if (isWeak || !onlyWeak) {
                    drafts.add(weakens.isPresent() ? draft.made(!isWeak) : draft);
                }
            }
        }
        return Parsed.of(drafts, 0);
    }
}
