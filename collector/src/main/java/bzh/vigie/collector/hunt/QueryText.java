package bzh.vigie.collector.hunt;

import java.util.List;
import java.util.Optional;

/** Queries as they are written, for links that go on from what was found. Pure. */
public final class QueryText {
    private static final int LONGEST_NAME = 200;

    private QueryText() {}

    /**
     * The test of a column for exactly this value; empty where the value is too long for a query, or is none.
     *
     * @param column a field of the event, or what it has beside them ({@link QueryParser#OUTER}, {@code hostname})
     */
    public static Optional<String> of(String column, String value) {
        String name = column.equals("hostname") ? "host" : column;
        if (value.isEmpty()
                || TextPattern.fold(value).length() > QueryParser.LONGEST_VALUE
                || name.length() > LONGEST_NAME
                || name.indexOf('"') >= 0) {
            return Optional.empty();
        }
        boolean plain = name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "._-@".indexOf(c) >= 0);
        String written = plain ? name : '"' + name + '"';
        // A time is not compared as text, and needs no quotes.
        return Optional.of(
                name.equals("received") ? written + ":" + value : written + ":\"" + value.replace("\"", "\"\"") + '"');
    }

    /** The same for a field of the event's own, also where it is called as what events have beside them. */
    public static Optional<String> ofField(String field, String value) {
        return of(QueryParser.OUTER.contains(TextPattern.fold(field)) ? "fields." + field : field, value);
    }

    /** A query and one more test that must hold too. */
    public static String and(String query, String test) {
        String first = query.strip();
        return first.isEmpty() ? test : (needsParentheses(first) ? "(" + first + ")" : first) + " " + test;
    }

    private static boolean needsParentheses(String query) {
        return List.of(query.toLowerCase(java.util.Locale.ROOT).split("\\s")).stream()
                .anyMatch(word -> word.equals("or") || word.equals("ou"));
    }
}
