package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.intel.stix.StixPattern.Remembered;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Indicators.Listed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept, gathered for patterns that ask for several observations, and put together when all of it is there. The time of something
 * kept is that of its receipt. One thread.
 */
public final class PastObservations {
    /** Observations of one host for one pattern, and of all together; what comes above that is left out and counted. */
    private static final int MOST_OF_ONE = 20_000;

    private static final int MOST = 500_000;

    private final List<Sequence> sequences;
    private final Map<Key, List<Remembered>> gathered = new LinkedHashMap<>();
    private final Map<Key, Integer> leftOut = new LinkedHashMap<>();
    private final Map<AgentId, List<UndecidedPattern>> undecided = new LinkedHashMap<>();
    private int size;

    private record Key(AgentId host, int sequence) {}

    /** For those of these indicators that ask for several. */
    public PastObservations(Collection<Listed> indicators) {
        this.sequences = StixPatterns.sequences(indicators);
    }

    /** Takes the fields of something that was kept. */
    public void take(AgentId host, Instant received, Map<String, String> fields) {
        if (sequences.isEmpty()) {
            return;
        }
        List<Map<String, Object>> objects = StixObjects.of(fields);
        for (int i = 0; i < sequences.size() && !objects.isEmpty(); i++) {
            Optional<Remembered> one = sequences.get(i).remembered(received, objects);
            if (one.isPresent()) {
                List<Remembered> all = gathered.computeIfAbsent(new Key(host, i), ignored -> new ArrayList<>());
                if (all.size() >= MOST_OF_ONE || size >= MOST) {
                    leftOut.merge(new Key(host, i), 1, Integer::sum);
                } else {
                    all.add(one.get());
                    size++;
                }
            }
        }
    }

    /** How many there was no room for. */
    public int leftOut() {
        return leftOut.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Of each host the patterns that {@link #found} could not decide there; empty before it. */
    public Map<AgentId, List<UndecidedPattern>> undecided() {
        return Collections.unmodifiableMap(undecided);
    }

    /**
     * A pattern that holds on a host.
     *
     * @param last when the last of the observations was received
     * @param evidence when each was
     */
    public record Found(AgentId host, Sighting sighting, Instant last, Map<String, String> evidence) {
        public Found {
            evidence = Map.copyOf(evidence);
        }
    }

    /** Puts them together: the first time that each pattern holds on each host. */
    public List<Found> found() {
        List<Found> found = new ArrayList<>();
        gathered.forEach((key, all) -> {
            Sequence sequence = sequences.get(key.sequence());
            all.sort(Comparator.comparing(Remembered::time));
            List<Remembered> memory = List.of();
            Sighting sighting = new Sighting(sequence.listed(), "stix-pattern", sequence.text());
            int left = leftOut.getOrDefault(key, 0);
            UndecidedPattern open = new UndecidedPattern(sighting, left, left > 0 ? 1 : 0);
            for (Remembered one : all) {
                Sequence.Step step = sequence.next(memory, one);
                memory = step.memory();
                open = open.plus(step);
                if (step.found().isPresent()) {
                    found.add(new Found(
                            key.host(),
                            sighting,
                            one.time(),
                            SeveralObservations.evidence(sequence, step.found().get())));
                    return;
                }
            }
            if (!open.isNothing()) {
                undecided
                        .computeIfAbsent(key.host(), ignored -> new ArrayList<>())
                        .add(open);
            }
        });
        return found;
    }
}
