package bzh.vigie.collector.intel.stix;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was seen at one time, as STIX objects. Values are String, Number, Boolean, {@code Map<String, Object>}, {@code List<Object>}, and
 * an {@link java.util.Optional} that is empty for JSON's null.
 *
 * @param first when it was seen first
 * @param last when it was seen last; not before the first
 * @param times how often, at least once
 * @param objects by the name under which others refer to them
 * @param roots names of those that patterns begin at
 */
public record Observed(
        Instant first, Instant last, int times, Map<String, Map<String, Object>> objects, Set<String> roots) {
    public Observed {
        objects = Map.copyOf(objects);
        roots = Set.copyOf(roots);
        if (last.isBefore(first) || times < 1) {
            throw new IllegalArgumentException("an observation ends after it begins and was made at least once");
        }
    }

    /** One that was made once, of objects that do not refer to each other. */
    public static Observed at(Instant time, Collection<Map<String, Object>> objects) {
        Map<String, Map<String, Object>> named = new java.util.HashMap<>();
        objects.forEach(object -> named.put(Integer.toString(named.size()), object));
        return new Observed(time, time, 1, named, named.keySet());
    }

    /** The objects that a property of this name refers to. */
    List<Object> referred(Object value) {
        return switch (value) {
            case String name when objects.containsKey(name) -> List.of(objects.get(name));
            case List<?> names ->
                List.of(names.stream().flatMap(name -> referred(name).stream()).toList());
            default -> List.of();
        };
    }
}
