package bzh.vigie.collector.detect.sigma;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why a rule holds of a record or does not: its condition, its searches and each of their lines as written, tried one by one.
 * Made from the rule's text, so that it costs nothing where nobody asks. Immutable.
 */
public final class Explanation {
    private static final int LONGEST = 300;

    private final String id;
    private final List<Part> parts;

    /** A part of the detection, and how deep it stands in it. */
    private record Part(int depth, String written, String field, Condition condition) {}

    /**
     * A part as tried.
     *
     * @param depth 0 for the condition, 1 for searches, 2 and more for what is in them
     * @param written as it stands in the rule, shortened
     * @param value what the record has of the field it names; empty where it has none or none is named
     */
    public record Step(int depth, boolean holds, String written, String value) {}

    private Explanation(String id, List<Part> parts) {
        this.id = id;
        this.parts = List.copyOf(parts);
    }

    /**
     * Looks for a rule in a pack.
     *
     * @param rule its id or title
     */
    public static Optional<Explanation> find(Path pack, String rule, Placeholders placeholders) throws IOException {
        return PackReader.texts(pack)
                .flatMap(text -> find(text, rule, placeholders).stream())
                .findFirst();
    }

    static Optional<Explanation> find(String text, String rule, Placeholders placeholders) {
        try {
            for (Yaml document : YamlReader.documents(text)) {
                if (document instanceof Yaml.Mapping map
                        && map.entries().get("detection") instanceof Yaml.Mapping detection
                        && (Attributes.text(map, "id").equals(rule)
                                || Attributes.text(map, "title").equals(rule))) {
                    String id = Attributes.text(map, "id");
                    return Optional.of(new Explanation(id.isBlank() ? rule : id, parts(detection, placeholders)));
                }
            }
        } catch (Refusal refused) {
            // Whoever loads the rules says so.
        }
        return Optional.empty();
    }

    /** Id of the rule. */
    public String id() {
        return id;
    }

    /** Every part, in the order of the rule. */
    public List<Step> of(SigmaRecord record) {
        return parts.stream()
                .map(part -> new Step(
                        part.depth(), part.condition().test(record), part.written(), record.value(part.field())))
                .toList();
    }

    private static List<Part> parts(Yaml.Mapping detection, Placeholders placeholders) throws Refusal {
        List<Part> parts = new ArrayList<>();
        Yaml condition = detection.entries().get("condition");
        parts.add(new Part(0, "condition: " + written(condition), "", DetectionParser.parse(detection, placeholders)));
        for (Map.Entry<String, Yaml> search : detection.entries().entrySet()) {
            if (!search.getKey().equals("condition")) {
                parts.add(new Part(1, search.getKey(), "", alone(search.getValue(), placeholders)));
                within(search.getValue(), 2, placeholders, parts);
            }
        }
        return parts;
    }

    private static void within(Yaml search, int depth, Placeholders placeholders, List<Part> parts) throws Refusal {
        switch (search) {
            case Yaml.Mapping map -> {
                for (Map.Entry<String, Yaml> line : map.entries().entrySet()) {
                    Map<String, Yaml> one = Map.of(line.getKey(), line.getValue());
                    String name = line.getKey().split("\\|", -1)[0];
                    parts.add(new Part(
                            depth,
                            line.getKey() + ": " + written(line.getValue()),
                            name,
                            alone(new Yaml.Mapping(one, line.getValue().line()), placeholders)));
                }
            }
            case Yaml.Sequence list -> {
                for (Yaml item : list.items()) {
                    parts.add(new Part(
                            depth,
                            item instanceof Yaml.Mapping ? "-" : written(item),
                            "",
                            alone(new Yaml.Sequence(List.of(item), item.line()), placeholders)));
                    if (item instanceof Yaml.Mapping map) {
                        within(map, depth + 1, placeholders, parts);
                    }
                }
            }
            case Yaml.Text text -> parts.add(new Part(depth, written(text), "", alone(text, placeholders)));
            case Yaml.Nothing ignored -> {
                // Refused where the rule is loaded.
            }
        }
    }

    /** A search as if it were the whole detection. */
    private static Condition alone(Yaml search, Placeholders placeholders) throws Refusal {
        Map<String, Yaml> detection = new LinkedHashMap<>();
        detection.put("search", search);
        detection.put("condition", new Yaml.Text("search", false, search.line()));
        return DetectionParser.parse(new Yaml.Mapping(detection, search.line()), placeholders);
    }

    private static String written(@org.jspecify.annotations.Nullable Yaml value) {
        String text = switch (value) {
            case null -> "";
            case Yaml.Text one -> one.text();
            case Yaml.Nothing ignored -> "null";
            case Yaml.Sequence list ->
                String.join(
                        " | ", list.items().stream().map(Explanation::written).toList());
            case Yaml.Mapping map -> "{" + String.join(", ", map.entries().keySet()) + "}";
        };
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
