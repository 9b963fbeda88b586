package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A finding that waits, with a label, as bytes: texts, each an i32 length and UTF-8. First the label, then the finding field by field; the
 * techniques follow their number, the evidence is the rest in pairs. Pure.
 */
final class FindingBytes {
    private FindingBytes() {}

    static byte[] encode(String label, Finding finding) {
        List<String> texts = new ArrayList<>(List.of(
                label,
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

    static String label(byte[] bytes) {
        return texts(bytes).getFirst();
    }

    static Finding finding(byte[] bytes) {
        List<String> texts = texts(bytes);
        int evidence = 11 + Integer.parseInt(texts.get(10));
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = evidence; i + 1 < texts.size(); i += 2) {
            fields.put(texts.get(i), texts.get(i + 1));
        }
        return new Finding(
                texts.get(1),
                Severity.valueOf(texts.get(2)),
                texts.subList(11, evidence),
                new Commune(texts.get(3)),
                new AgentId(texts.get(4)),
                texts.get(5),
                texts.get(6),
                texts.get(7),
                Instant.parse(texts.get(8)),
                Instant.parse(texts.get(9)),
                fields);
    }

    private static List<String> texts(byte[] bytes) {
        List<String> texts = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (in.available() > 0) {
                texts.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return texts;
    }
}
