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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sightings of silent hosts that there was no room for: counted for each that tells them and each commune of the hosts, until an alert says so.
 * What is counted is written once in each transaction, whatever its number.
 *
 * <pre>
 *   state of WHO|COMMUNE = COUNT TAB HOST TAB TIME     the host that was passed over last, and when it was seen
 * </pre>
 */
final class PassedOver {
    private static final String RULE = "vigie-sightings-passed-over";
    private static final String STATE = "late-witness-passed";

    private final Map<String, Passed> counted = new HashMap<>();

    /**
     * What was counted.
     *
     * @param host that was passed over last
     * @param at when it was seen
     */
    private record Passed(long count, AgentId host, Instant at) {
        static Passed of(byte[] state) {
            String[] words = new String(state, StandardCharsets.US_ASCII).split("\t", -1);
            return new Passed(Long.parseLong(words[0]), new AgentId(words[1]), Instant.parse(words[2]));
        }

        Passed plus(Passed later) {
            return new Passed(count + later.count(), later.host(), later.at());
        }

        byte[] bytes() {
            return (count + "\t" + host.text() + "\t" + at).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** One more, told by that host or import; where the commune is not known, nobody can be told of it. Remembered until {@link #save}. */
    void count(String who, String commune, AgentId host, Instant at) {
        if (!commune.isEmpty()) {
            counted.merge(who + "|" + commune, new Passed(1, host, at), Passed::plus);
        }
    }

    /** Writes what was counted in this transaction. */
    void save(Store.Session session) {
        counted.forEach((key, passed) -> session.progress()
                .state(
                        STATE,
                        key,
                        session.progress()
                                .state(STATE, key)
                                .map(before -> Passed.of(before).plus(passed))
                                .orElse(passed)
                                .bytes()));
        counted.clear();
    }

    /** The transaction failed. */
    void forget() {
        counted.clear();
    }

    /** What was counted since the last time: also where the host is gone, of the commune that it was in. */
    List<Finding> tell(Cards cards, Instant now, Store.Session session) {
        save(session);
        List<Finding> findings = new ArrayList<>();
        session.progress().states(STATE).forEach((key, bytes) -> {
            session.progress().forget(STATE, key);
            Passed passed = Passed.of(bytes);
            int bar = key.lastIndexOf('|');
            findings.add(new Finding(
                    RULE,
                    cards.severity(RULE),
                    cards.techniques(RULE),
                    new Commune(key.substring(bar + 1)),
                    passed.host(),
                    session.hosts().find(passed.host()).map(Host::hostname).orElse(""),
                    key,
                    "sightings-passed-over/" + passed.host() + "/" + now,
                    now,
                    passed.at(),
                    Map.of(
                            "witness",
                            key.substring(0, bar),
                            "sightings",
                            Long.toString(passed.count()),
                            "seen_last",
                            passed.at().toString())));
        });
        return findings;
    }
}
