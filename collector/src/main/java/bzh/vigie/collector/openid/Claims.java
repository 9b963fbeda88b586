package bzh.vigie.collector.openid;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a provider says of somebody, as it came. Pure. */
record Claims(Map<String, Object> all) {
    private static final int MOST_VALUES = 1_000;
    private static final int LONGEST = 256;

    /** The claim of this name, or else what its dots lead to. */
    Optional<Object> find(String name) {
        return find(all, name);
    }

    private static Optional<Object> find(Map<?, ?> object, String name) {
        Object whole = object.get(name);
        if (whole != null) {
            return Optional.of(whole);
        }
        int dot = name.indexOf('.');
        return dot > 0 && object.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? find(inner, name.substring(dot + 1))
                : Optional.empty();
    }

    Optional<String> text(String name) {
        return find(name)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isBlank() && text.length() <= LONGEST);
    }

    /** A text, or those of a list; what is something else is none. */
    Set<String> values(String name) {
        Set<String> values = new LinkedHashSet<>();
        Object found = find(name).orElse("");
        Collection<?> list = found instanceof Collection<?> some ? some : Set.of(found);
        for (Object each : list) {
            if (values.size() < MOST_VALUES
                    && each instanceof String text
                    && !text.isEmpty()
                    && text.length() <= LONGEST) {
                values.add(text);
            }
        }
        return values;
    }
}
