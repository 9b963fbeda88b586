package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.returns.DrillHosts.Told;
import bzh.vigie.collector.detect.returns.DrillText.Mechanism;
import bzh.vigie.collector.detect.returns.DrillText.Planted;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How much of the drill is known again: every mechanism is marked, each of its returns is held against all marks, and counts as linked where
 * a mark of the same mechanism is named. Ordinary changes are held against the same marks.
 */
final class DrillScore {
    private static final AgentId FIRST = new AgentId("01900000-0000-7000-8000-000000000001");
    private static final String SECOND = "01900000-0000-7000-8000-000000000002";

    /** What is told, the surest first. */
    enum Word {
        CERTAIN,
        LIKELY,
        POSSIBLE,
        NOTHING,
        /** The agent itself tells nothing of it. */
        UNTOLD
    }

    private final Map<String, Map<Word, Integer>> returns = new TreeMap<>();
    private final Map<String, Map<Word, Integer>> ordinary = new TreeMap<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<String> falsely = new ArrayList<>();
    private final List<String> unchanged = new ArrayList<>();
    private final List<String> untold = new ArrayList<>();
    private int mechanisms;

    /** Of the drill in that folder, planted below another. */
    DrillScore(Path drill, Path work) throws IOException, InterruptedException {
        List<Mechanism> all = Stream.of("linux.txt", "windows.txt")
                .flatMap(file -> DrillText.mechanisms(drill.resolve(file)).stream())
                .toList();
        List<Planted> changes = DrillText.changes(drill.resolve("ordinary.txt"));
        mechanisms = all.size();
        Map<Planted, Told> told = new HashMap<>();
        for (boolean windows : new boolean[] {false, true}) {
            List<Planted> planted = new ArrayList<>();
            for (Mechanism each : all) {
                if (each.windows() == windows) {
                    planted.add(each.marked());
                    planted.addAll(each.returns());
                }
            }
            changes.stream().filter(each -> isWindows(each) == windows).forEach(planted::add);
            for (Told each : new DrillHosts(work, windows).told(planted)) {
                told.put(each.planted(), each);
            }
        }
        List<Tombstone> tombstones = new ArrayList<>();
        Map<Tombstone, Mechanism> of = new HashMap<>();
        for (Mechanism each : all) {
            notTold(told(told, each.marked()));
            for (Map<String, String> fields : told(told, each.marked()).marked()) {
                Tombstone tombstone = tombstone(tombstones.size() + 1, fields);
                tombstones.add(tombstone);
                of.put(tombstone, each);
            }
        }
        Marked marked = new Marked(tombstones);
        for (Mechanism each : all) {
            for (Planted back : each.returns()) {
                Told seen = told(told, back);
                List<Match> matches = matches(marked, seen).stream()
                        .filter(match -> each.equals(of.get(match.tombstone())))
                        .toList();
                Word word = seen.seen().isEmpty() ? Word.UNTOLD : word(matches);
                count(returns, back.kind(), word);
                if (word.compareTo(Word.NOTHING) >= 0) {
                    unknown.add(
                            each.name() + ": " + back.kind() + (word == Word.UNTOLD ? " (no agent tells of it)" : ""));
                }
                if (!seen.seen().isEmpty() && told(told, each.marked()).seen().containsAll(seen.seen())) {
                    unchanged.add(each.name() + ": " + back.kind());
                }
            }
        }
        for (Planted each : changes) {
            notTold(told(told, each));
            List<Match> matches = matches(marked, told(told, each));
            Word word = word(matches);
            count(ordinary, each.kind(), word);
            if (word != Word.NOTHING) {
                falsely.add(word.name().toLowerCase(Locale.ROOT) + ": " + each.kind() + ": "
                        + each.plants().getFirst().parts() + " is taken for "
                        + Optional.ofNullable(of.get(matches.getFirst().tombstone()))
                                .map(Mechanism::name)
                                .orElse("")
                        + " by " + matches.getFirst().features()
                        + matches.getFirst().parts());
            }
        }
    }

