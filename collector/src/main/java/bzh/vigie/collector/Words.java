package bzh.vigie.collector;

import bzh.vigie.text.Places;
import bzh.vigie.text.Printable;
import java.util.Arrays;
import java.util.Locale;
import java.util.ResourceBundle;

/** What a command says, in the language asked for or the machine's: French, or English for any other. */
record Words(ResourceBundle bundle, Locale locale) {

    /** Those of one command, from the bundle of its name. */
    static Words of(Class<?> command, Locale locale) {
        return new Words(bundle(command.getName(), locale), locale);
    }

    /** Without falling back to the machine's language: English asked for on a French machine is English. */
    static ResourceBundle bundle(String name, Locale locale) {
        return ResourceBundle.getBundle(
                name, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The text of a key with {0}, {0|host|hosts} … filled as {@link Places} does; values are made fit for a terminal. */
    String say(String key, String... values) {
        return Places.fill(
                bundle.getString(key),
                locale,
                Arrays.stream(values).map(Words::clean).toList());
    }

    static String clean(String text) {
        return clean(text, 500);
    }

    static String clean(String text, int longest) {
        return Printable.line(text, longest);
    }
}
