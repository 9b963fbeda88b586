package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the attributes that documents of all kinds share, each as what the specification says it is. */
final class Attributes {
    private Attributes() {}

    /** A text; empty where it is not there. */
    static String text(Yaml.Mapping map, String key) throws Refusal {
        return switch (map.entries().get(key)) {
            case null -> "";
            case Yaml.Nothing ignored -> "";
            case Yaml.Text text -> text.text();
            case Yaml.Sequence list -> throw new Refusal(list.line(), "'" + key + "' must be text, not a list");
            case Yaml.Mapping other -> throw new Refusal(other.line(), "'" + key + "' must be text, not a map");
        };
    }

    /** A list of texts, or one of them alone; empty where it is not there. */
    static List<String> texts(Yaml.Mapping map, String key) throws Refusal {
        List<String> texts = new ArrayList<>();
        switch (map.entries().get(key)) {
            case null -> {
                // Optional.
            }
            case Yaml.Nothing ignored -> {
                // Written and left empty.
            }
            case Yaml.Text text -> texts.add(text.text());
            case Yaml.Sequence list -> {
                for (Yaml item : list.items()) {
                    if (item instanceof Yaml.Text text) {
                        texts.add(text.text());
                    } else if (!(item instanceof Yaml.Nothing)) {
                        throw new Refusal(item.line(), "'" + key + "' must be a list of texts");
                    }
                }
            }
            case Yaml.Mapping other -> throw new Refusal(other.line(), "'" + key + "' must be a list of texts");
        }
        return texts;
    }

    /** Where a key stands; the map where it does not. */
    static int line(Yaml.Mapping map, String key) {
        Yaml value = map.entries().get(key);
        return value == null ? map.line() : value.line();
    }

    /** The {@code logsource}, of which at least one part must be named. */
    static LogSource logSource(Yaml.Mapping map) throws Refusal {
        if (!(map.entries().get("logsource") instanceof Yaml.Mapping source)) {
            throw new Refusal(map.line(), "no logsource");
        }
        LogSource logSource = new LogSource(
                text(source, "product").toLowerCase(Locale.ROOT),
                text(source, "category").toLowerCase(Locale.ROOT),
                text(source, "service").toLowerCase(Locale.ROOT));
        if (logSource.equals(new LogSource("", "", ""))) {
            throw new Refusal(source.line(), "the logsource names no product, category or service");
        }
        return logSource;
    }
}
