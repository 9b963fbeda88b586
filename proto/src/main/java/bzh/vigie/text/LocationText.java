package bzh.vigie.text;

import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** What the places of the persistence catalogue are called and what reading them cannot see, in French or else English. Pure. */
public final class LocationText {
    private static final String BUNDLE = "bzh.vigie.text.locations";

    private LocationText() {}

    /** What people call a location; empty for an id that is not in the catalogue. */
    public static Optional<String> title(String location, Locale locale) {
        return text(location, locale);
    }

    /** What reading a location cannot see; empty where there is nothing to say. */
    public static Optional<String> blind(String location, Locale locale) {
        return text(location + ".blind", locale);
    }

    private static Optional<String> text(String key, Locale locale) {
        ResourceBundle bundle = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        return bundle.containsKey(key) ? Optional.of(bundle.getString(key)) : Optional.empty();
    }
}
