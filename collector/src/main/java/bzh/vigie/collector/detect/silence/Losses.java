package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.SourceCount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events that an agent had to drop: one line per host and reason. */
public final class Losses implements Detector {
    static final String NAME = "vigie-events-lost";

    private final Cards cards;

    public Losses(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (!(seen.event() instanceof Event.Loss loss)) {
            return List.of();
        }
        String reason = ItemFields.word(loss.reason());
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(seen.record()));
        if (loss.events() > 0) {
            evidence.put("events", Long.toString(loss.events()));
        }
        evidence.put("reason", reason);
        evidence.put(
                "sources",
                String.join(
                        ", ",
                        loss.sources().stream()
                                .limit(20)
                                .map(SourceCount::source)
                                .toList()));
        return List.of(cards.about(seen, NAME, seen.host().text() + "|" + reason, evidence));
    }
}