    private void notTold(Told told) {
        if (told.seen().isEmpty()) {
            untold.add(told.planted().kind() + ": "
                    + told.planted().plants().getFirst().parts());
        }
    }

    /** What was marked or is an ordinary change although no agent tells of it. */
    List<String> untold() {
        return untold;
    }

    private static boolean isWindows(Planted planted) {
        return switch (planted.plants().getFirst().verb()) {
            case "reg", "service", "task", "file" -> true;
            default -> false;
        };
    }

    private static Told told(Map<Planted, Told> told, Planted planted) {
        return Optional.ofNullable(told.get(planted)).orElseThrow();
    }

    private static List<Match> matches(Marked marked, Told told) {
        return told.seen().stream()
                .flatMap(fields -> marked.matches(Features.seen(fields, SECOND)).stream())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static Word word(List<Match> matches) {
        return matches.isEmpty()
                ? Word.NOTHING
                : switch (matches.getFirst().certainty()) {
                    case CERTAIN -> Word.CERTAIN;
                    case LIKELY -> Word.LIKELY;
                    case POSSIBLE -> Word.POSSIBLE;
                };
    }

    private static void count(Map<String, Map<Word, Integer>> to, String kind, Word word) {
        to.computeIfAbsent(kind, each -> new EnumMap<>(Word.class)).merge(word, 1, Integer::sum);
    }

    private static Tombstone tombstone(int number, Map<String, String> fields) {
        return new Tombstone(
                number,
                "2026-001-T" + number,
                IncidentId.of(2026, 1),
                new Commune("29019"),
                Optional.of(FIRST),
                fields.getOrDefault("key", ""),
                fields,
                Instant.EPOCH,
                true,
                Optional.empty(),
                new Author("x", "y"));
    }

    int mechanisms() {
        return mechanisms;
    }

    /** How many returns were told as one of these. */
    int returns(Word... words) {
        return sum(returns, words);
    }

    /** How many ordinary changes were told as one of these. */
    int ordinary(Word... words) {
        return sum(ordinary, words);
    }

    /** Returns in which the agent tells nothing else than of what was marked. */
    List<String> unchanged() {
        return unchanged;
    }

    private static int sum(Map<String, Map<Word, Integer>> counts, Word... words) {
        return Stream.of(words)
                .flatMap(word -> counts.values().stream().map(each -> each.getOrDefault(word, 0)))
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** The table that is published. */
    String table() {
        StringBuilder text = new StringBuilder();
        rows(text, "how it comes back", returns);
        text.append('\n');
        rows(text, "ordinary change", ordinary);
        text.append("\nNot known again:\n\n");
        unknown.forEach(each -> text.append("- ").append(each).append('\n'));
        return text.toString();
    }

    private static void rows(StringBuilder text, String head, Map<String, Map<Word, Integer>> counts) {
        text.append("| ")
                .append(head)
                .append(
                        " | of them | certain | likely | possible | nothing | not told by the agent |\n|---|---|---|---|---|---|---|\n");
        counts.forEach((kind, row) -> row(text, kind, row));
        Map<Word, Integer> all = new EnumMap<>(Word.class);
        counts.values().forEach(row -> row.forEach((word, count) -> all.merge(word, count, Integer::sum)));
        row(text, "**all**", all);
    }

    private static void row(StringBuilder text, String kind, Map<Word, Integer> row) {
        int all = row.values().stream().mapToInt(Integer::intValue).sum();
        text.append("| ").append(kind).append(" | ").append(all);
        for (Word word : Word.values()) {
            text.append(" | ").append(row.getOrDefault(word, 0));
        }
        text.append(" |\n");
    }

    /** What is told of ordinary changes, for whoever mends it. */
    List<String> falsely() {
        return falsely;
    }
}
