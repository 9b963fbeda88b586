package bzh.vigie.text;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.IntStream;

/**
 * A sentence for people that is in no language yet: the key of a text and what stands for its {@link Places}, nothing where there is no
 * value. Immutable.
 *
 * @param bundle name of the resource bundle that has the text in French and English
 * @param values sentences, or values, which are made fit for a terminal and cut at 2,000 characters
 */
public record Sentence(String bundle, String key, List<Object> values) {
    private static final int PLACES = 10;
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
        return Places.fill(
                text,
                locale,
                IntStream.range(0, PLACES)
                        .mapToObj(index -> value(index, locale))
                        .toList());
    }

    private String value(int index, Locale locale) {
        if (index >= values.size()) {
            return "";
        }
        return values.get(index) instanceof Sentence sentence
                ? sentence.in(locale)
                : Printable.line(values.get(index).toString(), LONGEST);
    }
}
