package bzh.vigie.collector.console.route;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed: fields of a form, or of the JSON object that a program sent, with what is wrong about them. Line ends are line
 * feeds. Not thread-safe.
 */
public final class Form {
    private final Map<String, List<String>> fields;
    private final Words words;
    private final Map<String, String> errors = new LinkedHashMap<>();

    /** These fields. */
    public Form(Map<String, List<String>> fields, Words words) {
        this.fields = Map.copyOf(fields);
        this.words = words;
    }

    /** The first value of a field, stripped; empty where there is none. */
    public String text(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? "" : values.getFirst().replace("\r\n", "\n").strip();
    }

    /** Every value of a field that may be there several times. */
    public List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /** Every field. */
    public Map<String, List<String>> fields() {
        return fields;
    }

    /** A value of 1 to {@code most} characters; otherwise the field is wrong, and what was typed is given. */
    public String required(String name, int most) {
        String text = text(name);
        if (text.isEmpty()) {
            wrong(name, "wrong.empty");
        }
        return bounded(name, text, most);
    }

    /** A value of at most {@code most} characters, or empty. */
    public String optional(String name, int most) {
        return bounded(name, text(name), most);
    }

    private String bounded(String name, String text, int most) {
        if (text.length() > most) {
            wrong(name, "wrong.long", Integer.toString(most));
        }
        return text;
    }

    /** One of the words of a type, in lower case with dashes; otherwise the field is wrong. */
    public <E extends Enum<E>> Optional<E> oneOf(String name, Class<E> type) {
        String text = text(name).toUpperCase(Locale.ROOT).replace('-', '_');
        Optional<E> found = Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equals(text))
                .findFirst();
        if (found.isEmpty()) {
            wrong(name, "wrong.choice");
        }
        return found;
    }

    /** Says what is wrong about a field, in the words of the section. The first thing said stays. */
    public void wrong(String field, String key, String... values) {
        errors.putIfAbsent(field, words.say(key, values));
    }

    /** Whether anything is wrong. */
    public boolean bad() {
        return !errors.isEmpty();
    }

    /** What is wrong about a field. */
    public Optional<String> error(String field) {
        return Optional.ofNullable(errors.get(field));
    }

    /** What is wrong, by field, in the order in which it was found. */
    public Map<String, String> errors() {
        return java.util.Collections.unmodifiableMap(errors);
    }
}
