package bzh.vigie.text;

import java.util.Locale;

/**
 * The words for the detail of a refusal or a goodbye. A collector does not know the language of who sits at the agent, so
 * the detail is a key of the bundle {@code refusal} and its arguments, as with {@link SourceText}. Pure.
 */
public final class RefusalText {
    private static final String BUNDLE = "bzh.vigie.text.refusal";

    private RefusalText() {}

    /** A detail; a separator in an argument becomes a blank. */
    public static String detail(String key, Object... arguments) {
        return SourceText.detail(key, arguments);
    }

    /** The sentence for a detail, French or else English; a detail of an unknown key is shown as it is, made printable. */
    public static String say(String detail, Locale locale) {
        return SourceText.say(BUNDLE, detail, locale);
    }
}
