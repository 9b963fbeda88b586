package bzh.vigie.collector;

import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.fields.EventTime;
import bzh.vigie.collector.detect.sigma.Card;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Which findings of a log are of an act that was found already: by the fields that a collector groups alerts by ({@code cause}), in one file, of one
 * host and one day. One {@code auditpol} is told by sixty events. Remembers 100,000 acts; what comes then is taken for new. Thread-safe.
 */
final class SameAct {
    private static final int MOST = 100_000;
    private static final int DAY = 10;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final LongAdder repeated = new LongAdder();

    /** Whether one of the same act was asked for; counts it where so. */
    boolean hasSeen(Card card, Offline.Result result) {
        if (card.cause().isEmpty() || result.record().value("EventID").isEmpty() || seen.size() >= MOST) {
            return false;
        }
        String time = EventTime.text(result.record());
        String act = card.id()
                + '\n'
                + result.file()
                + '\n'
                + result.record().value("Computer")
                + '\n'
                + time.substring(0, Math.min(DAY, time.length()))
                + '\n'
                + card.cause().stream().map(result.record()::value).collect(Collectors.joining("\n"));
        if (seen.add(act)) {
            return false;
        }
        repeated.increment();
        return true;
    }

    /** How many were. */
    long repeated() {
        return repeated.sum();
    }
}
