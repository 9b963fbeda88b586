package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.review.Update;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings of low severity about what may be an update of something in a signed baseline, whose communes are too few yet: an update comes
 * to one commune first. Each waits a week for others to have it; what several have by then is dropped, the rest is told. In the session's
 * progress, as texts, each an i32 length and UTF-8: the shape, then the finding field by field, lists and maps after their i32 size.
 */
final class WaitingUpdates {
    /** Publishers give an update to some first, and a town hall may be shut for a week. */
    static final Duration WAIT = Duration.ofDays(7);

    private static final String DETECTOR = "updates-waiting";

    private WaitingUpdates() {}

    /** It is to be told when its time is over, unless it waits already. */
    static void add(Progress progress, String shape, Finding finding) {
        String key = finding.commune().insee() + "|" + finding.rule() + "|" + finding.cause();
        if (progress.state(DETECTOR, key).isEmpty()) {
            progress.state(DETECTOR, key, encode(new Waiting(shape, finding)));
        }
    }

    /** What is to be told now: nobody else has it. */
    static List<Finding> due(Instant now, Store.Session session) {
        List<Finding> due = new ArrayList<>();
        session.progress().states(DETECTOR).forEach((key, bytes) -> {
            Waiting waiting = decode(bytes);
            boolean spread = Update.isSpread(session.inventories().prevalence(waiting.shape()));
            boolean over = !now.isBefore(waiting.finding().time().plus(WAIT));
            if (spread || over) {
                session.progress().forget(DETECTOR, key);
            }
            if (over && !spread) {
                due.add(waiting.finding());
            }
        });
        return due;
    }

    private record Waiting(String shape, Finding finding) {}

    private static byte[] encode(Waiting waiting) {
        Finding finding = waiting.finding();
        List<String> texts = new ArrayList<>(List.of(
                waiting.shape(),
                finding.rule(),
                finding.severity().name(),
                finding.commune().insee(),
                finding.host().text(),
                finding.hostname(),
                finding.cause(),
                finding.firstEvent(),
                finding.time().toString(),
                finding.hostTime().toString(),
                Integer.toString(finding.techniques().size())));
        texts.addAll(finding.techniques());
        finding.evidence().forEach((name, value) -> texts.addAll(List.of(name, value)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String text : texts) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static Waiting decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String shape = text(in);
            String rule = text(in);
            Severity severity = Severity.valueOf(text(in));
            Commune commune = new Commune(text(in));
            AgentId host = new AgentId(text(in));
            String hostname = text(in);
            String cause = text(in);
            String firstEvent = text(in);
            Instant time = Instant.parse(text(in));
            Instant hostTime = Instant.parse(text(in));
            List<String> techniques = new ArrayList<>();
            for (int i = Integer.parseInt(text(in)); i > 0; i--) {
                techniques.add(text(in));
            }
            Map<String, String> evidence = new LinkedHashMap<>();
            while (in.available() > 0) {
                evidence.put(text(in), text(in));
            }
            return new Waiting(
                    shape,
                    new Finding(
                            rule,
                            severity,
                            techniques,
                            commune,
                            host,
                            hostname,
                            cause,
                            firstEvent,
                            time,
                            hostTime,
                            evidence));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
