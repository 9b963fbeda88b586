package bzh.vigie.collector.detect.sigma;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a rule tells people in one language; parts that are not written are empty. {@code {Field}} stands for the value of
 * that field of the evidence.
 *
 * @param title a line
 * @param description why it is raised
 * @param advice what to do
 * @param resolution what would make it go away
 */
public record RuleText(String title, String description, String advice, String resolution) {
    /** A field that a text names; its name is group 1. */
    public static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_.]{1,64})}");

    /** The fields that it names. */
    public Set<String> fields() {
        Set<String> fields = new LinkedHashSet<>();
        PLACEHOLDER
                .matcher(String.join("\n", title, description, advice, resolution))
                .results()
                .forEach(match -> fields.add(match.group(1)));
        return fields;
    }
}
