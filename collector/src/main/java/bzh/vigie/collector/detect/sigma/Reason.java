package bzh.vigie.collector.detect.sigma;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why something is refused, in no language yet. Values may stem from a file and are as they stand there: make them printable
 * before they go to a terminal. Immutable.
 *
 * @param values what stands for {@code {0}}, {@code {1}} …: texts, numbers, or reasons in turn
 */
public record Reason(Fault fault, List<Object> values) {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    public Reason {
        values = List.copyOf(values);
    }

    public static Reason of(Fault fault, Object... values) {
        return new Reason(fault, List.of(values));
    }

    /** French for a French locale, English for any other. */
    public String in(Locale locale) {
        String text = ResourceBundle.getBundle(
                        Reason.class.getPackageName() + ".reasons",
                        locale,
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
                .getString(fault.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return PLACE.matcher(text).replaceAll(place -> {
            Object value = values.get(Integer.parseInt(place.group(1)));
            return Matcher.quoteReplacement(value instanceof Reason inner ? inner.in(locale) : value.toString());
        });
    }

    /** In English. */
    @Override
    public String toString() {
        return in(Locale.ENGLISH);
    }
}
