package bzh.vigie.collector.detect.sigma;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands for the placeholders of rules (modifier {@code expand}), as the user gives it: a YAML map of a name, without
 * percent signs, to a value or a list of values. A value is a Sigma string and may have wildcards. Names are told apart by
 * case. Immutable.
 */
public final class Placeholders {
    private static final int MAX_FORMS = 10_000;
    private static final Placeholders NONE = new Placeholders(Map.of());

    private final Map<String, List<String>> values;

    private Placeholders(Map<String, List<String>> values) {
        this.values = values;
    }

    /** No placeholder has a value. */
    public static Placeholders none() {
        return NONE;
    }

    /**
     * Reads a file of placeholders.
     *
     * @throws IOException where it cannot be read or is no such map; its message says the line
     */
    public static Placeholders read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (Files.size(file) > YamlReader.MAX_CHARACTERS) {
            throw new RefusedException(
                    new Refused(name, 0, Reason.of(Fault.FILE_TOO_LARGE, YamlReader.MAX_CHARACTERS)));
        }
        try {
            return parse(Files.readString(file));
        } catch (MalformedInputException e) {
            throw new RefusedException(new Refused(name, 0, Reason.of(Fault.NOT_UTF_8)));
        } catch (Refusal refusal) {
            throw new RefusedException(new Refused(name, refusal.line(), refusal.why()));
        }
    }

    static Placeholders parse(String text) throws Refusal {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Yaml document : YamlReader.documents(text)) {
            if (!(document instanceof Yaml.Mapping map)) {
                throw new Refusal(document.line(), Fault.PLACEHOLDERS_NOT_MAP);
            }
            for (Map.Entry<String, Yaml> entry : map.entries().entrySet()) {
                if (values.put(entry.getKey(), texts(entry.getValue())) != null) {
                    throw new Refusal(entry.getValue().line(), Fault.PLACEHOLDER_TWICE, entry.getKey());
                }
            }
        }
        return new Placeholders(values);
    }

    /** Every form of a rule's text: each placeholder ({@code %name%}) in it by each of its values; {@code \%} is a plain percent sign. */
    List<String> expand(String text, int line) throws Refusal {
        List<StringBuilder> forms = new ArrayList<>(List.of(new StringBuilder()));
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = c == '%' ? endOfName(text, at + 1) : -1;
            if (end > 0) {
                forms = joined(forms, values(text.substring(at + 1, end), line), line);
                at = end + 1;
            } else if (c == '\\' && at + 1 < text.length()) {
                String both = text.charAt(at + 1) == '%' ? "%" : text.substring(at, at + 2);
                forms.forEach(form -> form.append(both));
                at += 2;
            } else {
                forms.forEach(form -> form.append(c));
                at++;
            }
        }
        return forms.stream().map(StringBuilder::toString).toList();
    }

    private static int endOfName(String text, int from) {
        int end = text.indexOf('%', from);
        boolean name =
                end > from && text.substring(from, end).chars().noneMatch(c -> c == '\\' || Character.isWhitespace(c));
        return name ? end : -1;
    }

    private List<String> values(String name, int line) throws Refusal {
        List<String> found = values.get(name);
        if (found == null) {
            throw new Refusal(line, Fault.PLACEHOLDER_WITHOUT_VALUES, name);
        }
        return found;
    }

    private static List<StringBuilder> joined(List<StringBuilder> forms, List<String> values, int line) throws Refusal {
        if ((long) forms.size() * values.size() > MAX_FORMS) {
            throw new Refusal(line, Fault.TOO_MANY_EXPANDED, MAX_FORMS);
        }
        List<StringBuilder> joined = new ArrayList<>();
        for (StringBuilder form : forms) {
            for (String value : values) {
                joined.add(new StringBuilder(form).append(value));
            }
        }
        return joined;
    }

    private static List<String> texts(Yaml value) throws Refusal {
        List<Yaml> items = value instanceof Yaml.Sequence list ? list.items() : List.of(value);
        List<String> texts = new ArrayList<>();
        for (Yaml item : items) {
            if (!(item instanceof Yaml.Text text)) {
                throw new Refusal(item.line(), Fault.PLACEHOLDER_NOT_TEXT);
            }
            texts.add(text.text());
        }
        if (texts.isEmpty()) {
            throw new Refusal(value.line(), Fault.PLACEHOLDER_EMPTY);
        }
        return texts;
    }
}
