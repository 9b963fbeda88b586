package bzh.vigie.text;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence for people that is in no language yet: the key of a text and what stands for its {@code {0}}, {@code {1}} …
 * Immutable.
 *
 * @param bundle name of the resource bundle that has the text in French and English
 * @param values sentences, or values, which are made fit for a terminal and cut at 2,000 characters
 */
public record Sentence(String bundle, String key, List<Object> values) {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final int LONGEST = 2_000;

    public Sentence {
        values = List.copyOf(values);
    }

    public static Sentence of(String bundle, String key, Object... values) {
        return new Sentence(bundle, key, List.of(values));
    }

    /** French for a French locale, English for any other, whatever the machine's own is. */
    public String in(Locale locale) {
        String text = ResourceBundle.getBundle(
                        bundle,
                        locale,
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
                .getString(key);
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), locale)));
    }

    private String value(String digit, Locale locale) {
        int index = Integer.parseInt(digit);
        if (index >= values.size()) {
            return "";
        }
        return values.get(index) instanceof Sentence sentence
                ? sentence.in(locale)
                : Printable.line(values.get(index).toString(), LONGEST);
    }
}
