package bzh.vigie.collector.hunt;

import bzh.vigie.collector.store.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the word at a place of a query can become. Pure but for what it asks the history. */
public final class Completion {
    /** Proposals at most. */
    public static final int MOST = 12;

    private static final String BREAKS = " ()\t\n";

    private Completion() {}

    /**
     * Proposals for the characters {@code from} to {@code to}.
     *
     * @param items what may stand there instead, as it is written in a query
     */
    public record Proposals(int from, int to, List<String> items) {
        public Proposals {
            items = List.copyOf(items);
        }
    }

    /** For the word that ends at this place: names of fields, or values of the field that it names. Of events in the scope alone. */
    public static Proposals at(Hunting hunting, Scope scope, String text, int place) {
        int to = Math.clamp(place, 0, text.length());
        int from = to;
        // Within quotes blanks and parentheses are part of the value.
        boolean quoted = text.substring(0, to).chars().filter(c -> c == '"').count() % 2 == 1;
        while (from > 0 && (quoted || BREAKS.indexOf(text.charAt(from - 1)) < 0)) {
            from--;
            quoted = quoted && text.charAt(from) != '"';
        }
        String word = text.substring(from, to);
        int colon = word.indexOf(':');
        List<String> items = new ArrayList<>();
        if (colon < 0) {
            String beginning = TextPattern.fold(word);
            QueryParser.OUTER.stream()
                    .filter(name -> name.startsWith(beginning))
                    .forEach(name -> items.add(name + ":"));
            hunting.names(scope, word, MOST).forEach(name -> items.add(name + ":"));
        } else {
            String name = word.substring(0, colon).replace("\"", "");
            String value = word.substring(colon + 1).replace("\"", "").toLowerCase(Locale.ROOT);
            String field = name.startsWith("fields.") ? name.substring("fields.".length()) : name;
            hunting.values(scope, field, value, MOST)
                    .forEach(each -> QueryText.of(name, each).ifPresent(items::add));
        }
        return new Proposals(from, to, items.stream().distinct().limit(MOST).toList());
    }
}
