package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Correlation;
import bzh.vigie.collector.detect.sigma.Correlation.Reference;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A correlation with what others ask of it, and how an occurrence becomes an entry of it. Values of at most 200 characters are
 * compared as they are, longer ones by their hash, all folded as Sigma compares.
 */
final class Plan {
    private static final int LONGEST_VALUE = 200;
    private static final int MOST_CARRIED = 16;

    private final Correlation correlation;
    /** Fields of its events that correlations of it group by or reckon with, beyond what it groups by itself. */
    private final List<String> carried;
    /** Of the keys of its groups: another definition under the same id gets other keys. */
    private final String prefix;

    private Plan(Correlation correlation, List<String> carried) {
        this.correlation = correlation;
        this.carried = List.copyOf(carried);
        this.prefix = prefix(correlation, carried);
    }

    /** Those of correlations that stand each after those that it refers to. */
    static List<Plan> of(List<Correlation> correlations) {
        Map<String, Set<String>> asked = new HashMap<>();
        List<Plan> plans = new ArrayList<>();
        for (Correlation correlation : correlations.reversed()) {
            Set<String> carried = asked.getOrDefault(correlation.card().id(), Set.of());
            List<String> fields = carried.stream()
                    .filter(field -> !correlation.groupBy().contains(field))
                    .limit(MOST_CARRIED)
                    .toList();
            for (Reference reference : correlation.rules()) {
                Set<String> of = asked.computeIfAbsent(reference.id(), ignored -> new LinkedHashSet<>());
                correlation.groupBy().forEach(name -> of.add(correlation.fieldOf(name, reference)));
                correlation.fields().forEach(name -> of.add(correlation.fieldOf(name, reference)));
                fields.forEach(name -> of.add(correlation.fieldOf(name, reference)));
            }
            plans.addFirst(new Plan(correlation, fields));
        }
        return List.copyOf(plans);
    }

    Correlation correlation() {
        return correlation;
    }

    String prefix() {
        return prefix;
    }

    private static String prefix(Correlation correlation, List<String> carried) {
        String definition = String.join(
                "\n",
                correlation.type().name(),
                correlation.rules().stream().map(Reference::id).toList().toString(),
                correlation.groupBy().toString(),
                correlation.aliases().toString(),
                correlation.timespan().toString(),
                correlation.fields().toString(),
                carried.toString());
        return correlation.card().id() + "|" + hash(definition).substring(0, 16) + "|";
    }

    /** The values that are grouped by; empty where the occurrence lacks one. */
    Optional<List<String>> group(Occurrence occurrence, Reference rule) {
        return values(correlation.groupBy(), occurrence, rule);
    }

    /** Where the group of these values is kept. */
    String key(String scope, List<String> values) {
        StringBuilder whole = new StringBuilder(scope);
        values.forEach(value -> whole.append('\u0000').append(folded(value)));
        return prefix + hash(whole.toString());
    }

    /** The entry of an occurrence; empty where it lacks a field that is counted or reckoned with. */
    Optional<Entry> entry(Occurrence occurrence, int rule, long micros) {
        Reference reference = correlation.rules().get(rule);
        Optional<List<String>> counted = values(correlation.fields(), occurrence, reference);
        if (counted.isEmpty()) {
            return Optional.empty();
        }
        List<String> more = carried.stream()
                .map(name -> occurrence.field().apply(correlation.fieldOf(name, reference)))
                .map(value -> value.length() <= LONGEST_VALUE ? value : hash(folded(value)))
                .toList();
        Correlation.Type type = correlation.type();
        boolean reckons = type == Correlation.Type.VALUE_SUM
                || type == Correlation.Type.VALUE_AVG
                || type == Correlation.Type.VALUE_MEDIAN
                || (type == Correlation.Type.VALUE_PERCENTILE
                        && correlation.percentile().isPresent());
        String value = reckons || counted.get().isEmpty() ? "" : bounded(String.join("\u0000", counted.get()));
        Optional<BigDecimal> number = reckons ? number(counted.get().getFirst()) : Optional.of(BigDecimal.ZERO);
        return number.map(known -> new Entry(micros, occurrence.id(), rule, value, known, more));
    }

    /** What this correlation, holding, is for those of it: once for each different set of what they ask for. */
    List<Occurrence> occurrences(Hit hit, Group.Window window) {
        List<Occurrence> occurrences = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        for (Entry entry : window.entries().reversed()) {
            if (seen.add(entry.carried()) && seen.size() <= Hit.EVENTS) {
                UnaryOperator<String> field = name -> {
                    int place = carried.indexOf(name);
                    return place >= 0 ? entry.carried().get(place) : hit.group().getOrDefault(name, "");
                };
                occurrences.add(new Occurrence(
                        hit.scope(),
                        hit.last().id() + "|" + correlation.card().id() + "|" + seen.size(),
                        hit.last().time(),
                        List.of(correlation.card().id()),
                        field));
            }
        }
        return occurrences;
    }

    private Optional<List<String>> values(List<String> names, Occurrence occurrence, Reference rule) {
        List<String> values = new ArrayList<>();
        for (String name : names) {
            String value = occurrence.field().apply(correlation.fieldOf(name, rule));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value);
        }
        return Optional.of(values);
    }

    private static Optional<BigDecimal> number(String text) {
        String trimmed = text.strip();
        return trimmed.matches("[+-]?[0-9]{1,18}(\\.[0-9]{1,9})?")
                ? Optional.of(new BigDecimal(trimmed))
                : Optional.empty();
    }

    private static String folded(String value) {
        return value.toLowerCase(Locale.ROOT);
    }

    private static String bounded(String value) {
        String folded = folded(value);
        return folded.length() <= LONGEST_VALUE ? folded : hash(folded);
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
