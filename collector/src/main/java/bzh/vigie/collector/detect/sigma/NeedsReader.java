package bzh.vigie.collector.detect.sigma;

import bzh.vigie.collector.detect.sigma.Need.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads {@code needs:}. It is no attribute of the specification, so a rule of others may mean something else by it: there, what
 * is not written as ours do is passed over. In our own rules it is refused.
 */
final class NeedsReader {
    private final Optional<Predicate<String>> subcategories;

    /** @param subcategories which names of audit subcategories there are; empty for rules of others */
    NeedsReader(Optional<Predicate<String>> subcategories) {
        this.subcategories = subcategories;
    }

    List<Need> read(Yaml.Mapping map) throws Refusal {
        List<Need> needs = new ArrayList<>();
        switch (map.entries().get("needs")) {
            case null -> {
                // Optional.
            }
            case Yaml.Sequence list -> {
                for (Yaml each : list.items()) {
                    need(each).ifPresent(needs::add);
                }
            }
            case Yaml other -> passOver(other.line(), Fault.NEEDS_NOT_LIST);
        }
        return needs;
    }

    private Optional<Need> need(Yaml written) throws Refusal {
        if (!(written instanceof Yaml.Mapping map) || map.entries().size() != 1) {
            return passOver(written.line(), Fault.NEED_NOT_MAP);
        }
        Map.Entry<String, Yaml> entry = map.entries().entrySet().iterator().next();
        int line = entry.getValue().line();
        Optional<Kind> kind = kind(entry.getKey());
        if (kind.isEmpty()) {
            return passOver(line, Fault.UNKNOWN_NEED, entry.getKey());
        }
        String text = entry.getValue() instanceof Yaml.Text value ? value.text().strip() : "";
        if (text.isEmpty()) {
            return passOver(line, Fault.NEED_NOT_TEXT, entry.getKey());
        }
        if (kind.get() == Kind.AUDIT
                && subcategories.isPresent()
                && !subcategories.get().test(text)) {
            return passOver(line, Fault.NO_SUBCATEGORY, text);
        }
        return Optional.of(new Need(kind.get(), text));
    }

    private static Optional<Kind> kind(String key) {
        for (Kind each : Kind.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(key)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private Optional<Need> passOver(int line, Fault fault, Object... values) throws Refusal {
        if (subcategories.isPresent()) {
            throw new Refusal(line, fault, values);
        }
        return Optional.empty();
    }
}
