package bzh.vigie.collector.console.route;

import bzh.vigie.text.Places;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** What a section says, in French or English: from its own package's words, otherwise from the common ones. Thread-safe. */
public record Words(ResourceBundle own, ResourceBundle common, Locale locale) {
    /** Of the section with this class. */
    public static Words of(Class<?> section, Locale locale) {
        ResourceBundle common = bundle(Words.class, locale);
        try {
            return new Words(bundle(section, locale), common, locale);
        } catch (MissingResourceException none) {
            return new Words(common, common, locale);
        }
    }

    private static ResourceBundle bundle(Class<?> of, Locale locale) {
        return ResourceBundle.getBundle(
                of.getPackageName() + ".words",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** Whether there are words under this key. */
    public boolean has(String key) {
        return own.containsKey(key) || common.containsKey(key);
    }

    /**
     * The text of a key with {0}, {0|host|hosts} … filled as {@link Places} does. Values stay as they are: a page escapes them.
     */
    public String say(String key, String... values) {
        String text = own.containsKey(key) ? own.getString(key) : common.getString(key);
        return Places.fill(text, locale, List.of(values));
    }
}
