package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.gateway.Notices;
import bzh.vigie.collector.store.Store;
import java.util.List;

/** Machines that asked to be enrolled as a host that was revoked, or under the name of a server that is expected: they wait for a person. */
public final class DoubtedEnrolments implements Detector {
    static final String NAME = "vigie-enrolment-doubted";

    private final Cards cards;

    public DoubtedEnrolments(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        return seen.isNotice(Notices.DOUBTED)
                ? List.of(cards.about(
                        seen,
                        NAME,
                        seen.host().text(),
                        Evidence.of(seen.record(), List.of("why", "name", "token", "address"))))
                : List.of();
    }
}
