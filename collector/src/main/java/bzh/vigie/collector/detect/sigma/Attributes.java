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
            case Yaml.Sequence list -> throw new Refusal(list.line(), Fault.TEXT_NOT_LIST, key);
            case Yaml.Mapping other -> throw new Refusal(other.line(), Fault.TEXT_NOT_MAP, key);
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
                        throw new Refusal(item.line(), Fault.LIST_OF_TEXTS, key);
                    }
                }
            }
            case Yaml.Mapping other -> throw new Refusal(other.line(), Fault.LIST_OF_TEXTS, key);
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
            throw new Refusal(map.line(), Fault.NO_LOGSOURCE);
        }
        LogSource logSource = new LogSource(
                text(source, "product").toLowerCase(Locale.ROOT),
                text(source, "category").toLowerCase(Locale.ROOT),
                text(source, "service").toLowerCase(Locale.ROOT));
        if (logSource.equals(new LogSource("", "", ""))) {
            throw new Refusal(source.line(), Fault.EMPTY_LOGSOURCE);
        }
        return logSource;
    }
}
