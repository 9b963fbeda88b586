package bzh.vigie.collector.notify;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Commune;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A message that shows that alerts would arrive: in the form of one, marked as none, of no host and no commune. Pure. */
final class TestMessage {
    private static final AgentId NOBODY = new AgentId("00000000-0000-0000-0000-000000000000");
    private static final Commune NOWHERE = new Commune("00000");

    private TestMessage() {}

    /** Whether it is one. */
    static boolean is(Alert alert) {
        return alert.rule().equals(AlertTexts.TEST);
    }

    /** One of now: it stands in no store. */
    static Numbered of(Instant now) {
        String id = AlertTexts.TEST + "-" + now.toEpochMilli();
        return new Numbered(
                0,
                new Alert(
                        id,
                        AlertTexts.TEST,
                        Severity.INFORMATIONAL,
                        List.of(),
                        NOWHERE,
                        NOBODY,
                        "vigie",
                        AlertTexts.TEST,
                        id,
                        now,
                        now,
                        Map.of(),
                        Status.NEW,
                        1,
                        now));
    }
}
