package bzh.vigie.collector.detect.variation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How much of what a rule tells is still told where the attacker says it otherwise: each firing sample is varied by the list {@code
 * variations.txt}, alone, in seeded pairs, and done by other ways ({@link OtherWays}). A variant fires where a rule about one of the same
 * techniques (or another of the same parent) holds of it, at medium or above under enhanced monitoring, or at this rule's own severity where that is lower; one that
 * only says that something is new does not count. And each sample's nearest harmless neighbour, which has the ordinary in place
 * of one field that the rule looks at, is left alone by it. The report is {@code target/variations.txt}; the shares reached stand in {@code
 * reached.txt}, and {@code target/variations-reached.txt} is that file as it would be now. Longer: {@code bench/variations.sh}.
 */
final class VariationsTest {
    private static final VariationList LIST = VariationList.READ;
    private static final RuleSet SHIPPED = ShippedRules.load();
    private static final Rules ALL = new CompiledRules(SHIPPED.rules());
    private static final List<String> SERVICE =
            List.of("ImagePath", "ServiceFileName", "Details", "ScriptBlockText", "Payload", "Data", "CommandLine");
    private static final List<String> TASK =
            List.of("TaskContent", "TaskContentNew", "ScriptBlockText", "Payload", "Data", "CommandLine");
    /** WindowsActs says which fields are found out of which. */
    private static final Map<String, List<String>> RAW = Map.ofEntries(
            Map.entry("Image", List.of("NewProcessName")),
            Map.entry("ParentImage", List.of("ParentProcessName")),
            Map.entry("TaskContent", List.of("TaskContentNew")),
            Map.entry("ThreatName", List.of("Threat Name")),
            Map.entry("NewValue", List.of("New Value")),
            Map.entry("PlainCommand", List.of("CommandLine")),
            Map.entry("Script", List.of("ScriptBlockText", "Payload", "Data", "CommandLine")),
            Map.entry("RegistryValue", List.of("TargetObject", "ScriptBlockText", "Payload", "Data", "CommandLine")),
            Map.entry("RegistryData", List.of("Details")),
            Map.entry("RegistryTraits", List.of("Details", "ScriptBlockText", "CommandLine")),
            Map.entry("ServiceCommand", SERVICE),
            Map.entry("ServiceTraits", SERVICE),
            Map.entry("TaskCommand", TASK),
            Map.entry("TaskTraits", TASK),
            Map.entry("ImageTraits", List.of("Image", "NewProcessName")),
            Map.entry("FileTraits", List.of("TargetFilename", "LocalName", "ApplicationPath")));
    /** Pairs of variations for each sample. */
    private static final int PAIRS = Integer.getInteger("vigie.variations.pairs", 8);
    /** What is asked of a rule that is not in {@code reached.txt}. */
    private static final int GOAL = 95;

    /** What one rule reaches. */
    private static final class Score {
        private int variants;
        private int fired;
        private int strictly;
        private int itself;
        private int neighbours;
        private int silent;
        private int withoutNeighbour;
        private final List<String> missed = new ArrayList<>();
        private final List<String> alwaysLoud = new ArrayList<>();

        int percent() {
            return variants == 0 ? 100 : 100 * fired / variants;
        }

        String line(String rule) {
            return "%3d %% %5d/%-5d  neighbours silent %3d/%-3d  %s"
                    .formatted(percent(), fired, variants, silent, neighbours, rule);
        }
    }

    @Test
    void eachRuleKeepsWhatItReached() throws IOException, URISyntaxException {
        Map<String, Score> scores = new TreeMap<>();
        for (SigmaRule rule : SHIPPED.rules()) {
            // Records of a cloud are written by its operator: who acts there chooses no spelling of them.
            if (rule.card().file().startsWith("cloud/")) {
                continue;
            }
            scores.put(rule.card().id(), score(rule));
        }
        report(scores);
        Map<String, Integer> reached = new TreeMap<>();
        try (var in = Objects.requireNonNull(VariationsTest.class.getResourceAsStream("reached.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] words = line.split(" ", -1);
                reached.put(words[0], Integer.parseInt(words[1]));
            });
        }
        List<String> lost = new ArrayList<>();
        scores.forEach((rule, score) -> {
            int asked = reached.getOrDefault(rule, GOAL);
            if (score.percent() < asked) {
                lost.add(rule + ": " + score.percent() + " % of its variants, " + asked + " were reached\n    "
                        + score.missed.stream().limit(5).collect(Collectors.joining("\n    ")));
            }
            score.alwaysLoud.forEach(sample -> lost.add(rule + " fires on each neighbour of " + sample));
        });
        assertEquals("", String.join("\n", lost), "see collector/target/variations.txt");
        assertFalse(scores.isEmpty());
    }

