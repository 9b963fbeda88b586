package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.gateway.Notices;
import bzh.vigie.collector.store.Store;
import java.util.List;

/**
 * Hosts whose certificate was over when they came back and renewed it: one line per commune, since after a summer all PCs of
 * its schools do that in one week.
 */
public final class LateRenewals implements Detector {
    static final String NAME = "vigie-certificate-renewed-late";

    private final Cards cards;

    public LateRenewals(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        return seen.isNotice(Notices.RENEWED_LATE)
                ? List.of(cards.about(seen, NAME, "renewed-late", Evidence.of(seen.record(), List.of("expired"))))
                : List.of();
    }
}
