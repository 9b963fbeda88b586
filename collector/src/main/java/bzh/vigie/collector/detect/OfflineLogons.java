package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.EventTime;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.logon.LogonHistory;
import bzh.vigie.collector.detect.logon.LogonJudge;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.Situation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The logons of files, judged when all were read. Thread-safe while gathering. */
final class OfflineLogons {
    private final LogonHistory history = new LogonHistory();
    private final LongAdder timeless = new LongAdder();
    private final Cards cards;

    OfflineLogons(Cards cards) {
        this.cards = cards;
    }

    /** Keeps a record that is about a logon. */
    void add(SigmaRecord record, Path file, int line) {
        if (!LogonJudge.isAbout(record)) {
            return;
        }
        Optional<Instant> time = EventTime.of(record);
        if (time.isEmpty()) {
            timeless.increment();
        } else {
            history.add(record, Evidence.orHost(record, "Computer", ""), time.get(), file.toString(), line);
        }
    }

    /** Judges what was gathered. */
    void end(Consumer<Offline.Result> results, Situation in) {
        history.end(found -> {
            String rule = found.finding().rule();
            Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(found.record()));
            evidence.putAll(found.finding().evidence());
            results.accept(new Offline.Result(
                    rule,
                    cards.severity(rule, in),
                    cards.techniques(rule),
                    found.record(),
                    evidence,
                    Path.of(found.file()),
                    found.line(),
                    in));
        });
    }

    /** Logons that could not be judged: no field says when they were, or there were too many. */
    long notJudged() {
        return timeless.sum() + history.tooMany();
    }
}
