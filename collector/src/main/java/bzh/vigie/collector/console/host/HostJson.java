package bzh.vigie.collector.console.host;

import bzh.vigie.collector.store.Hosts.Host;
import java.util.LinkedHashMap;
import java.util.Map;

/** A host for programs, with the names of {@code hosts list --format jsonl}. */
final class HostJson {
    private HostJson() {}

    /** May be added to. */
    static Map<String, Object> of(Host host) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", host.id().text());
        row.put("commune", host.commune().insee());
        row.put("hostname", host.hostname());
        row.put("state", host.state());
        row.put("connected", host.connected());
        row.put("version", host.version());
        row.put("enrolled", host.enrolled());
        row.put("certificate_expires", host.certificateExpires());
        row.put("last_seen", host.lastSeen());
        row.put("skew_micros", host.skewMicros());
        row.put("public_key", host.publicKey().hex());
        row.put("facts", host.facts());
        return row;
    }
}
