package bzh.vigie.text;

import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;

/**
 * The words for the detail of a {@link bzh.vigie.event.Event.SourceState}. An agent does not know its reader's language, so
 * the detail is a key of the bundle {@code source} and its arguments, separated by {@code |}: {@link #detail} makes one,
 * {@link #say} puts it into words. Pure.
 */
public final class SourceText {
    private static final String BUNDLE = "bzh.vigie.text.source";
    private static final char SEPARATOR = '|';

    private SourceText() {}

    /** A detail; a separator in an argument becomes a blank. */
    public static String detail(String key, Object... arguments) {
        StringBuilder out = new StringBuilder(key);
        for (Object argument : arguments) {
            out.append(SEPARATOR).append(argument.toString().replace(SEPARATOR, ' '));
        }
        return out.toString();
    }

    /** The sentence for a detail, French or else English; a detail of an unknown key is shown as it is, made printable. */
    public static String say(String detail, Locale locale) {
        return say(BUNDLE, detail, locale);
    }

    static String say(String bundle, String detail, Locale locale) {
        List<String> parts = List.of(detail.split("\\" + SEPARATOR, -1));
        try {
            return new Sentence(bundle, parts.getFirst(), List.copyOf(parts.subList(1, parts.size()))).in(locale);
        } catch (MissingResourceException e) {
            return Printable.clean(detail);
        }
    }
}
