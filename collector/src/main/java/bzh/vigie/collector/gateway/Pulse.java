package bzh.vigie.collector.gateway;

import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.InventoryRequest;
import bzh.vigie.v1.LocationDigest;
import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the heartbeats of one connection tell and set off: how far the host's clock is off, whether the collector's inventory
 * of it is the host's, and whether it is alive when its key comes from a second run. On its event loop, but for
 * {@link #challenge}.
 */
final class Pulse {
    private static final long MAX_SKEW_MICROS = TimeUnit.DAYS.toMicros(36_525);

    private final Stage stage;
    private final AgentSession session;
    private final InventoryCheck inventory;
    private final ProofOfLife proof = new ProofOfLife();
    private long skew;
    private int challenges;
    private boolean stuck;

    Pulse(Stage stage, AgentSession session) {
        this.stage = stage;
        this.session = session;
        this.inventory = new InventoryCheck(stage.store(), session.agent(), System::nanoTime, this::ask);
    }

    /** The host's clock as it tells it; how far it is before ours, in microseconds, negative where it is behind. */
    long wallClock(long micros) {
        // How long the frame was on its way is not known: it is in the estimate.
        skew = Math.clamp(micros, -MAX_SKEW_MICROS, MAX_SKEW_MICROS * 2) - stage.nowMicros();
        return skew;
    }

    /** By the last estimate. */
    long skewMicros() {
        return skew;
    }

    /** @param readAtOnce nothing kept us from reading it when it came */
    void heartbeat(Heartbeat heartbeat, boolean readAtOnce) {
        long told = wallClock(heartbeat.getClock().getWallMicros());
        Instant now = stage.now();
        stage.register().note(store -> store.hosts().seen(session.agent(), now, told));
        session.send(CollectorFrame.newBuilder()
                .setTime(stage.time().toBuilder().setSessionSecret(session.secretOnce()))
                .build());
        if (heartbeat.getSpoolStuck() && !stuck) {
            session.spoolStuck();
        }
        stuck = heartbeat.getSpoolStuck();
        if (proof.heartbeat(readAtOnce)) {
            session.alive();
        }
        ByteString digest = heartbeat.getInventoryDigest();
        if (inventory.isDue(digest)) {
            session.errand(() -> inventory.isSame(digest), same -> inventory.compared(digest, same));
        }
    }

    void digests(List<LocationDigest> told) throws BadFrameException {
        if (!proof.isAwaited()) {
            throw new BadFrameException("location digests that were not asked for");
        }
        InventoryCheck.check(told);
        if (proof.answered()) {
            session.alive();
        }
        session.errand(() -> inventory.differing(told), listings -> listings.ifPresent(this::ask));
    }

    /** Asks for location digests, or for the listing of those that are named. */
    private void ask(InventoryRequest request) {
        if (session.isOpen()) {
            if (request.getLocationsCount() == 0) {
                proof.asked();
            }
            session.send(
                    CollectorFrame.newBuilder().setInventoryRequest(request).build());
        }
    }

    /** Another run of the same key has come: prove to be alive, or be closed. Any thread. */
    void challenge() {
        session.onLoop(() -> {
            proof.challenge();
            ask(InventoryRequest.getDefaultInstance());
            int asked = ++challenges;
            session.later(
                    () -> {
                        if (!proof.isDone() && asked == challenges) {
                            session.replaced();
                        }
                    },
                    stage.limits().probe());
        });
    }

    /** It is alive, and stays. On the event loop. */
    void proven() {
        proof.done();
    }
}
