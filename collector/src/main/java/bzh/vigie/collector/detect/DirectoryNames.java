package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.Directories;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What stands for the head of a domain and of its forest in what an agent tells of a directory, put back for who reads it: the name of the
 * domain where it is known; what it is, in words, where it is not.
 *
 * @param domain for {@code {domain}}; empty for an alert that is about no directory
 * @param forest for {@code {forest}}
 */
record DirectoryNames(String domain, String forest) {
    private static final String HEAD = "{domain}";
    private static final String FOREST = "{forest}";

    /** Those of an alert with this evidence. */
    static DirectoryNames of(Map<String, String> evidence, UnaryOperator<String> words) {
        if (!evidence.getOrDefault("location", "").startsWith(Directories.LOCATIONS)) {
            return new DirectoryNames("", "");
        }
        String domain = evidence.getOrDefault(Directories.DOMAIN_FIELD, "");
        return domain.isEmpty()
                ? new DirectoryNames(words.apply("directory.head"), words.apply("directory.forest"))
                : new DirectoryNames(
                        Arrays.stream(domain.split("\\.", -1))
                                .map(label -> "DC=" + label)
                                .collect(Collectors.joining(",")),
                        words.apply("directory.forest-of").replace("{name}", domain));
    }

    /** All values with them. */
    Map<String, String> in(Map<String, String> evidence) {
        if (domain.isEmpty()) {
            return evidence;
        }
        Map<String, String> named = new LinkedHashMap<>();
        evidence.forEach((field, value) -> {
            // No package brought what is in a directory.
            if (!(field.equals("shipped") && value.equals("unknown"))) {
                named.put(field, value.replace(HEAD, domain).replace(FOREST, forest));
            }
        });
        return named;
    }
}
