package bzh.vigie.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text for people with places for values: {@code {0}}, {@code {1}} … {@code {99}}, and {@code {0|host|hosts}}, which is the first word
 * where that value is one, else the second; French has one word for none and one.
 */
public final class Places {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d{1,2})(?:\\|([^|{}]*)\\|([^|{}]*))?}");

    private Places() {}

    /** The text with its places filled; one without a value stays, and a value is never taken for a place. */
    public static String fill(String text, Locale locale, List<String> values) {
        // In one pass: a host may be called {1}.
        return PLACE.matcher(text).replaceAll(place -> {
            int number = Integer.parseInt(place.group(1));
            if (number >= values.size()) {
                return Matcher.quoteReplacement(place.group());
            }
            String value = values.get(number);
            return Matcher.quoteReplacement(place.group(2) == null ? value : place.group(isOne(value, locale) ? 2 : 3));
        });
    }

    private static boolean isOne(String value, Locale locale) {
        return value.equals("1") || (value.equals("0") && locale.getLanguage().equals(Locale.FRENCH.getLanguage()));
    }
}
