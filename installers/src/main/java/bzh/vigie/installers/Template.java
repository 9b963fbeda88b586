package bzh.vigie.installers;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with places {@code @NAME@} that are filled in. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("@([A-Z][A-Z0-9-]*)@");

    private Template() {}

    /**
     * The text with its places filled in.
     *
     * @throws IllegalStateException where a place has no value, or a value no place
     */
    static String fill(String text, Map<String, String> values) {
        TreeSet<String> unused = new TreeSet<>(values.keySet());
        String filled = PLACE.matcher(text).replaceAll(place -> {
            unused.remove(place.group(1));
            return Matcher.quoteReplacement(Optional.ofNullable(values.get(place.group(1)))
                    .orElseThrow(() -> new IllegalStateException("nothing for the place " + place.group())));
        });
        if (!unused.isEmpty()) {
            throw new IllegalStateException("no place for " + unused);
        }
        return filled;
    }

    /** The text as it stands in XML and HTML, in attributes too. */
    static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
