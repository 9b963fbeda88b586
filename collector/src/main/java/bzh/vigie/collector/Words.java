package bzh.vigie.collector;

import bzh.vigie.text.Printable;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** What a command says, in the language asked for or the machine's: French, or English for any other. */
record Words(ResourceBundle bundle, Locale locale) {

    /** Those of one command, from the bundle of its name. */
    static Words of(Class<?> command, Optional<String> language) {
        String asked = language.orElse(Locale.getDefault().getLanguage());
        Locale locale = asked.equals("fr") ? Locale.FRENCH : Locale.ENGLISH;
        return new Words(
                ResourceBundle.getBundle(
                        command.getName(),
                        asked.equals("fr") ? Locale.FRENCH : Locale.ROOT,
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)),
                locale);
    }

    /** Those of another command, in a language that was already chosen. */
    static Words of(Class<?> command, Locale locale) {
        return of(command, Optional.of(locale.getLanguage()));
    }

    /** The text of a key with {0}, {1} … replaced; values are made fit for a terminal. */
    String say(String key, String... values) {
        String text = bundle.getString(key);
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", clean(values[i]));
        }
        return text;
    }

    static String clean(String text) {
        return Printable.line(text, 500);
    }
}
