package bzh.vigie.installers;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Groups of regular expressions that others' text drives off the stack: java.util.regex takes each turn of a repeated group as a recursion, but those
 * of a possessive one in a loop.
 */
final class RepeatedGroups {
    static final int MOST = 128;

    private RepeatedGroups() {}

    /** Expressions in a static field: one, or those of a collection or a map. */
    static List<Pattern> patterns(Field field) throws IllegalAccessException {
        field.setAccessible(true);
        Object value = field.get(null);
        Stream<?> all = switch (value) {
            case Map<?, ?> map -> Stream.concat(map.keySet().stream(), map.values().stream());
            case Collection<?> collection -> collection.stream();
            case Pattern pattern -> Stream.of(pattern);
            case null, default -> Stream.empty();
        };
        return all.filter(Pattern.class::isInstance).map(Pattern.class::cast).toList();
    }

    /** Groups of this expression that are repeated more often than {@link #MOST}, greedily or lazily. */
    static List<String> repeated(String expression) {
        List<String> found = new ArrayList<>();
        Deque<Integer> begun = new ArrayDeque<>();
        int inClass = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (inClass > 0) {
                inClass += c == '[' ? 1 : c == ']' ? -1 : 0;
            } else if (c == '[') {
                inClass++;
                // The bracket that comes first in a class is a member of it.
                i += expression.startsWith("^]", i + 1) ? 2 : expression.startsWith("]", i + 1) ? 1 : 0;
            } else if (c == '(') {
                begun.push(i);
            } else if (c == ')') {
                int end = quantified(expression, i + 1);
                int from = begun.pop();
                if (end > 0 && !expression.startsWith("+", end)) {
                    found.add(expression.substring(from, end));
                }
            }
        }
        return found;
    }

    /** The end of a quantifier here that allows more than {@link #MOST}; 0 where none is. */
    private static int quantified(String expression, int at) {
        if (expression.startsWith("*", at) || expression.startsWith("+", at)) {
            return at + 1;
        }
        if (!expression.startsWith("{", at)) {
            return 0;
        }
        int end = expression.indexOf('}', at);
        String[] bounds = expression.substring(at + 1, end).split(",", -1);
        String most = bounds[bounds.length - 1];
        return most.isEmpty() || Integer.parseInt(most) > MOST ? end + 1 : 0;
    }
}
