package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The last silence of a host that ended.
 *
 * @param from when it was last heard before
 * @param to when it was heard again
 * @param run {@link #run} of it when the silence began; empty where an older version noted that beginning
 */
record LastSilence(Instant from, Instant to, String run) {
    private static final String ENDED = "silence-ended";

    /** In which boot its agent runs, and which run of it that is. */
    static String run(Host host) {
        return host.bootId() + "/" + host.runId();
    }

    static Optional<LastSilence> of(AgentId host, Store.Session session) {
        return session.progress().state(ENDED, host.text()).map(bytes -> {
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\t", 3);
            return new LastSilence(Instant.parse(parts[0]), Instant.parse(parts[1]), parts[2]);
        });
    }

    void keep(AgentId host, Store.Session session) {
        byte[] bytes = (from + "\t" + to + "\t" + run).getBytes(StandardCharsets.UTF_8);
        session.progress().state(ENDED, host.text(), bytes);
    }
}
