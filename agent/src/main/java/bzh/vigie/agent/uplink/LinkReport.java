package bzh.vigie.agent.uplink;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What there is to say about the uplink at one moment.
 *
 * @param since when the state began, on the host's wall clock
 * @param lastAcknowledged when the collector last acknowledged something, on the host's wall clock
 * @param skewMicros the collector's clock minus the host's, when last told
 * @param sent batches sent in this run
 * @param acknowledged batches acknowledged in this run
 * @param bytesSent to the network in this run, TLS included
 * @param notices at most one of each kind, oldest first
 */
public record LinkReport(
        LinkState state,
        Instant since,
        Optional<Instant> lastAcknowledged,
        OptionalLong skewMicros,
        long sent,
        long acknowledged,
        long bytesSent,
        List<Notice> notices) {
    public LinkReport {
        notices = List.copyOf(notices);
    }
}
