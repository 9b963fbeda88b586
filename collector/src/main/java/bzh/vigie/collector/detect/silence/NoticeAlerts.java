package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.gateway.Notices;
import bzh.vigie.collector.identity.EnrolmentOutcome.Doubt;
import bzh.vigie.collector.store.Store;
import java.util.List;
import java.util.function.Function;

/** Notices of the gateway each of which is an alert. */
public final class NoticeAlerts implements Detector {
    /**
     * A notice and its alert.
     *
     * @param cause what one alert of a commune sums up
     * @param evidence fields of the notice
     */
    private record Kind(int notice, String rule, Function<Seen, String> cause, List<String> evidence) {}

    private static final List<Kind> KINDS = List.of(
            // After a summer all PCs of a commune's schools come back in one week: one line.
            new Kind(
                    Notices.RENEWED_LATE, "vigie-certificate-renewed-late", seen -> "renewed-late", List.of("expired")),
            new Kind(
                    Notices.DOUBTED,
                    "vigie-enrolment-doubted",
                    NoticeAlerts::doubted,
                    List.of("why", "name", "token", "address")),
            new Kind(
                    Notices.SPOOL_STUCK,
                    "vigie-agent-cannot-write",
                    seen -> seen.host().text(),
                    List.of()),
            new Kind(
                    Notices.DIRECTORY_PLACES_FULL,
                    "vigie-domain-places-full",
                    seen -> "directory-places-full",
                    List.of("domain", "places")));

    private final Cards cards;

    public NoticeAlerts(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        return KINDS.stream()
                .filter(kind -> seen.isNotice(kind.notice()))
                .map(kind -> cards.about(
                        seen, kind.rule(), kind.cause().apply(seen), Evidence.of(seen.record(), kind.evidence())))
                .toList();
    }

    /** All that ask by the token of a host that is shut out are one; any other is one of its own. */
    private static String doubted(Seen seen) {
        return seen.record().value("why").equals(Notices.word(Doubt.SHUT_OUT_TOKEN))
                ? "token|" + seen.record().value("token")
                : seen.host().text();
    }
}
