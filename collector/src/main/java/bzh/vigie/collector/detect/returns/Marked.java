package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.observable.TextParts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tombstones, found by what of them is seen again: one look-up for each feature of what is looked at, however many there are; only TLSH
 * and commands that are alike are compared one by one, with those that have any.
 */
final class Marked {
    /** Commands have this much in common, of 100, to be told as of one shape. */
    static final int ALIKE = 75;

    /** With fewer telling words, only the same ones are alike. */
    private static final int ENOUGH_WORDS = 5;

    /** Features whose values are words that may be shown. */
    private static final Set<Feature> SHOWN = EnumSet.of(
            Feature.ADDRESS,
            Feature.RARE_WORD,
            Feature.RARE_NAME,
            Feature.ORDINARY_WORD,
            Feature.HIDDEN_PATH,
            Feature.PATH_SHAPE,
            Feature.RIGHT_HOLDER,
            Feature.SISTER_HOST,
            Feature.PATH);

    private final Map<Feature, Map<String, List<Tombstone>>> exact = new EnumMap<>(Feature.class);
    /** Rare words and addresses by their digests, which agents tell of those on their watchlist. */
    private final Map<String, String> byDigest = new HashMap<>();

    private final Map<String, List<Commanding>> byWord = new HashMap<>();
    private final List<Filed> files = new ArrayList<>();
    private final boolean empty;

    /** A command with its telling words; each is one object, so that sets tell them apart without looking inside. */
    private static final class Commanding {
        private final Tombstone tombstone;
        private final CommandWords command;
        private final Set<String> telling;

        Commanding(Tombstone tombstone, CommandWords command) {
            this.tombstone = tombstone;
            this.command = command;
            this.telling = Set.copyOf(command.telling());
        }
    }

    /** By what a tombstone is known again. */
    private static final class Hits {
        private final Map<Feature, Integer> scores = new EnumMap<>(Feature.class);
        private final Set<String> parts = new TreeSet<>();
    }

    private record Filed(Tombstone tombstone, String tlsh) {}

    Marked(Collection<Tombstone> tombstones) {
        empty = tombstones.isEmpty();
        for (Tombstone tombstone : tombstones) {
            Features features = Features.marked(
                    tombstone.fields(), tombstone.host().map(AgentId::text).orElse(""));
            features.values()
                    .forEach((feature, values) ->
                            values.forEach(value -> exact.computeIfAbsent(feature, f -> new HashMap<>())
                                    .computeIfAbsent(value, v -> new ArrayList<>())
                                    .add(tombstone)));
            for (Feature feature : Features.LOOKED_UP) {
                features.values()
                        .getOrDefault(feature, Set.of())
                        .forEach(word -> byDigest.put(TextParts.digest(word), word));
            }
            features.commands()
                    .forEach(command -> command.telling()
                            .forEach(word -> byWord.computeIfAbsent(word, w -> new ArrayList<>())
                                    .add(new Commanding(tombstone, command))));
            if (!features.tlsh().isEmpty()) {
                files.add(new Filed(tombstone, features.tlsh()));
            }
        }
    }

    boolean isEmpty() {
        return empty;
    }

    /** What looks like these features, the surest first; nothing where nothing does. */
    List<Match> matches(Features seen) {
        Map<Tombstone, Hits> found = new HashMap<>();
        seen.values().forEach((feature, values) -> values.forEach(value -> equal(feature, value, found)));
        for (String word : seen.words()) {
            equal(Feature.REMOTE_ACCESS, word, found);
            equal(Feature.ADDRESS, word, found);
        }
        seen.commands().forEach(command -> commands(command, found));
        if (!seen.tlsh().isEmpty()) {
            for (Filed file : files) {
                Tlsh.distance(file.tlsh(), seen.tlsh()).stream()
                        .filter(distance -> distance <= Tlsh.NEAR)
                        .forEach(distance -> note(found, file.tombstone(), Feature.SIMILAR_FILE, 100 - distance));
            }
        }
        return found.entrySet().stream()
                .filter(each -> each.getValue().scores.keySet().stream().anyMatch(Feature::saysAlone))
                .map(each -> Match.of(each.getKey(), each.getValue().scores, each.getValue().parts))
                .sorted()
                .toList();
    }

    private void equal(Feature feature, String value, Map<Tombstone, Hits> found) {
        String word = Features.LOOKED_UP.contains(feature) ? byDigest.getOrDefault(value, value) : value;
        for (Tombstone tombstone : exact.getOrDefault(feature, Map.of()).getOrDefault(word, List.of())) {
            note(found, tombstone, feature, feature.score());
            if (SHOWN.contains(feature)) {
                found.computeIfAbsent(tombstone, t -> new Hits()).parts.add(word);
            }
        }
    }

    private void commands(CommandWords command, Map<Tombstone, Hits> found) {
        Set<String> telling = command.telling();
        Set<Commanding> near = new HashSet<>();
        telling.forEach(word -> near.addAll(byWord.getOrDefault(word, List.of())));
        for (Commanding each : near) {
            boolean same = each.telling.equals(telling);
            int likeness = each.command.likeness(command);
            boolean enough = Math.min(telling.size(), each.telling.size()) >= ENOUGH_WORDS;
            if (same || (enough && likeness >= ALIKE)) {
                note(found, each.tombstone, Feature.COMMAND, Feature.COMMAND.score() * (same ? 100 : likeness) / 100);
            }
        }
    }

    private static void note(Map<Tombstone, Hits> found, Tombstone tombstone, Feature feature, int score) {
        found.computeIfAbsent(tombstone, t -> new Hits()).scores.merge(feature, score, Math::max);
    }
}
