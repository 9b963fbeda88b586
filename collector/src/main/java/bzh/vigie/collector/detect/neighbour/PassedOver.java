package bzh.vigie.collector.detect.neighbour;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sightings of silent hosts that there was no room for: counted for each that tells them and each commune of the hosts, until an alert says so.
 * What is counted goes with the transaction.
 *
 * <pre>
 *   state of WHO|COMMUNE = COUNT TAB HOST TAB TIME     the host that was passed over last, and when it was seen
 * </pre>
 */
final class PassedOver {
    private static final String RULE = "vigie-sightings-passed-over";
    private static final String STATE = "late-witness-passed";

    private PassedOver() {}

    /** One more, told by that host or import. */
    static void count(String who, AgentId host, Instant at, Store.Session session) {
        Optional<Commune> commune = session.hosts().find(host).map(Host::commune);
        if (commune.isPresent()) {
            String key = who + "|" + commune.get().insee();
            long before = session.progress()
                    .state(STATE, key)
                    .map(bytes -> Long.parseLong(words(bytes)[0]))
                    .orElse(0L);
            session.progress()
                    .state(
                            STATE,
                            key,
                            (before + 1 + "\t" + host.text() + "\t" + at).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String[] words(byte[] state) {
        return new String(state, StandardCharsets.US_ASCII).split("\t", -1);
    }

    /** What was counted since the last time. */
    static List<Finding> tell(Cards cards, Instant now, Store.Session session) {
        List<Finding> findings = new ArrayList<>();
        session.progress().states(STATE).forEach((key, bytes) -> {
            session.progress().forget(STATE, key);
            String[] words = words(bytes);
            String who = key.substring(0, key.lastIndexOf('|'));
            session.hosts()
                    .find(new AgentId(words[1]))
                    .map(host -> new Finding(
                            RULE,
                            cards.severity(RULE),
                            cards.techniques(RULE),
                            host.commune(),
                            host.id(),
                            host.hostname(),
                            key,
                            "sightings-passed-over/" + host.id() + "/" + now,
                            now,
                            Instant.parse(words[2]),
                            Map.of("witness", who, "sightings", words[0], "seen_last", words[2])))
                    .ifPresent(findings::add);
        });
        return findings;
    }
}
