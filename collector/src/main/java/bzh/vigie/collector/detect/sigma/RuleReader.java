package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the rules of a YAML file. A document that cannot be loaded is refused with the reason; the others of the file are
 * loaded. Custom attributes that Vigie knows: {@code advice}, {@code resolution}, {@code fr: {title, description, advice,
 * resolution}}, {@code cause: [fields]}, and {@code detector: true} for the card of a detector in code.
 */
public final class RuleReader {
    private static final Pattern TECHNIQUE = Pattern.compile("attack\\.(t\\d{4}(\\.\\d{3})?)");
    private static final Set<String> NO_RULE = Set.of("correlation", "filter", "action");

    private RuleReader() {}

    /** What a file holds. */
    public record Content(List<SigmaRule> rules, List<Card> detectors, List<Refused> refused) {
        public Content {
            rules = List.copyOf(rules);
            detectors = List.copyOf(detectors);
            refused = List.copyOf(refused);
        }
    }

    /**
     * Reads a file's text; never throws on what stands in it.
     *
     * @param file its name, for refusals
     */
    public static Content read(String file, String text) {
        List<SigmaRule> rules = new ArrayList<>();
        List<Card> detectors = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        try {
            List<Yaml> documents = YamlReader.documents(text);
            if (documents.isEmpty()) {
                throw new Refusal(0, "no YAML document in it");
            }
            for (Yaml document : documents) {
                try {
                    document(file, document, rules, detectors);
                } catch (Refusal refusal) {
                    refused.add(new Refused(file, refusal.line(), refusal.reason()));
                }
            }
        } catch (Refusal refusal) {
            refused.add(new Refused(file, refusal.line(), refusal.reason()));
        }
        return new Content(rules, detectors, refused);
    }

    private static void document(String file, Yaml document, List<SigmaRule> rules, List<Card> detectors)
            throws Refusal {
        if (!(document instanceof Yaml.Mapping map)) {
            throw new Refusal(document.line(), "a rule is a map of keys and values");
        }
        for (String key : NO_RULE) {
            Yaml found = map.entries().get(key);
            if (found != null) {
                throw new Refusal(
                        found.line(),
                        switch (key) {
                            case "correlation" -> "correlation rules are not supported yet";
                            case "filter" -> "filter rules are not supported yet";
                            default -> "collections by 'action' are no longer Sigma";
                        });
            }
        }
        Card card = card(file, map);
        Yaml detector = map.entries().get("detector");
        if (detector != null) {
            detectors.add(card);
            return;
        }
        if (!(map.entries().get("detection") instanceof Yaml.Mapping detection)) {
            throw new Refusal(map.line(), "no detection");
        }
        rules.add(new SigmaRule(card, logSource(map), DetectionParser.parse(detection)));
    }

    private static Card card(String file, Yaml.Mapping map) throws Refusal {
        String title = text(map, "title");
        if (title.isBlank()) {
            throw new Refusal(map.line(), "no title");
        }
        String id = text(map, "id");
        RuleText french = map.entries().get("fr") instanceof Yaml.Mapping fr ? texts(fr) : new RuleText("", "", "", "");
        return new Card(
                id.isBlank() ? file : id,
                level(map),
                techniques(map),
                texts(map),
                french,
                texts(map, "falsepositives"),
                texts(map, "cause"),
                text(map, "author"),
                text(map, "license"),
                file);
    }

    private static RuleText texts(Yaml.Mapping map) throws Refusal {
        return new RuleText(text(map, "title"), text(map, "description"), text(map, "advice"), text(map, "resolution"));
    }

    private static Level level(Yaml.Mapping map) throws Refusal {
        String text = text(map, "level").toLowerCase(Locale.ROOT);
        return switch (text) {
            case "informational" -> Level.INFORMATIONAL;
            case "low" -> Level.LOW;
            // The specification makes the level optional; a rule that does not say is worth a look.
            case "medium", "" -> Level.MEDIUM;
            case "high" -> Level.HIGH;
            case "critical" -> Level.CRITICAL;
            default ->
                throw new Refusal(
                        map.line(), "level '" + text + "' is not informational, low, medium, high or critical");
        };
    }

    private static List<String> techniques(Yaml.Mapping map) throws Refusal {
        List<String> techniques = new ArrayList<>();
        for (String tag : texts(map, "tags")) {
            var matcher = TECHNIQUE.matcher(tag.toLowerCase(Locale.ROOT));
            if (matcher.matches()) {
                techniques.add(matcher.group(1).toUpperCase(Locale.ROOT));
            }
        }
        return techniques;
    }

    private static LogSource logSource(Yaml.Mapping map) throws Refusal {
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

    private static String text(Yaml.Mapping map, String key) throws Refusal {
        return switch (map.entries().get(key)) {
            case null -> "";
            case Yaml.Nothing ignored -> "";
            case Yaml.Text text -> text.text();
            case Yaml.Sequence list -> throw new Refusal(list.line(), "'" + key + "' must be text, not a list");
            case Yaml.Mapping other -> throw new Refusal(other.line(), "'" + key + "' must be text, not a map");
        };
    }

    private static List<String> texts(Yaml.Mapping map, String key) throws Refusal {
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
}
