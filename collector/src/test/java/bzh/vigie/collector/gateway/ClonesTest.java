package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.event.Event;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.LocationDigests;
import bzh.vigie.wire.EventCodec;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One key in two places, and a restart that only looks like it. Real connections. */
class ClonesTest extends GatewayBench {
    @Test
    void theSameRunReplacesItsOlderConnection() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient older = open(agent, 1);
                TestClient newer = open(agent, 1)) {
            assertEquals(GoodbyeReason.GOODBYE_REASON_REPLACED, older.goodbye().getReason());
            newer.send(batch(1));
            newer.acknowledged();
        }
        assertEquals(State.ACTIVE, row(agent).state());
    }

    @Test
    void aRestartWhoseOlderConnectionIsDeadIsNoClone() throws IOException {
        restart(new GatewayLimits(
                PATIENT.connections(),
                PATIENT.unauthenticated(),
                PATIENT.handshake(),
                PATIENT.frame(),
                PATIENT.idle(),
                PATIENT.inFlight(),
                PATIENT.inFlightEach(),
                Duration.ofMillis(700)));
        Enrolled agent = enrolled();
        try (TestClient dead = open(agent, 1);
                TestClient restarted = open(agent, 2)) {
            restarted.send(batch(1));
            restarted.acknowledged();
            assertEquals(GoodbyeReason.GOODBYE_REASON_REPLACED, dead.goodbye().getReason());
            restarted.send(batch(2));
            restarted.acknowledged();
        }
        assertEquals(State.ACTIVE, row(agent).state());
    }

    @Test
    void twoLiveRunsOfOneKeyAreQuarantined() throws Exception {
        Enrolled agent = enrolled();
        try (TestClient original = open(agent, 1);
                TestClient clone = open(agent, 2)) {
            CollectorFrame asked = original.read();
            assertTrue(asked.hasInventoryRequest(), asked.toString());
            original.send(AgentFrame.newBuilder()
                    .setLocationDigests(LocationDigests.getDefaultInstance())
                    .build());
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_QUARANTINED, original.goodbye().getReason());
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_QUARANTINED, clone.goodbye().getReason());
        }
        assertEquals(State.QUARANTINED, row(agent).state());
        refused(agent, GoodbyeReason.GOODBYE_REASON_QUARANTINED);
        assertSoon(() -> log.last() == 1);
        Received notice = stored().getFirst();
        assertTrue(notice.madeHere());
        Event.LogRecord record =
                (Event.LogRecord) EventCodec.decode(notice.inflate()).getFirst();
        assertEquals(Notices.CLONE, record.eventId());
        assertEquals(run(1) + "," + run(2), record.fields().get("runs"));
    }
}
