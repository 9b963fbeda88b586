package bzh.vigie.text;

import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the places of the persistence catalogue are called and what reading them cannot see, in French or else English. Pure. */
public final class LocationText {
    private static final String BUNDLE = "bzh.vigie.text.locations";
    private static final String BLIND = ".blind";

    private LocationText() {}

    /** What people call a location; empty for an id that is not in the catalogue. */
    public static Optional<String> title(String location, Locale locale) {
        return text(location, locale);
    }

    /** What reading a location cannot see; empty where there is nothing to say. */
    public static Optional<String> blind(String location, Locale locale) {
        return text(location + BLIND, locale);
    }

    /** Ids of the locations of the catalogue that begin so. */
    public static Set<String> ids(String beginning) {
        return bundle(Locale.ROOT).keySet().stream()
                .filter(key -> key.startsWith(beginning) && !key.endsWith(BLIND))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<String> text(String key, Locale locale) {
        ResourceBundle bundle = bundle(locale);
        return bundle.containsKey(key) ? Optional.of(bundle.getString(key)) : Optional.empty();
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
