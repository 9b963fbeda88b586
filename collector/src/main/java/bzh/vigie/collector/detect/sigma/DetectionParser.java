package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@code detection} section of a rule: its named searches and the condition over them. */
final class DetectionParser {
    private final Placeholders placeholders;

    private DetectionParser(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    static Condition parse(Yaml.Mapping detection, Placeholders placeholders) throws Refusal {
        return new DetectionParser(placeholders).condition(detection);
    }

    private Condition condition(Yaml.Mapping detection) throws Refusal {
        Map<String, Condition> searches = new LinkedHashMap<>();
        for (Map.Entry<String, Yaml> entry : detection.entries().entrySet()) {
            String name = entry.getKey();
            if (name.equals("timeframe")) {
                throw new Refusal(entry.getValue().line(), Fault.TIMEFRAME);
            }
            if (!name.equals("condition")) {
                searches.put(name, search(entry.getValue()));
            }
        }
        Yaml condition = detection.entries().getOrDefault("condition", new Yaml.Nothing(detection.line()));
        return switch (condition) {
            case Yaml.Text text -> ConditionParser.parse(text.text(), text.line(), searches);
            case Yaml.Sequence list -> anyOf(list, searches);
            case Yaml.Nothing none -> throw new Refusal(none.line(), Fault.NO_CONDITION);
            case Yaml.Mapping map -> throw new Refusal(map.line(), Fault.CONDITION_NOT_TEXT);
        };
    }

    private static Condition anyOf(Yaml.Sequence list, Map<String, Condition> searches) throws Refusal {
        List<Condition> conditions = new ArrayList<>();
        for (Yaml item : list.items()) {
            if (!(item instanceof Yaml.Text text)) {
                throw new Refusal(item.line(), Fault.CONDITION_NOT_TEXT);
            }
            conditions.add(ConditionParser.parse(text.text(), text.line(), searches));
        }
        if (conditions.isEmpty()) {
            throw new Refusal(list.line(), Fault.NO_CONDITION);
        }
        return new Condition.AtLeast(1, conditions);
    }

    private Condition search(Yaml search) throws Refusal {
        return switch (search) {
            case Yaml.Mapping map -> fields(map);
            case Yaml.Sequence list -> alternatives(list);
            case Yaml.Text text -> new Condition.OfAny(List.of(Modifiers.none().test(text, true)), false);
            case Yaml.Nothing nothing -> throw new Refusal(nothing.line(), Fault.EMPTY_SEARCH);
        };
    }

    private Condition fields(Yaml.Mapping map) throws Refusal {
        List<Condition> parts = new ArrayList<>();
        for (Map.Entry<String, Yaml> entry : map.entries().entrySet()) {
            parts.add(field(entry.getKey(), entry.getValue()));
        }
        if (parts.isEmpty()) {
            throw new Refusal(map.line(), Fault.EMPTY_SEARCH);
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
    }

    private Condition field(String key, Yaml value) throws Refusal {
        List<String> words = List.of(key.split("\\|", -1));
        String name = words.getFirst();
        Modifiers modifiers = Modifiers.parse(words.subList(1, words.size()), placeholders, value.line());
        List<Yaml> values = value instanceof Yaml.Sequence list ? list.items() : List.of(value);
        if (values.isEmpty()) {
            throw new Refusal(value.line(), Fault.EMPTY_VALUES, name);
        }
        List<ValueTest> tests = new ArrayList<>();
        for (Yaml one : values) {
            tests.add(modifiers.test(one, name.isEmpty()));
        }
        if (name.isEmpty()) {
            return new Condition.OfAny(tests, modifiers.all());
        }
        Condition found = new Condition.OfField(name, tests, modifiers.all());
        if (!modifiers.unequal()) {
            return found;
        }
        return new Condition.And(List.of(
                new Condition.OfField(name, List.of(new ValueTest.Exists(true)), false), new Condition.Not(found)));
    }

    private Condition alternatives(Yaml.Sequence list) throws Refusal {
        List<Condition> parts = new ArrayList<>();
        List<ValueTest> keywords = new ArrayList<>();
        for (Yaml item : list.items()) {
            if (item instanceof Yaml.Mapping map) {
                parts.add(fields(map));
            } else {
                keywords.add(Modifiers.none().test(item, true));
            }
        }
        if (!keywords.isEmpty()) {
            parts.add(new Condition.OfAny(keywords, false));
        }
        if (parts.isEmpty()) {
            throw new Refusal(list.line(), Fault.EMPTY_SEARCH);
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.AtLeast(1, parts);
    }
}
