package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.event.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Makes alerts of findings: a new one, or one more of an open one with the same cause. */
final class Raising {
    private Raising() {}

    /** Whether it became a new alert. */
    static boolean raise(Alerts alerts, Finding finding) {
        if (finding.severity() == Severity.INFORMATIONAL) {
            return false;
        }
        Optional<Alert> open = alerts.open(finding.commune(), finding.rule(), finding.cause());
        if (open.isPresent()) {
            alerts.again(open.get().id(), finding.time());
            return false;
        }
        return alerts.raise(new Alert(
                id(finding),
                finding.rule(),
                finding.severity(),
                finding.techniques(),
                finding.commune(),
                finding.host(),
                finding.hostname(),
                finding.cause(),
                finding.firstEvent(),
                finding.time(),
                finding.hostTime(),
                finding.evidence(),
                Status.NEW,
                1,
                finding.time()));
    }

    /** SHA-256 over rule, commune, cause and first event, each after its length: a replay makes the same one. */
    static String id(Finding finding) {
        MessageDigest digest = Sha256.digest();
        for (String part : List.of(finding.rule(), finding.commune().insee(), finding.cause(), finding.firstEvent())) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return Sha256.of(digest.digest()).hex();
    }
}
