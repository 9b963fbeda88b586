package bzh.vigie.agent.uplink;

import bzh.vigie.agent.identity.AgentKey;
import bzh.vigie.agent.identity.CertificateRequest;
import bzh.vigie.agent.identity.SessionSecretFile;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Moment;
import bzh.vigie.event.WatchState;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.Clock;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.LocationDigest;
import bzh.vigie.v1.LocationDigests;
import bzh.vigie.v1.RenewalRequest;
import com.google.protobuf.ByteString;
import java.util.List;

/** Makes the frames that an agent says of its own accord. */
final class Frames {
    private static final int MAX_DIGESTS = 8_192;

    private Frames() {}

    static AgentFrame hello(UplinkParts parts, String agentId) {
        Moment now = parts.clock().now();
        Hello.Builder hello = Hello.newBuilder()
                .setAgentId(agentId)
                .setBootId(now.bootId())
                .setRunId(parts.run().id())
                .setVersion(parts.run().version())
                .setFacts(parts.run().facts())
                .setClock(clock(now));
        for (Outbox.Standing lane : parts.outbox().standings()) {
            hello.addLast(position(lane, lane.written())).addReleased(position(lane, lane.released()));
        }
        hello.setSessionSecret(ByteString.copyFrom(SessionSecretFile.load(parts.state())));
        if (!parts.watchlist().list().isEmpty()) {
            hello.setWatchlist(ByteString.copyFrom(parts.watchlist().list().id().bytes()));
        }
        return AgentFrame.newBuilder().setHello(hello).build();
    }

    private static LanePosition position(Outbox.Standing lane, long number) {
        return LanePosition.newBuilder()
                .setLane(lane.lane())
                .setEpoch(lane.epoch())
                .setNumber(number)
                .build();
    }

    static AgentFrame heartbeat(UplinkParts parts) {
        Heartbeat.Builder heartbeat = Heartbeat.newBuilder()
                .setClock(clock(parts.clock().now()))
                .setSourceStates(states(parts.sources().get()))
                .setSpoolBytes(parts.outbox().bytes())
                .setSpoolBatches(parts.outbox().batches())
                .setSpoolStuck(parts.outbox().isStuck());
        List<InventoryDigest.Entry> digests = parts.inventory().digests();
        if (!digests.isEmpty()) {
            heartbeat.setInventoryDigest(
                    ByteString.copyFrom(InventoryDigest.over(digests).bytes()));
        }
        return AgentFrame.newBuilder().setHeartbeat(heartbeat).build();
    }

    static AgentFrame digests(List<InventoryDigest.Entry> entries) {
        LocationDigests.Builder digests = LocationDigests.newBuilder();
        entries.stream()
                .limit(MAX_DIGESTS)
                .forEach(entry -> digests.addDigests(LocationDigest.newBuilder()
                        .setLocation(entry.location())
                        .setAccountId(entry.accountId())
                        .setDigest(ByteString.copyFrom(entry.digest().bytes()))));
        return AgentFrame.newBuilder().setLocationDigests(digests).build();
    }

    static AgentFrame renewal(AgentKey key) {
        return AgentFrame.newBuilder()
                .setRenewalRequest(RenewalRequest.newBuilder().setCsr(ByteString.copyFrom(CertificateRequest.der(key))))
                .build();
    }

    private static Clock clock(Moment now) {
        return Clock.newBuilder()
                .setWallMicros(now.wallMicros())
                .setMonotonicMicros(now.monotonicMicros())
                .build();
    }

    /** One byte of WatchState (event.proto) for each source. */
    private static ByteString states(List<WatchState> states) {
        byte[] bytes = new byte[states.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = switch (states.get(i)) {
                case LIVE -> bzh.vigie.v1.WatchState.WATCH_STATE_LIVE_VALUE;
                case PARTIAL -> bzh.vigie.v1.WatchState.WATCH_STATE_PARTIAL_VALUE;
                case DOWN -> bzh.vigie.v1.WatchState.WATCH_STATE_DOWN_VALUE;
                case NOT_APPLICABLE -> bzh.vigie.v1.WatchState.WATCH_STATE_NOT_APPLICABLE_VALUE;
            };
        }
        return ByteString.copyFrom(bytes);
    }
}
