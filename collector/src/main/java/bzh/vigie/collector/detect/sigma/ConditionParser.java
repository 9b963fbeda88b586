package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a condition: {@code or} binds less than {@code and}, that less than {@code not}; {@code 1 of NAMES},
 * {@code 2 of NAMES}, {@code any of NAMES}, {@code all of NAMES}, where NAMES is a pattern with stars or {@code them} (every
 * search whose name does not begin with an underscore). At most 4,096 characters, nested 64 deep.
 */
final class ConditionParser {
    private static final Pattern TOKEN = Pattern.compile("\\s*(\\(|\\)|\\||[^\\s()|]+)");
    private static final int MAX_DEPTH = 64;

    private final List<String> tokens;
    private final int line;
    private final Map<String, Condition> searches;
    private int at;

    private ConditionParser(List<String> tokens, int line, Map<String, Condition> searches) {
        this.tokens = tokens;
        this.line = line;
        this.searches = searches;
    }

    static Condition parse(String text, int line, Map<String, Condition> searches) throws Refusal {
        if (text.length() > 4_096) {
            throw new Refusal(line, Fault.CONDITION_TOO_LONG);
        }
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group(1));
        }
        if (tokens.contains("|")) {
            throw new Refusal(line, Fault.AGGREGATION);
        }
        ConditionParser parser = new ConditionParser(tokens, line, searches);
        Condition condition = parser.or(0);
        if (parser.at < tokens.size()) {
            throw new Refusal(line, Fault.CONDITION_UNEXPECTED, tokens.get(parser.at));
        }
        return condition;
    }

    private Condition or(int depth) throws Refusal {
        List<Condition> parts = new ArrayList<>(List.of(and(depth)));
        while (take("or")) {
            parts.add(and(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.AtLeast(1, parts);
    }

    private Condition and(int depth) throws Refusal {
        List<Condition> parts = new ArrayList<>(List.of(not(depth)));
        while (take("and")) {
            parts.add(not(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
    }

    private Condition not(int depth) throws Refusal {
        if (depth > MAX_DEPTH) {
            throw new Refusal(line, Fault.CONDITION_TOO_DEEP, MAX_DEPTH);
        }
        if (take("not")) {
            return new Condition.Not(not(depth + 1));
        }
        if (take("(")) {
            Condition inner = or(depth + 1);
            if (!take(")")) {
                throw new Refusal(line, Fault.CONDITION_UNCLOSED);
            }
            return inner;
        }
        return name();
    }

    private Condition name() throws Refusal {
        if (at >= tokens.size()) {
            throw new Refusal(line, Fault.CONDITION_CUT_OFF);
        }
        String word = tokens.get(at++);
        if (at < tokens.size() && tokens.get(at).equalsIgnoreCase("of")) {
            at++;
            return someOf(word);
        }
        Condition search = searches.get(word);
        if (search == null) {
            throw new Refusal(line, Fault.CONDITION_NAMES_NONE, word);
        }
        return search;
    }

    private Condition someOf(String howMany) throws Refusal {
        if (at >= tokens.size()) {
            throw new Refusal(line, Fault.CONDITION_ENDS_AFTER_OF);
        }
        String names = tokens.get(at++);
        List<Condition> chosen = new ArrayList<>();
        searches.forEach((name, search) -> {
            if (names.equals("them") ? !name.startsWith("_") : matches(names, name)) {
                chosen.add(search);
            }
        });
        if (chosen.isEmpty()) {
            throw new Refusal(line, Fault.CONDITION_LIKE_NONE, names);
        }
        return switch (howMany.toLowerCase(Locale.ROOT)) {
            case "all" -> new Condition.And(chosen);
            case "any" -> new Condition.AtLeast(1, chosen);
            default -> new Condition.AtLeast(count(howMany), chosen);
        };
    }

    private int count(String text) throws Refusal {
        if (text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9') || Integer.parseInt(text) == 0) {
            throw new Refusal(line, Fault.CONDITION_OF, text);
        }
        return Integer.parseInt(text);
    }

    private static boolean matches(String pattern, String name) {
        return TextPattern.parse(pattern).matches(name);
    }

    private boolean take(String word) {
        if (at < tokens.size() && tokens.get(at).equalsIgnoreCase(word)) {
            at++;
            return true;
        }
        return false;
    }
}
