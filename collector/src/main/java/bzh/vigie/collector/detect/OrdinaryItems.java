package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.event.ItemLabel;
import bzh.vigie.text.Printable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is new or changed and ordinary in files that are judged as in calm: summed up to one finding, as the collector does it for each commune
 * and day ({@link CalmDay}). Names the first 50. Thread-safe.
 */
public final class OrdinaryItems {
    private static final int MOST_NAMES = 50;
    /** More than the catalogue has locations, and hosts of one analysis. */
    private static final int MOST_KINDS = 10_000;

    private final Map<String, Integer> places = new TreeMap<>();
    private final Set<String> hosts = new HashSet<>();
    private final Set<String> names = new LinkedHashSet<>();
    private Optional<Offline.Result> first = Optional.empty();
    private int items;

    /** Whether it was taken into the sum: it is not told by itself. */
    public synchronized boolean take(Offline.Result result) {
        Map<String, String> evidence = result.evidence();
        boolean isItem = result.record().value("kind").equals("item");
        if (!isItem || !CalmDay.takes(result.rule(), result.severity(), evidence, result.situation())) {
            return false;
        }
        items++;
        first = first.or(() -> Optional.of(result));
        String place = evidence.getOrDefault("location", "");
        if (places.containsKey(place) || places.size() < MOST_KINDS) {
            places.merge(place, 1, Integer::sum);
        }
        if (hosts.size() < MOST_KINDS) {
            hosts.add(result.record().value("host"));
        }
        if (names.size() < MOST_NAMES) {
            names.add(Printable.line(
                    ItemLabel.of(evidence.getOrDefault("source", ""), evidence.getOrDefault("name", "")) + " ("
                            + evidence.getOrDefault("source", "") + ")",
                    300));
        }
        return true;
    }

    /** The finding that stands for all that was taken; empty where nothing was. */
    public synchronized Optional<Offline.Result> sum() {
        return first.map(one -> {
            Map<String, String> evidence = new HashMap<>(CalmDay.sum(items, hosts.size(), places));
            evidence.put(CalmDay.NAMES, String.join("\n", names));
            return new Offline.Result(
                    CalmDay.RULE,
                    Severity.LOW,
                    List.of(),
                    one.record(),
                    evidence,
                    one.file(),
                    one.line(),
                    one.situation());
        });
    }
}
