package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Listed;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that asks for a person.
 *
 * @param rule id of the rule or detector: its card has the texts
 * @param cause what equal findings of a commune are grouped by
 * @param firstEvent id of the event that showed it
 * @param time the collector's receipt
 * @param hostTime the host's wall clock
 * @param evidence field to value
 */
public record Finding(
        String rule,
        Severity severity,
        List<String> techniques,
        Commune commune,
        AgentId host,
        String hostname,
        String cause,
        String firstEvent,
        Instant time,
        Instant hostTime,
        Map<String, String> evidence) {
    /** Characters of a listed text. */
    private static final int MOST_LISTED = 300;

    public Finding {
        techniques = List.copyOf(techniques);
        evidence = Map.copyOf(evidence);
    }

    /** The host whose matter it is; empty for a directory's, which is the same whoever reads it. */
    public Optional<AgentId> onHost() {
        return Directories.isOfDirectory(evidence) ? Optional.empty() : Optional.of(host);
    }

    /** The item that it is about, as a line that sums up several lists it. */
    public Listed listed() {
        return new Listed(
                rule,
                evidence.getOrDefault("change", ""),
                evidence.getOrDefault("shape", ""),
                evidence.getOrDefault("location", ""),
                Printable.line(evidence.getOrDefault("source", ""), MOST_LISTED),
                Printable.line(evidence.getOrDefault("name", ""), MOST_LISTED),
                host,
                hostname,
                firstEvent,
                time,
                1);
    }

    /** The alert that it is at first. */
    public Alert alert(Situation situation) {
        return new Alert(
                alertId(),
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
                evidence,
                Status.NEW,
                1,
                time,
                situation);
    }

    /** SHA-256 over rule, commune, cause and first event, each after its length: a replay makes the same one. */
    public String alertId() {
        MessageDigest digest = Sha256.digest();
        for (String part : List.of(rule, commune.insee(), cause, firstEvent)) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return Sha256.of(digest.digest()).hex();
    }

    /** The same, of that severity. */
    public Finding at(Severity other) {
        return new Finding(
                rule, other, techniques, commune, host, hostname, cause, firstEvent, time, hostTime, evidence);
    }

    /** The same, told by another rule. */
    public Finding of(String other, Cards cards) {
        return new Finding(
                other,
                severity,
                cards.techniques(other),
                commune,
                host,
                hostname,
                cause,
                firstEvent,
                time,
                hostTime,
                evidence);
    }

    /** The same, with more evidence, which counts where both have some. */
    public Finding with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(evidence);
        all.putAll(more);
        return new Finding(rule, severity, techniques, commune, host, hostname, cause, firstEvent, time, hostTime, all);
    }

    /** The same of another host. */
    public Finding of(Host other) {
        return new Finding(
                rule,
                severity,
                techniques,
                commune,
                other.id(),
                other.hostname(),
                cause,
                firstEvent,
                time,
                hostTime,
                evidence);
    }

    /** One about an event. */
    public static Finding about(
            Seen seen,
            String rule,
            Severity severity,
            List<String> techniques,
            String cause,
            Map<String, String> evidence) {
        return new Finding(
                rule,
                severity,
                techniques,
                seen.commune(),
                seen.host(),
                seen.hostname(),
                cause,
                seen.id(),
                seen.received(),
                seen.event().at().wall(),
                evidence);
    }
}
