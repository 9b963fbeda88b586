package bzh.vigie.collector.host;

import java.util.Locale;
import java.util.ResourceBundle;

/** What is said about hosts, in French for a French locale and in English for any other. */
final class HostWords {
    private HostWords() {}

    /** The text of a key with {0}, {1} … replaced. */
    static String say(String key, Locale locale, String... values) {
        String text = ResourceBundle.getBundle(
                        HostWords.class.getPackageName() + ".words",
                        locale,
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
                .getString(key);
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", values[i]);
        }
        return text;
    }
}
