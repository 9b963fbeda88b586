package bzh.vigie.collector.console.route;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param rows at most as many as were wanted
 * @param next where the next page begins; empty on the last
 */
public record Cursor<T>(List<T> rows, Optional<String> next) {
    public Cursor {
        rows = List.copyOf(rows);
    }

    /** From what was found when one more than {@code limit} was asked for; {@code id} makes the cursor of a row. */
    public static <T> Cursor<T> of(List<T> found, int limit, Function<T, String> id) {
        boolean more = found.size() > limit;
        List<T> rows = more ? found.subList(0, limit) : found;
        return new Cursor<>(rows, more ? Optional.of(id.apply(rows.getLast())) : Optional.empty());
    }
}
