package bzh.vigie.collector.detect.variation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way to say the same otherwise, read from {@code variations.txt}.
 *
 * @param kinds of fields that it is about; all of a record's change together
 * @param when what one of these fields must hold
 * @param find what is replaced; empty where an act does it
 * @param write one variant each, {@code $1} to {@code $9} being groups of {@code find}
 * @param act a function of {@link Acts}; empty where there is none
 * @param only the rules that it is for; none: all
 * @param not the rules whose meaning it would change
 */
record Variation(
        String name,
        Set<String> kinds,
        Optional<Pattern> when,
        Optional<Pattern> find,
        List<String> write,
        String act,
        Set<String> only,
        Set<String> not,
        String source) {
    private static final Pattern GROUP = Pattern.compile("\\$([1-9])");

    Variation {
        kinds = Set.copyOf(kinds);
        write = List.copyOf(write);
        only = Set.copyOf(only);
        not = Set.copyOf(not);
    }

    /** How many variants it makes of a record. */
    int forms() {
        return act.isEmpty() ? write.size() : 1;
    }

    boolean isFor(String rule) {
        return (only.isEmpty() || only.contains(rule)) && !not.contains(rule);
    }

    /** The value in one of its forms; as it was where nothing of it is found. */
    String in(String value, int form) {
        if (!act.isEmpty()) {
            return Acts.act(act, value);
        }
        return find.orElseThrow().matcher(value).replaceAll(found -> Matcher.quoteReplacement(with(found, form)));
    }

    private String with(java.util.regex.MatchResult found, int form) {
        return GROUP.matcher(write.get(form)).replaceAll(group -> {
            String text = found.group(Integer.parseInt(group.group(1)));
            return Matcher.quoteReplacement(text == null ? "" : text);
        });
    }
}
