package bzh.vigie.collector.detect.sigma;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was decided about detectors in code, by the ids of their cards: rules are tuned in their conditions, and what a detector finds
 * is looked at when it has found it. Immutable.
 */
public final class DetectorTunings {
    /** Nothing decided. */
    public static final DetectorTunings NONE = new DetectorTunings();

    private static final LogSource FINDING = new LogSource("", "", "");

    private final Map<String, Decided> byId = new HashMap<>();

    /** @param stands conditions of which each must hold of a finding that is told */
    private record Decided(boolean off, Optional<Level> level, List<Condition> stands) {}

    private DetectorTunings() {}

    /** Those among these that are about one of these detectors; what of an exception cannot be read is refused. */
    static DetectorTunings of(List<Card> detectors, List<Tuning> tunings, Instant now, List<Refused> refused) {
        DetectorTunings all = new DetectorTunings();
        for (Tuning tuning : tunings) {
            for (Card card : detectors) {
                if (card.id().equals(tuning.rule())) {
                    List<Condition> stands = new ArrayList<>(tuning.conditions(card.file(), now, refused));
                    all.byId.put(card.id(), new Decided(tuning.off(), tuning.level(), List.copyOf(stands)));
                }
            }
        }
        return all;
    }

    /**
     * Whether a finding is told.
     *
     * @param fields of the finding, which exceptions name
     */
    public boolean tells(String detector, Map<String, String> fields) {
        Decided decided = byId.get(detector);
        if (decided == null) {
            return true;
        }
        SigmaRecord.Builder finding = SigmaRecord.of(FINDING);
        fields.forEach(finding::put);
        SigmaRecord record = finding.build();
        return !decided.off() && decided.stands().stream().allMatch(each -> each.test(record));
    }

    /** The level that a detector has here; empty for that of each finding. */
    public Optional<Level> level(String detector) {
        return Optional.ofNullable(byId.get(detector)).flatMap(Decided::level);
    }
}
