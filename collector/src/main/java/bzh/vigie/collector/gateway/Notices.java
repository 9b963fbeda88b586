package bzh.vigie.collector.gateway;

import bzh.vigie.collector.identity.EnrolmentOutcome.Doubt;
import bzh.vigie.collector.identity.EnrolmentOutcome.Doubted;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Lane;
import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.wire.EventCodec;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the collector itself says about an agent, for detection: records of lane 0 in the ingest log, which no agent can
 * send. Thread-safe.
 */
public final class Notices {
    /** Source of these events. */
    public static final String SOURCE = "collector.gateway";

    /** Channel of those that are log records. */
    public static final String CHANNEL = "vigie-collector";

    /** Field that names the notice, for who searches the history. */
    private static final String NAME = "notice";

    /** Event id: two machines use one key; fields notice, runs, addresses. */
    public static final int CLONE = 1;

    /** Event id: a copy of an agent's state was refused; fields notice, runs and addresses, of the agent itself first. */
    public static final int COPY = 3;

    /** Event id: an agent renewed a certificate that was over; fields notice, expired. */
    public static final int RENEWED_LATE = 2;

    /** Event id: a machine asked to be enrolled as one that is revoked or expected; fields notice, why, name, token, address. */
    public static final int DOUBTED = 4;

    /** Event id: a host says to be called otherwise than before; fields notice, from, to. */
    public static final int RENAMED = 5;

    /** Event id: a host says to be in a domain that is not read, since its commune has no place left; fields notice, domain, places. */
    public static final int DIRECTORY_PLACES_FULL = 6;

    /** Event id: a host's agent is on another machine than before; fields notice, from and to (ids of machines), addresses. */
    public static final int MOVED = 7;

    /** Event id: an agent cannot write what it sees to its disk; field notice. */
    public static final int SPOOL_STUCK = 8;

    private static final System.Logger LOG = System.getLogger(Notices.class.getName());

    private final IngestLog log;
    private final InstantSource clock;
    private final String run;
    private final AtomicLong number = new AtomicLong();

    Notices(IngestLog log, InstantSource clock, SecureRandom random) {
        this.log = log;
        this.clock = clock;
        byte[] id = new byte[16];
        random.nextBytes(id);
        this.run = HexFormat.of().formatHex(id);
    }

    void clone(AgentId agent, Commune commune, List<String> runs, List<String> addresses) {
        twice(agent, commune, CLONE, "clone", runs, addresses);
    }

    void copied(AgentId agent, Commune commune, List<String> runs, List<String> addresses) {
        twice(agent, commune, COPY, "copy", runs, addresses);
    }

    private void twice(
            AgentId agent, Commune commune, int event, String name, List<String> runs, List<String> addresses) {
        notice(
                agent,
                commune,
                event,
                Map.of(NAME, name, "runs", String.join(",", runs), "addresses", String.join(",", addresses)));
    }

    void renewedLate(AgentId agent, Commune commune, String expired) {
        notice(agent, commune, RENEWED_LATE, Map.of(NAME, "renewed-late", "expired", expired));
    }

    void spoolStuck(AgentId agent, Commune commune) {
        notice(agent, commune, SPOOL_STUCK, Map.of(NAME, "spool-stuck"));
    }

    void renamed(AgentId agent, Commune commune, String from, String to) {
        notice(agent, commune, RENAMED, Map.of(NAME, "renamed", "from", from, "to", to));
    }

    /** How a notice names that doubt. */
    public static String word(Doubt why) {
        return why.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    void moved(AgentId agent, Commune commune, String from, String to, String address) {
        notice(agent, commune, MOVED, Map.of(NAME, "moved", "from", from, "to", to, "addresses", address));
    }

    void doubted(Doubted doubted, String address) {
        notice(
                doubted.id(),
                doubted.commune(),
                DOUBTED,
                Map.of(
                        NAME,
                        "enrolment-doubted",
                        "why",
                        word(doubted.why()),
                        "name",
                        doubted.hostname(),
                        "token",
                        doubted.token(),
                        "address",
                        address));
    }

    void directoryPlacesFull(AgentId agent, Commune commune, String domain) {
        notice(
                agent,
                commune,
                DIRECTORY_PLACES_FULL,
                Map.of(
                        NAME,
                        "directory-places-full",
                        "domain",
                        domain,
                        "places",
                        Integer.toString(Directories.MOST_READ)));
    }

    private void notice(AgentId agent, Commune commune, int event, Map<String, String> fields) {
        Event notice = new Event.LogRecord(now(), SOURCE, CHANNEL, "gateway", event, number.get() + 1, fields);
        write(agent, commune, List.of(notice));
    }

    /** Numbers of a lane that this collector does not have. */
    record Lost(Lane lane, long from, long to) {}

    /**
     * The agent has released what this collector does not have: it was set back, and that is a loss. One notice for all lanes.
     *
     * @param since when the agent was last heard, as far as this collector knows: what was lost came after that
     * @param skewMicros of the host's clock, by which the times of a loss are told
     */
    void lost(AgentId agent, Commune commune, List<Lost> lost, Instant since, long skewMicros) {
        long first = ChronoUnit.MICROS.between(Instant.EPOCH, since) + skewMicros;
        long last = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()) + skewMicros;
        write(agent, commune, lost.stream().map(each -> loss(each, first, last)).toList());
    }

    private Event loss(Lost lost, long first, long last) {
        return new Event.Loss(
                now(),
                SOURCE,
                lost.lane().lane(),
                lost.from(),
                lost.to(),
                // A batch has one event at least; of which sources they were nobody here knows.
                List.of(new SourceCount(SOURCE, lost.to() - lost.from() + 1, first, last)),
                ReasonCode.FAILED,
                "acknowledged by this collector before it was set back; epoch "
                        + lost.lane().epoch());
    }

    private Moment now() {
        return new Moment(clock.instant(), run, 0);
    }

    private void write(AgentId agent, Commune commune, List<Event> events) {
        byte[] batch = EventCodec.encode(events);
        Received received = new Received(
                clock.instant(),
                new Lane(agent, run, Lane.COLLECTOR),
                commune,
                "",
                0,
                number.incrementAndGet(),
                batch.length,
                Received.deflate(batch));
        log.feed().offer(received, durable -> {
            if (!durable) {
                LOG.log(Level.ERROR, "a notice about agent {0} could not be stored: {1}", agent, events);
            }
        });
    }
}
