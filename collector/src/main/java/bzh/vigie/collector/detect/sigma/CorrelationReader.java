package bzh.vigie.collector.detect.sigma;

import bzh.vigie.collector.detect.sigma.Bounds.Bound;
import bzh.vigie.collector.detect.sigma.Bounds.Comparison;
import bzh.vigie.collector.detect.sigma.Correlation.Reference;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the {@code correlation} section of a document. Bounds: 32 rules, 8 fields to group by, a timespan of 90 days, counts
 * of events and of values up to {@link #MOST_COUNTED}, because a window's entries are kept.
 */
final class CorrelationReader {
    /** The most events or values that a condition may ask for. */
    static final int MOST_COUNTED = 4_096;

    private static final int MOST_RULES = 32;
    private static final int MOST_FIELDS = 8;
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final Pattern TIMESPAN = Pattern.compile("([0-9]{1,8})([smhd])");
    private static final Set<String> KEYS =
            Set.of("type", "rules", "group-by", "aliases", "timespan", "condition", "generate");

    private final Yaml.Mapping section;
    private final Correlation.Type type;

    private CorrelationReader(Yaml.Mapping section) throws Refusal {
        this.section = section;
        for (Map.Entry<String, Yaml> entry : section.entries().entrySet()) {
            if (!KEYS.contains(entry.getKey())) {
                throw new Refusal(entry.getValue().line(), Fault.CORRELATION_ATTRIBUTE, entry.getKey());
            }
        }
        this.type = type();
    }

    /** Reads it; {@code document} is the whole document, in which {@code generate} may stand too. */
    static Correlation read(Card card, String name, Yaml.Mapping section, Yaml.Mapping document) throws Refusal {
        CorrelationReader reader = new CorrelationReader(section);
        return reader.read(card, name, reader.generate(section) || reader.generate(document));
    }

    private Correlation read(Card card, String name, boolean generate) throws Refusal {
        Optional<Presence> presence = presence();
        List<Reference> rules = rules(presence);
        List<String> groupBy = Attributes.texts(section, "group-by");
        if (groupBy.size() > MOST_FIELDS) {
            throw refusal("group-by", Fault.TOO_MANY_FIELDS, MOST_FIELDS);
        }
        Optional<Yaml.Mapping> condition =
                section.entries().get("condition") instanceof Yaml.Mapping map ? Optional.of(map) : Optional.empty();
        List<String> fields = condition.isPresent() ? Attributes.texts(condition.get(), "field") : List.of();
        Bounds bounds = presence.isPresent()
                ? new Bounds(List.of())
                : condition.isPresent() ? bounds(condition.get()) : orEveryRule(rules.size());
        check(bounds, fields);
        return new Correlation(
                card,
                name,
                type,
                rules,
                groupBy,
                aliases(groupBy, fields, rules),
                timespan(),
                bounds,
                fields,
                condition.isPresent() ? percentile(condition.get()) : OptionalInt.empty(),
                presence,
                generate);
    }

    private Correlation.Type type() throws Refusal {
        String word = Attributes.text(section, "type");
        for (Correlation.Type known : Correlation.Type.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(word)) {
                return known;
            }
        }
        throw word.isEmpty() ? refusal("type", Fault.NO_TYPE) : refusal("type", Fault.UNKNOWN_TYPE, word);
    }

    private boolean isTemporal() {
        return type == Correlation.Type.TEMPORAL || type == Correlation.Type.TEMPORAL_ORDERED;
    }

    private Optional<Presence> presence() throws Refusal {
        if (!(section.entries().get("condition") instanceof Yaml.Text text)) {
            return Optional.empty();
        }
        if (!isTemporal()) {
            throw new Refusal(text.line(), Fault.WORDS_OF_TEMPORAL_ONLY);
        }
        List<String> rules = Attributes.texts(section, "rules");
        Presence presence = Presence.parse(text.text(), text.line(), rules.isEmpty() ? named(text.text()) : rules);
        if (!presence.rules().containsAll(rules)) {
            throw new Refusal(text.line(), Fault.CONDITION_LACKS_RULE);
        }
        if (type == Correlation.Type.TEMPORAL_ORDERED && !presence.isConjunction()) {
            throw new Refusal(text.line(), Fault.ORDERED_BY_AND_ONLY);
        }
        return Optional.of(presence);
    }

    /** What looks like the name of a rule in a condition whose document has no {@code rules}. */
    private static List<String> named(String condition) {
        List<String> names = new ArrayList<>();
        for (String word : condition.split("[\\s()]+", -1)) {
            boolean operator = Set.of("and", "or", "not", "of").contains(word.toLowerCase(Locale.ROOT));
            if (!word.isEmpty() && !operator && !names.contains(word)) {
                names.add(word);
            }
        }
        return names;
    }

    private List<Reference> rules(Optional<Presence> presence) throws Refusal {
        List<String> written = Attributes.texts(section, "rules");
        int line = Attributes.line(section, written.isEmpty() ? "condition" : "rules");
        if (written.isEmpty() && presence.isPresent()) {
            written = List.copyOf(presence.get().rules());
        }
        if (written.isEmpty()) {
            throw new Refusal(line, Fault.NO_RULES);
        }
        if (written.size() > MOST_RULES) {
            throw new Refusal(line, Fault.TOO_MANY_RULES, MOST_RULES);
        }
        if (new HashSet<>(written).size() < written.size()) {
            throw new Refusal(line, Fault.RULE_TWICE);
        }
        return written.stream().map(rule -> new Reference(rule, rule, line)).toList();
    }

    private Bounds orEveryRule(int rules) throws Refusal {
        if (!isTemporal()) {
            throw refusal("condition", Fault.CORRELATION_WITHOUT_CONDITION);
        }
        return Bounds.atLeast(rules);
    }

    private Bounds bounds(Yaml.Mapping condition) throws Refusal {
        List<Bound> bounds = new ArrayList<>();
        for (Map.Entry<String, Yaml> entry : condition.entries().entrySet()) {
            switch (entry.getKey()) {
                case "gt", "gte", "lt", "lte", "eq", "neq" ->
                    bounds.add(new Bound(
                            Comparison.valueOf(entry.getKey().toUpperCase(Locale.ROOT)), number(entry.getValue())));
                case "field", "percentile" -> {
                    // Read for themselves.
                }
                default -> throw new Refusal(entry.getValue().line(), Fault.NO_CONDITION_WORD, entry.getKey());
            }
        }
        if (bounds.isEmpty()) {
            throw new Refusal(condition.line(), Fault.COMPARES_WITH_NOTHING);
        }
        return new Bounds(bounds);
    }

    private static BigDecimal number(Yaml value) throws Refusal {
        String text = value instanceof Yaml.Text written ? written.text() : "";
        if (!text.matches("-?[0-9]{1,18}(\\.[0-9]{1,9})?")) {
            throw new Refusal(value.line(), Fault.COMPARES_WITH_TEXT, text);
        }
        return new BigDecimal(text);
    }

    private void check(Bounds bounds, List<String> fields) throws Refusal {
        boolean ofValues = switch (type) {
            case EVENT_COUNT, TEMPORAL, TEMPORAL_ORDERED -> false;
            case VALUE_COUNT, VALUE_SUM, VALUE_AVG, VALUE_PERCENTILE, VALUE_MEDIAN -> true;
        };
        if (ofValues && fields.isEmpty()) {
            throw refusal("condition", Fault.FIELD_NEEDED, word());
        }
        if (!ofValues && !fields.isEmpty()) {
            throw refusal("condition", Fault.FIELD_UNKNOWN, word());
        }
        if (fields.size() > (type == Correlation.Type.VALUE_COUNT ? MOST_FIELDS : 1)) {
            throw refusal("condition", Fault.TOO_MANY_CONDITION_FIELDS, word());
        }
        boolean counts = type == Correlation.Type.EVENT_COUNT || type == Correlation.Type.VALUE_COUNT;
        BigDecimal most = BigDecimal.valueOf(MOST_COUNTED);
        if (counts && bounds.all().stream().anyMatch(bound -> bound.number().compareTo(most) > 0)) {
            throw refusal("condition", Fault.COUNT_TOO_HIGH, MOST_COUNTED);
        }
    }

    private OptionalInt percentile(Yaml.Mapping condition) throws Refusal {
        String text = Attributes.text(condition, "percentile");
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (type != Correlation.Type.VALUE_PERCENTILE || !text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 100) {
            throw new Refusal(Attributes.line(condition, "percentile"), Fault.BAD_PERCENTILE);
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private Map<String, Map<String, String>> aliases(List<String> groupBy, List<String> fields, List<Reference> rules)
            throws Refusal {
        Yaml value = section.entries().get("aliases");
        if (value == null || value instanceof Yaml.Nothing) {
            return Map.of();
        }
        if (!(value instanceof Yaml.Mapping map)) {
            throw new Refusal(value.line(), Fault.ALIASES_NOT_MAP);
        }
        Set<String> known = new HashSet<>(rules.stream().map(Reference::written).toList());
        Map<String, Map<String, String>> aliases = new LinkedHashMap<>();
        for (Map.Entry<String, Yaml> alias : map.entries().entrySet()) {
            if (!(alias.getValue() instanceof Yaml.Mapping byRule)) {
                throw new Refusal(alias.getValue().line(), Fault.ALIAS_NOT_MAP);
            }
            if (!groupBy.contains(alias.getKey()) && !fields.contains(alias.getKey())) {
                throw new Refusal(byRule.line(), Fault.ALIAS_UNUSED, alias.getKey());
            }
            Map<String, String> fieldOf = new LinkedHashMap<>();
            for (String rule : byRule.entries().keySet()) {
                if (!known.contains(rule)) {
                    throw new Refusal(byRule.line(), Fault.ALIAS_OF_OTHER_RULE, alias.getKey(), rule);
                }
                fieldOf.put(rule, Attributes.text(byRule, rule));
            }
            for (String rule : known) {
                if (fieldOf.getOrDefault(rule, "").isEmpty()) {
                    throw new Refusal(byRule.line(), Fault.ALIAS_WITHOUT_FIELD, alias.getKey(), rule);
                }
            }
            aliases.put(alias.getKey(), fieldOf);
        }
        return aliases;
    }

    private Duration timespan() throws Refusal {
        String text = Attributes.text(section, "timespan");
        Matcher matcher = TIMESPAN.matcher(text);
        if (!matcher.matches()) {
            throw refusal("timespan", Fault.BAD_TIMESPAN, text);
        }
        long number = Long.parseLong(matcher.group(1));
        Duration timespan = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        if (timespan.isZero() || timespan.compareTo(LONGEST) > 0) {
            throw refusal("timespan", Fault.TIMESPAN_OUT_OF_RANGE, LONGEST.toDays());
        }
        return timespan;
    }

    private boolean generate(Yaml.Mapping map) throws Refusal {
        String text = Attributes.text(map, "generate").toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true" -> true;
            case "", "false" -> false;
            default -> throw new Refusal(Attributes.line(map, "generate"), Fault.BAD_GENERATE);
        };
    }

    private String word() {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private Refusal refusal(String key, Fault fault, Object... values) {
        return new Refusal(Attributes.line(section, key), fault, values);
    }
}