    private static Score score(SigmaRule rule) throws IOException, URISyntaxException {
        Score score = new Score();
        Path home = Path.of(Objects.requireNonNull(VariationsTest.class.getResource("/rules"))
                        .toURI())
                .resolve(rule.card().file())
                .resolveSibling("");
        Rules alone = new PlainRules(List.of(rule));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home, "fires-*.json")) {
            for (Path file : files) {
                Sample sample = new Sample(
                        Objects.requireNonNull(file.getFileName()).toString().replace(".json", ""),
                        FlatJson.fields(Files.readString(file)));
                for (Sample variant : variants(rule.card().id(), sample)) {
                    score.variants++;
                    List<Card> told = told(record(variant));
                    score.strictly += isTold(rule.card(), told, Level.MEDIUM, Card::techniques) ? 1 : 0;
                    score.itself += told.contains(rule.card()) ? 1 : 0;
                    if (isTold(rule.card(), told, asked(rule.card()), VariationsTest::parents)) {
                        score.fired++;
                    } else {
                        score.missed.add(variant.name());
                    }
                }
                neighbours(rule.card(), score, alone, sample);
            }
        }
        return score;
    }

    /** Every form of every variation, other ways, and pairs of those that changed something. */
    private static List<Sample> variants(String rule, Sample sample) {
        List<Sample> variants = new ArrayList<>();
        List<Variation> apt = new ArrayList<>();
        for (Variation variation : LIST.variations()) {
            if (!variation.isFor(rule)) {
                continue;
            }
            int before = variants.size();
            for (int form = 0; form < variation.forms(); form++) {
                Sample variant = sample.in(variation, form);
                if (!variant.equals(sample)) {
                    variants.add(variant);
                }
            }
            if (variants.size() > before) {
                apt.add(variation);
            }
        }
        OtherWays.of(sample).stream()
                .filter(other ->
                        LIST.isWayFor(other.name().substring(other.name().lastIndexOf(' ') + 1), rule))
                .forEach(variants::add);
        Random random = new Random((rule + sample.name()).hashCode());
        for (int i = 0; i < PAIRS && apt.size() > 1; i++) {
            Variation one = apt.get(random.nextInt(apt.size()));
            Variation other = apt.get(random.nextInt(apt.size()));
            Sample first = sample.in(one, random.nextInt(one.forms()));
            Sample second = first.in(other, random.nextInt(other.forms()));
            if (!one.equals(other) && !first.equals(sample) && !second.equals(first)) {
                variants.add(second);
            }
        }
        return variants;
    }

    private static void neighbours(Card rule, Score score, Rules alone, Sample sample) {
        List<Match> matches = alone.judge(record(sample));
        if (matches.isEmpty()) {
            return;
        }
        Map<String, String> ordinary = new LinkedHashMap<>();
        for (String field : matches.getFirst().evidence().keySet()) {
            String raw = raw(sample, field);
            LIST.ordinary(raw)
                    .or(() -> LIST.ordinary(field))
                    .filter(value -> !raw.isEmpty())
                    .ifPresent(value -> ordinary.put(raw, value));
        }
        score.withoutNeighbour += ordinary.isEmpty() ? 1 : 0;
        boolean silenced = ordinary.isEmpty() || LIST.eventIsTheAct(rule.id()) || LIST.isCatchAll(rule.id());
        for (Map.Entry<String, String> each : ordinary.entrySet()) {
            score.neighbours++;
            if (isSilent(alone, sample, Map.of(each.getKey(), each.getValue()))) {
                score.silent++;
                silenced = true;
            }
        }
        // where a rule holds for one of two fields, both have to be ordinary
        if (!silenced && !isSilent(alone, sample, ordinary)) {
            score.alwaysLoud.add(sample.name());
        }
    }

    private static boolean isSilent(Rules alone, Sample sample, Map<String, String> ordinary) {
        return alone.judge(record(sample.with("ordinary", ordinary))).isEmpty();
    }

    /** What the record of a sample calls a field that rules know under another name, or find out of it. */
    private static String raw(Sample sample, String field) {
        return Stream.concat(Stream.of(field), RAW.getOrDefault(field, List.of()).stream())
                .filter(sample.fields()::containsKey)
                .findFirst()
                .orElse("");
    }

    private static SigmaRecord record(Sample sample) {
        try {
            return FlatJson.record(sample.fields());
        } catch (IOException e) {
            throw new UncheckedIOException(sample.name(), e);
        }
    }

    private static List<Card> told(SigmaRecord record) {
        return ALL.judge(record).stream().map(match -> match.rule().card()).toList();
    }

    private static Level asked(Card of) {
        return of.level(true).compareTo(Level.MEDIUM) < 0 ? of.level(true) : Level.MEDIUM;
    }

    /** Whether one of {@code told} that is no catch-all, or the rule itself, has a technique of the rule at {@code asked} or above. */
    private static boolean isTold(
            Card of, List<Card> told, Level asked, Function<Card, ? extends Collection<String>> techniques) {
        return told.stream()
                .filter(card -> card.id().equals(of.id()) || !LIST.isCatchAll(card.id()))
                .filter(card -> card.level(true).compareTo(asked) >= 0)
                .anyMatch(card -> card.id().equals(of.id())
                        || !Collections.disjoint(techniques.apply(card), techniques.apply(of)));
    }

    private static Set<String> parents(Card card) {
        return card.techniques().stream()
                .map(technique -> technique.toUpperCase(Locale.ROOT).split("\\.", 2)[0])
                .collect(Collectors.toSet());
    }

    private static int sum(Map<String, Score> scores, ToIntFunction<Score> of) {
        return scores.values().stream().mapToInt(of).sum();
    }

    /** Of the rules that are medium or above in monitoring alone: others tell what is never to wake anybody. */
    private static double strictShareOfAsking(Map<String, Score> scores) {
        Map<String, Score> asking = new TreeMap<>(scores);
        SHIPPED.rules().stream()
                .map(SigmaRule::card)
                .filter(card -> card.level(true).compareTo(Level.MEDIUM) < 0)
                .forEach(card -> asking.remove(card.id()));
        return 100.0 * sum(asking, score -> score.strictly) / Math.max(1, sum(asking, score -> score.variants));
    }

    private static void report(Map<String, Score> scores) throws IOException {
        int variants = sum(scores, score -> score.variants);
        int fired = sum(scores, score -> score.fired);
        List<Map.Entry<String, Score>> weakest = scores.entrySet().stream()
                .filter(each -> each.getValue().variants > 0)
                .sorted(Comparator.comparingDouble(each -> (double) each.getValue().fired / each.getValue().variants))
                .toList();
        StringBuilder text = new StringBuilder();
        text.append("%.1f %% of %d variants of %d rules fire%n"
                .formatted(100.0 * fired / variants, variants, scores.size()));
        text.append("%.1f %% by a rule of the very technique at medium or above, %.1f %% by the rule itself%n"
                .formatted(
                        100.0 * sum(scores, score -> score.strictly) / variants,
                        100.0 * sum(scores, score -> score.itself) / variants));
        text.append("%.1f %% by a rule of the very technique, of those that ask for a person in monitoring%n"
                .formatted(strictShareOfAsking(scores)));
        text.append("%d samples have no neighbour%n%nThe ten weakest%n"
                .formatted(sum(scores, score -> score.withoutNeighbour)));
        weakest.stream()
                .limit(10)
                .forEach(
                        each -> text.append(each.getValue().line(each.getKey())).append('\n'));
        text.append("\nBy folder\n");
        scores.entrySet().stream()
                .collect(Collectors.groupingBy(
                        each -> each.getKey().replaceFirst("^(vigie-[a-z]+)-.*", "$1"),
                        TreeMap::new,
                        Collectors.toList()))
                .forEach((folder, of) -> {
                    int all = of.stream()
                            .mapToInt(each -> each.getValue().variants)
                            .sum();
                    int hit =
                            of.stream().mapToInt(each -> each.getValue().fired).sum();
                    text.append("%5.1f %% of %d  %s%n".formatted(100.0 * hit / Math.max(1, all), all, folder));
                });
        text.append("\nBy variation, of what is missed\n");
        weakest.stream()
                .flatMap(each -> each.getValue().missed.stream())
                .collect(Collectors.groupingBy(
                        name -> name.replaceFirst("^\\S+ (\\S+).*", "$1"), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(each -> text.append("%5d  %s%n".formatted(each.getValue(), each.getKey())));
        text.append("\nEach rule, the weakest first, with what is missed\n");
        for (Map.Entry<String, Score> each : weakest) {
            text.append(each.getValue().line(each.getKey())).append('\n');
            each.getValue()
                    .missed
                    .forEach(name -> text.append("        ").append(name).append('\n'));
        }
        Path target = Path.of(System.getProperty("basedir", "."), "target");
        Files.writeString(target.resolve("variations.txt"), text);
        StringBuilder golden = new StringBuilder();
        scores.forEach((rule, score) ->
                golden.append(rule).append(' ').append(score.percent()).append('\n'));
        Files.writeString(target.resolve("variations-reached.txt"), golden);
        System.out.print(text.substring(0, text.indexOf("\nBy variation")));
    }
}
