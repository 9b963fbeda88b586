package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the rules, correlations and filters of a YAML file. A document that cannot be loaded is refused with the reason; the
 * others of the file are loaded. What has no id is called after its file and name or place in it. Custom attributes that Vigie knows: {@code advice}, {@code resolution}, {@code fr: {title, description, advice,
 * resolution}}, {@code cause: [fields]}, {@code monitoring: level}, {@code needs: [{audit | sacl | channel | setting: text}]}, and {@code detector: true} for the card of a detector in code.
 */
public final class RuleReader {
    private static final Pattern TECHNIQUE = Pattern.compile("attack\\.(t\\d{4}(\\.\\d{3})?)");

    private RuleReader() {}

    /** What a file, or a pack of files, holds. */
    public record Content(
            List<SigmaRule> rules,
            List<Correlation> correlations,
            List<Filter> filters,
            List<Card> detectors,
            List<Refused> refused) {
        public Content {
            rules = List.copyOf(rules);
            correlations = List.copyOf(correlations);
            filters = List.copyOf(filters);
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
        return read(file, text, Placeholders.none());
    }

    /** The same with values for placeholders. */
    public static Content read(String file, String text, Placeholders placeholders) {
        Reading reading = new Reading(placeholders, new NeedsReader(Optional.empty()));
        reading.file(file, text);
        return reading.content();
    }

    /** What was read so far, of one file or of several. */
    static final class Reading {
        private final Placeholders placeholders;
        private final NeedsReader needs;
        private final List<SigmaRule> rules = new ArrayList<>();
        private final List<Correlation> correlations = new ArrayList<>();
        private final List<Filter> filters = new ArrayList<>();
        private final List<Card> detectors = new ArrayList<>();
        private final List<Refused> refused = new ArrayList<>();

        Reading(Placeholders placeholders, NeedsReader needs) {
            this.placeholders = placeholders;
            this.needs = needs;
        }

        void file(String file, String text) {
            try {
                List<Yaml> documents = YamlReader.documents(text);
                if (documents.isEmpty()) {
                    throw new Refusal(0, Fault.NO_DOCUMENT);
                }
                for (int i = 0; i < documents.size(); i++) {
                    try {
                        document(file, i == 0 ? file : file + "#" + (i + 1), documents.get(i));
                    } catch (Refusal refusal) {
                        refused(file, refusal.line(), refusal.why());
                    }
                }
            } catch (Refusal refusal) {
                refused(file, refusal.line(), refusal.why());
            }
        }

        void refused(String file, int line, Reason reason) {
            refused.add(new Refused(file, line, reason));
        }

        Content content() {
            return new Content(rules, correlations, filters, detectors, refused);
        }

        private void document(String file, String place, Yaml document) throws Refusal {
            if (!(document instanceof Yaml.Mapping map)) {
                throw new Refusal(document.line(), Fault.RULE_NOT_MAP);
            }
            if (map.entries().containsKey("action")) {
                throw new Refusal(Attributes.line(map, "action"), Fault.ACTION);
            }
            String name = Attributes.text(map, "name");
            Card card = card(file, name.isBlank() ? place : file + "#" + name, map, needs.read(map));
            if (map.entries().containsKey("detector")) {
                detectors.add(card);
            } else if (map.entries().containsKey("filter")) {
                filters.add(FilterReader.read(file, card.english().title(), map, placeholders));
            } else if (map.entries().containsKey("correlation")) {
                if (!(map.entries().get("correlation") instanceof Yaml.Mapping section)) {
                    throw new Refusal(Attributes.line(map, "correlation"), Fault.CORRELATION_NOT_MAP);
                }
                correlations.add(CorrelationReader.read(card, name, section, map));
            } else if (map.entries().get("detection") instanceof Yaml.Mapping detection) {
                rules.add(new SigmaRule(
                        card, name, Attributes.logSource(map), DetectionParser.parse(detection, placeholders)));
            } else {
                throw new Refusal(map.line(), Fault.NO_DETECTION);
            }
        }
    }

    private static Card card(String file, String place, Yaml.Mapping map, List<Need> needs) throws Refusal {
        String title = Attributes.text(map, "title");
        if (title.isBlank()) {
            throw new Refusal(map.line(), Fault.NO_TITLE);
        }
        String taxonomy = Attributes.text(map, "taxonomy");
        if (!taxonomy.isBlank() && !taxonomy.equalsIgnoreCase("sigma")) {
            throw new Refusal(Attributes.line(map, "taxonomy"), Fault.UNKNOWN_TAXONOMY, taxonomy);
        }
        String id = Attributes.text(map, "id");
        RuleText french = map.entries().get("fr") instanceof Yaml.Mapping fr ? texts(fr) : new RuleText("", "", "", "");
        return new Card(
                id.isBlank() ? place : id,
                // The specification makes the level optional; a rule that does not say is worth a look.
                level(map, "level").orElse(Level.MEDIUM),
                level(map, "monitoring"),
                techniques(map),
                texts(map),
                french,
                Attributes.texts(map, "falsepositives"),
                Attributes.texts(map, "cause"),
                needs,
                Attributes.text(map, "author"),
                Attributes.text(map, "license"),
                file);
    }

    private static RuleText texts(Yaml.Mapping map) throws Refusal {
        return new RuleText(
                Attributes.text(map, "title"),
                Attributes.text(map, "description"),
                Attributes.text(map, "advice"),
                Attributes.text(map, "resolution"));
    }

    /** Empty where the rule does not say. */
    private static Optional<Level> level(Yaml.Mapping map, String key) throws Refusal {
        String text = Attributes.text(map, key).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "" -> Optional.empty();
            case "informational" -> Optional.of(Level.INFORMATIONAL);
            case "low" -> Optional.of(Level.LOW);
            case "medium" -> Optional.of(Level.MEDIUM);
            case "high" -> Optional.of(Level.HIGH);
            case "critical" -> Optional.of(Level.CRITICAL);
            default -> throw new Refusal(map.line(), Fault.UNKNOWN_LEVEL, text);
        };
    }

    private static List<String> techniques(Yaml.Mapping map) throws Refusal {
        List<String> techniques = new ArrayList<>();
        for (String tag : Attributes.texts(map, "tags")) {
            var matcher = TECHNIQUE.matcher(tag.toLowerCase(Locale.ROOT));
            if (matcher.matches()) {
                techniques.add(matcher.group(1).toUpperCase(Locale.ROOT));
            }
        }
        return techniques;
    }
}
