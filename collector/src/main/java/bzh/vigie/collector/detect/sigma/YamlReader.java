package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the documents of a YAML file from the event stream, so that depth, number of values and aliases are bounded before
 * anything is built: rules come from users and from the Internet. Bounds: 1 Mi characters, depth 24, 50,000 values counted
 * with what aliases repeat, 64 aliases.
 */
final class YamlReader {
    static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_DEPTH = 24;
    private static final int MAX_VALUES = 50_000;
    private static final int MAX_ALIASES = 64;

    private final Iterator<Event> events;
    private final Map<Anchor, Yaml> anchors = new HashMap<>();
    private int values;
    private int aliases;

    private YamlReader(String text) {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).build();
        events = new Parse(settings).parseString(text).iterator();
    }

    /** Every document of a file, in order. */
    static List<Yaml> documents(String text) throws Refusal {
        // Before anything is parsed: the scanner takes more than linear time over one long scalar.
        if (text.length() > MAX_CHARACTERS) {
            throw new Refusal(0, Fault.TEXT_TOO_LONG, MAX_CHARACTERS);
        }
        try {
            YamlReader reader = new YamlReader(text);
            List<Yaml> documents = new ArrayList<>();
            while (reader.events.hasNext()) {
                if (reader.events.next().getEventId() == Event.ID.DocumentStart) {
                    reader.anchors.clear();
                    documents.add(reader.value(reader.events.next(), 0));
                }
            }
            return documents;
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            throw new Refusal(line, Fault.NO_YAML, String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            throw new Refusal(0, Fault.NO_YAML, String.valueOf(e.getMessage()));
        }
    }

    private Yaml value(Event event, int depth) throws Refusal {
        int line = event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
        if (depth > MAX_DEPTH) {
            throw new Refusal(line, Fault.TOO_DEEP, MAX_DEPTH);
        }
        count(1, line);
        Yaml value = switch (event) {
            case ScalarEvent scalar -> scalar(scalar, line);
            case SequenceStartEvent ignored -> sequence(line, depth);
            case MappingStartEvent ignored -> mapping(line, depth);
            case AliasEvent alias -> alias(alias, line);
            default -> throw new Refusal(line, Fault.YAML_UNEXPECTED, event.getEventId());
        };
        if (event instanceof NodeEvent node && !(event instanceof AliasEvent)) {
            node.getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
        }
        return value;
    }

    private static Yaml scalar(ScalarEvent scalar, int line) {
        String text = scalar.getValue();
        boolean empty = scalar.isPlain()
                && (text.isEmpty()
                        || text.equals("~")
                        || text.equals("null")
                        || text.equals("Null")
                        || text.equals("NULL"));
        return empty ? new Yaml.Nothing(line) : new Yaml.Text(text, !scalar.isPlain(), line);
    }

    private Yaml sequence(int line, int depth) throws Refusal {
        List<Yaml> items = new ArrayList<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            items.add(value(next, depth + 1));
        }
        return new Yaml.Sequence(List.copyOf(items), line);
    }

    private Yaml mapping(int line, int depth) throws Refusal {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            Yaml key = value(next, depth + 1);
            String name = switch (key) {
                case Yaml.Text text -> text.text();
                case Yaml.Nothing ignored -> "null";
                default -> throw new Refusal(key.line(), Fault.KEY_NOT_TEXT);
            };
            if (entries.containsKey(name)) {
                throw new Refusal(key.line(), Fault.KEY_TWICE, name);
            }
            entries.put(name, value(events.next(), depth + 1));
        }
        return new Yaml.Mapping(entries, line);
    }

    private Yaml alias(AliasEvent alias, int line) throws Refusal {
        if (++aliases > MAX_ALIASES) {
            throw new Refusal(line, Fault.TOO_MANY_ALIASES, MAX_ALIASES);
        }
        Yaml value = anchors.get(alias.getAlias());
        if (value == null) {
            throw new Refusal(line, Fault.ALIAS_OF_NOTHING);
        }
        count(size(value), line);
        return value;
    }

    private void count(int more, int line) throws Refusal {
        values += more;
        if (values > MAX_VALUES) {
            throw new Refusal(line, Fault.TOO_MANY_VALUES, MAX_VALUES);
        }
    }

    private static int size(Yaml value) {
        return switch (value) {
            case Yaml.Text ignored -> 1;
            case Yaml.Nothing ignored -> 1;
            case Yaml.Sequence list ->
                1 + list.items().stream().mapToInt(YamlReader::size).sum();
            case Yaml.Mapping map ->
                1 + map.entries().values().stream().mapToInt(YamlReader::size).sum();
        };
    }
}
