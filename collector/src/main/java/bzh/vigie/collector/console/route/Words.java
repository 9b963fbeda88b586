package bzh.vigie.collector.console.route;

import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a section says, in French or English: from its own package's words, otherwise from the common ones. Thread-safe. */
public record Words(ResourceBundle own, ResourceBundle common, Locale locale) {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d{1,2})(?:\\|([^|{}]*)\\|([^|{}]*))?}");

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
     * The text of a key with {0}, {1} … replaced, and {0|host|hosts} by the first word where the value of that number is one, else by the
     * second; French has one word for none and one. Values stay as they are: a page escapes them.
     */
    public String say(String key, String... values) {
        String text = own.containsKey(key) ? own.getString(key) : common.getString(key);
        // In one pass: a host may be called {1}.
        return PLACE.matcher(text).replaceAll(place -> {
            int number = Integer.parseInt(place.group(1));
            if (number >= values.length) {
                return Matcher.quoteReplacement(place.group());
            }
            String value = values[number];
            return Matcher.quoteReplacement(place.group(2) == null ? value : place.group(isOne(value) ? 2 : 3));
        });
    }

    private boolean isOne(String value) {
        return value.equals("1") || (value.equals("0") && locale.getLanguage().equals(Locale.FRENCH.getLanguage()));
    }
}
