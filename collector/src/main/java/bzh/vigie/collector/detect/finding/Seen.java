package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.event.Event;
import java.time.Instant;
import java.util.List;

/**
 * An event as received, as rules see it, and the rules that hold of it.
 *
 * @param id agent/epoch/lane/number/index; never changes
 * @param received the collector's clock
 * @param time when it happened: the host's wall clock less what it is known to be wrong by, and never after the receipt
 * @param standing situation of the host at its receipt
 * @param ruling what it was judged by; another may be in force since
 * @param matches the rules that speak for themselves
 * @param correlated every rule, those that only correlations are told of among them
 */
public record Seen(
        String id,
        AgentId host,
        String hostname,
        Commune commune,
        Instant received,
        Instant time,
        Event event,
        Situations.OfHost standing,
        SigmaRecord record,
        Ruling ruling,
        List<Match> matches,
        List<Match> correlated) {
    private static final int LANE = 2;
    private static final String COLLECTOR = "0";

    public Seen {
        matches = List.copyOf(matches);
        correlated = List.copyOf(correlated);
    }

    public Situation situation() {
        return standing.situation();
    }

    /** Whether the collector itself says this: it stands in its own lane, in which no agent can send. */
    public boolean isNotice() {
        String[] parts = id.split("/", -1);
        return parts.length > LANE && parts[LANE].equals(COLLECTOR);
    }

    /** Whether it is the collector's notice of this number. */
    public boolean isNotice(int eventId) {
        return isNotice() && event instanceof Event.LogRecord notice && notice.eventId() == eventId;
    }
}
