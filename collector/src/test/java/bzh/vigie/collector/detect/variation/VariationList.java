package bzh.vigie.collector.detect.variation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The list {@code variations.txt}; its head says how it is written. */
final class VariationList {
    static final VariationList READ = new VariationList();

    private final Map<String, String> kinds = new HashMap<>();
    private final Map<String, Pattern> looks = new HashMap<>();
    private final Set<String> catchAll = new HashSet<>();
    private final Set<String> eventIsTheAct = new HashSet<>();
    private final List<Variation> variations = new ArrayList<>();
    private final Map<String, String> ways = new HashMap<>();
    private final Map<String, Set<String>> notByWay = new HashMap<>();
    private final Map<String, String> ordinary = new HashMap<>();
    private Pattern agentsWords = Pattern.compile("(?!)");

    private VariationList() {
        try (InputStream in = Objects.requireNonNull(VariationList.class.getResourceAsStream("variations.txt"))) {
            for (String block : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .split(
                            "\n(?=(?:fields|looks|agents-words|catch-all|event-is-the-act|variation|way|ordinary)\\b)",
                            -1)) {
                // of a block, its first line says what it is; comments stand between blocks
                List<String> lines = block.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList();
                lines.stream().findFirst().ifPresent(head -> read(head, lines));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the list of variations cannot be read", e);
        }
    }

    private void read(String head, List<String> lines) {
        if (head.equals("agents-words")) {
            agentsWords = Pattern.compile(lines.stream().skip(1).collect(Collectors.joining("|")));
            return;
        }
        String[] words = head.split(" ", 3);
        String name = words[1].replace(":", "");
        switch (words[0]) {
            case "fields" -> {
                for (String field : words[2].split(" ", -1)) {
                    boolean linux = name.startsWith("linux-");
                    kinds.merge((linux ? "linux " : "windows ") + field, name, (one, other) -> one + " " + other);
                }
            }
            case "looks" -> looks.put(name, Pattern.compile(words[2]));
            case "catch-all" -> catchAll.add(name);
            case "event-is-the-act" -> eventIsTheAct.add(name);
            case "variation" -> variations.add(variation(name, lines));
            case "way" -> {
                ways.put(name, one(lines, "source").orElseThrow());
                notByWay.put(name, words(lines, "not"));
            }
            case "ordinary" -> {
                for (String field : one(lines, "of").orElseThrow().split(" ", -1)) {
                    ordinary.put(field, one(lines, "write").orElseThrow());
                }
            }
            default -> throw new IllegalStateException("not understood: " + head);
        }
    }

    private static Variation variation(String name, List<String> lines) {
        return new Variation(
                name,
                words(lines, "of"),
                one(lines, "when").map(Pattern::compile),
                one(lines, "find").map(Pattern::compile),
                lines.stream()
                        .filter(line -> line.startsWith("write:"))
                        .map(VariationList::written)
                        .toList(),
                one(lines, "act").orElse(""),
                words(lines, "only"),
                words(lines, "not"),
                one(lines, "source").orElseThrow(() -> new IllegalStateException(name + " has no source")));
    }

    /** In double quotes where blanks at its ends or a line feed count. */
    private static String written(String line) {
        String value = line.substring("write:".length());
        value = value.startsWith(" ") ? value.substring(1) : value;
        return value.matches("\"\\s.*|\"\t\"|.*\\s\"")
                ? value.substring(1, value.length() - 1).replace("\\n", "\n")
                : value;
    }

    private static Set<String> words(List<String> lines, String key) {
        return one(lines, key)
                .map(value -> Set.of(value.split("  ", 2)[0].split(" ", -1)))
                .orElse(Set.of());
    }

    private static Optional<String> one(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + ":"))
                .findFirst()
                .map(line -> line.substring(key.length() + 1).strip());
    }

    List<Variation> variations() {
        return variations;
    }

    /** The names of what {@link OtherWays} knows, with their sources. */
    Map<String, String> ways() {
        return ways;
    }

    /** Whether a sample of a rule that was done that way still shows what the rule is about. */
    boolean isWayFor(String way, String rule) {
        return !notByWay.getOrDefault(way, Set.of()).contains(rule);
    }

    boolean isCatchAll(String rule) {
        return catchAll.contains(rule);
    }

    boolean eventIsTheAct(String rule) {
        return eventIsTheAct.contains(rule);
    }

    /** What is in that field on a healthy host; empty where the list does not say it. */
    Optional<String> ordinary(String field) {
        return Optional.ofNullable(ordinary.get(field));
    }

    /** The value with an act done to what is not the agent's own words in it. */
    String exceptAgentsWords(String value, UnaryOperator<String> act) {
        StringBuilder changed = new StringBuilder();
        int from = 0;
        for (Matcher own = agentsWords.matcher(value); own.find(); from = own.end()) {
            changed.append(act.apply(value.substring(from, own.start()))).append(own.group());
        }
        return from == 0
                ? act.apply(value)
                : changed.append(act.apply(value.substring(from))).toString();
    }

    /** What kinds a field of a record holds. */
    Set<String> kinds(Sample sample, String field, String value) {
        Pattern look = looks.get(field);
        if (look != null && !look.matcher(value).find()) {
            return Set.of();
        }
        // Names of a directory's items are the agent's own words.
        if (field.equals("name") && sample.value("location").startsWith("ad.")) {
            return Set.of();
        }
        String system = sample.isLinux() ? "linux " : "windows ";
        String found =
                kinds.getOrDefault(system + field, kinds.getOrDefault(system + field + "@" + sample.eventId(), ""));
        return Set.of(found.toLowerCase(Locale.ROOT).split(" ", -1));
    }
}
