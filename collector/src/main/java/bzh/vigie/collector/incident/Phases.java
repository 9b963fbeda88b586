package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Incidents.PhaseLine;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The phases of an incident as they stand: of the lines about one the last counts. */
public final class Phases {
    private final Map<Phase, Instant> begun;

    private Phases(Map<Phase, Instant> begun) {
        this.begun = begun;
    }

    /** Of lines in the order of writing. */
    public static Phases of(List<PhaseLine> lines) {
        Map<Phase, Instant> begun = new EnumMap<>(Phase.class);
        for (PhaseLine line : lines) {
            if (line.since().isPresent()) {
                begun.put(line.phase(), line.since().get());
            } else {
                begun.remove(line.phase());
            }
        }
        return new Phases(Collections.unmodifiableMap(begun));
    }

    /** When each began, of those that did, in the order of phases. */
    public Map<Phase, Instant> begun() {
        return begun;
    }

    public Optional<Instant> since(Phase phase) {
        return Optional.ofNullable(begun.get(phase));
    }

    /** The one that began last of those that have begun by then; of several at once the later one. */
    public Optional<Phase> at(Instant when) {
        return begun.entrySet().stream()
                .filter(each -> !each.getValue().isAfter(when))
                .reduce((a, b) -> b.getValue().isBefore(a.getValue()) ? a : b)
                .map(Map.Entry::getKey);
    }

    /** The phases whose dates are not in the order of phases: the first is dated after the second, which comes after it. */
    public Optional<List<Phase>> outOfOrder() {
        Optional<Map.Entry<Phase, Instant>> before = Optional.empty();
        for (Map.Entry<Phase, Instant> phase : begun.entrySet()) {
            if (before.filter(last -> phase.getValue().isBefore(last.getValue()))
                    .isPresent()) {
                return Optional.of(List.of(before.get().getKey(), phase.getKey()));
            }
            before = Optional.of(Map.entry(phase.getKey(), phase.getValue()));
        }
        return Optional.empty();
    }
}
