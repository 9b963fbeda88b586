package bzh.vigie.agent;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * What the agent says to people, in French or English ({@code words.properties} beside this class). Placeholders are
 * {@code {0}}, {@code {1}} …; apostrophes stand for themselves.
 */
final class Words {
    private static final String BUNDLE = "bzh.vigie.agent.words";

    private final Locale locale;
    private final ResourceBundle bundle;

    private Words(Locale locale) {
        this.locale = locale;
        // Without falling back to the platform's language: English asked for on a French machine is English.
        this.bundle = ResourceBundle.getBundle(BUNDLE, locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    /** French for {@code fr} and its countries, English for all others. */
    static Words in(Locale locale) {
        return new Words(locale.getLanguage().equals("fr") ? Locale.FRENCH : Locale.ENGLISH);
    }

    /** For the command line library, which looks its texts up by itself. */
    ResourceBundle bundle() {
        return bundle;
    }

    Locale locale() {
        return locale;
    }

    /** The text of this key, with what stands for its placeholders. */
    String say(String key, Object... values) {
        String text = bundle.getString(key);
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    /** The words for a constant: key {@code Type.NAME}. */
    String of(Enum<?> constant) {
        return say(constant.getDeclaringClass().getSimpleName() + "." + constant.name());
    }
}
