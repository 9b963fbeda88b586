package bzh.vigie.collector.gateway;

import bzh.vigie.collector.identity.Admission;
import bzh.vigie.collector.ingest.Lane;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.enrol.RemovalCode;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import com.google.protobuf.ByteString;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A hello that keeps to the protocol.
 *
 * @param written per lane, the last number that the agent has written
 * @param released per lane, the last number that it no longer has
 * @param facts what the machine is, as JSON text
 * @param membership which domain it says to be in
 * @param watchlist id of the watchlist that it checks; empty for none
 * @param secret that its last session left it; empty for none
 * @param machine id of the machine, by its own account
 */
record Greeting(
        String bootId,
        String run,
        String version,
        String hostname,
        String facts,
        Optional<Electing.Membership> membership,
        long wallMicros,
        Map<Lane, Long> written,
        Map<Lane, Long> released,
        ByteString watchlist,
        ByteString secret,
        String machine) {
    private static final int MAX_POSITIONS = 32;
    private static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");

    /** Checks a hello. */
    static Greeting of(Hello hello, AgentId agent) throws BadFrameException {
        if (!hello.getAgentId().equals(agent.text())) {
            throw new BadFrameException("the hello is not of the agent that the certificate names");
        }
        if (hello.getBootId().isEmpty() || hello.getBootId().length() > 64) {
            throw new BadFrameException("a boot id is 1 to 64 characters");
        }
        if (!RUN.matcher(hello.getRunId()).matches()) {
            throw new BadFrameException("a run id is 32 hex digits");
        }
        if (!hello.getWatchlist().isEmpty() && hello.getWatchlist().size() != 32) {
            throw new BadFrameException("a watchlist's id is 32 bytes");
        }
        if (!hello.getSessionSecret().isEmpty() && hello.getSessionSecret().size() != SessionChain.SIZE) {
            throw new BadFrameException("a session's secret is 16 bytes");
        }
        return new Greeting(
                hello.getBootId(),
                hello.getRunId(),
                Machine.bounded(hello.getVersion()),
                Machine.bounded(hello.getFacts().getHostname()),
                Machine.json(hello.getFacts()),
                Electing.Membership.of(hello.getFacts()),
                hello.getClock().getWallMicros(),
                positions(hello.getLastList(), agent),
                positions(hello.getReleasedList(), agent),
                hello.getWatchlist(),
                hello.getSessionSecret(),
                Machine.bounded(hello.getFacts().getMachineId()));
    }

    private static Map<Lane, Long> positions(Iterable<LanePosition> told, AgentId agent) throws BadFrameException {
        Map<Lane, Long> positions = new LinkedHashMap<>();
        for (LanePosition each : told) {
            positions.put(lane(agent, each.getEpoch(), each.getLane()), each.getNumber());
            if (each.getNumber() < 0 || positions.size() > MAX_POSITIONS) {
                throw new BadFrameException("a number over 2^63, or too many lanes");
            }
        }
        return positions;
    }

    /** A lane that an agent may send in. */
    static Lane lane(AgentId agent, String epoch, int lane) throws BadFrameException {
        if (!Lane.isEpoch(epoch) || lane < 1 || lane > 3) {
            throw new BadFrameException("an epoch is 32 hex digits, a lane 1 to 3");
        }
        return new Lane(agent, epoch, lane);
    }

    /**
     * What the store says to it.
     *
     * @param durable per lane that was told, what the collector has
     * @param removalCode what is kept of the commune's break-glass code
     * @param swept it went through all that it has with the watchlist of its commune
     * @param directory who reads the directory of its domain
     * @param link how it follows the agent's last session
     */
    record Verdict(
            Admission admission,
            Optional<Host> host,
            Map<Lane, Long> durable,
            Optional<RemovalCode> removalCode,
            boolean swept,
            Electing.Choice directory,
            SessionChain.Link link) {}

    /** Asks the store: not for an event loop. */
    Verdict judge(Stage stage, AgentId agent, X509Certificate certificate) {
        Optional<Host> host = stage.store().read(session -> session.hosts().find(agent));
        Admission admission = Admission.judge(host, certificate, stage.now());
        Map<Lane, Long> durable = new LinkedHashMap<>();
        Optional<RemovalCode> removalCode = Optional.empty();
        boolean swept = false;
        Electing.Choice directory = Electing.Choice.OTHER;
        SessionChain.Link link = SessionChain.Link.NONE;
        if (admission == Admission.VALID && host.isPresent()) {
            Commune commune = host.get().commune();
            link = stage.store().read(session -> SessionChain.link(session, agent, secret));
            removalCode = stage.store().read(session -> session.tokens().removalCode(commune));
            swept = Pushed.hasSwept(
                    stage.store(), agent, stage.pushing().list(commune).id());
            directory = stage.electing().choice(agent, commune, membership);
            written.keySet().forEach(lane -> durable.put(lane, stage.log().load(lane)));
            released.keySet().forEach(lane -> durable.put(lane, stage.log().load(lane)));
        }
        return new Verdict(admission, host, durable, removalCode, swept, directory, link);
    }

    /** Whether its machine is another one than that of the agent's last session. */
    boolean isElsewhere(Host last) {
        String before = Machine.id(last.facts());
        return !machine.isEmpty() && !before.isEmpty() && !before.equals(machine);
    }
}
