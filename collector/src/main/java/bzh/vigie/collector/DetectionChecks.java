package bzh.vigie.collector;

import bzh.vigie.collector.detect.Pipeline;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks whether detection keeps pace with what agents send. */
final class DetectionChecks {
    /** Time that a batch may wait for detection: two of its ticks, and some. */
    private static final Duration SLOW = Duration.ofMinutes(2);

    private DetectionChecks() {}

    static List<Check> all(Store store, Instant now) {
        return store.read(session -> Pipeline.waitingSince(session, IngestLog.NAME))
                .map(since -> Duration.between(since, now))
                .filter(lag -> lag.compareTo(SLOW) > 0)
                .map(lag -> List.of(Check.note("detection-behind", Long.toString(lag.toMinutes()))))
                .orElse(List.of());
    }
}
