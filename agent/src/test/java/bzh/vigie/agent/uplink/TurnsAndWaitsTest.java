package bzh.vigie.agent.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TurnsAndWaitsTest {
    @Test
    void betterLanesGoFirstAndNoneIsStarved() {
        MemoryOutbox outbox = new MemoryOutbox();
        for (int lane : Outbox.LANES) {
            for (int i = 0; i < 14; i++) {
                outbox.add(lane, "x");
            }
        }
        LaneTurns turns = new LaneTurns();
        List<Integer> lanes = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            lanes.add(turns.next(outbox).orElseThrow().lane());
        }
        assertEquals(List.of(1, 2, 1, 3, 1, 2, 1, 1, 2, 1, 3, 1, 2, 1), lanes);
    }

    @Test
    void aTurnWithoutUseGoesToTheBestLaneThatHasSome() {
        MemoryOutbox outbox = new MemoryOutbox();
        LaneTurns turns = new LaneTurns();
        assertTrue(turns.next(outbox).isEmpty());
        outbox.add(3, "x");
        outbox.add(2, "y");
        assertEquals(2, turns.next(outbox).orElseThrow().lane());
        assertEquals(3, turns.next(outbox).orElseThrow().lane());
        assertTrue(turns.next(outbox).isEmpty());
    }

    @Test
    void waitsGrowToFiveMinutesAreScatteredAndBeginAnew() {
        Backoff backoff = new Backoff(new Random(5));
        long ceiling = 1_000;
        for (int i = 0; i < 40; i++) {
            long wait = backoff.next().toMillis();
            assertTrue(wait >= ceiling / 2 && wait <= ceiling, i + ": " + wait);
            ceiling = Math.min(300_000, ceiling * 2);
        }
        backoff.reset();
        assertTrue(backoff.next().toMillis() <= 1_000);
        Backoff one = new Backoff(new Random(1));
        Backoff other = new Backoff(new Random(2));
        one.next();
        other.next();
        assertTrue(!one.next().equals(other.next()));
    }

    @Test
    void goodbyesThatOnlyAPersonCanChangeAreRetriedHourly() {
        for (GoodbyeReason reason : GoodbyeReason.values()) {
            Backoff backoff = new Backoff(new Random(5));
            long wait = Farewell.pause(reason, Duration.ZERO, backoff).toSeconds();
            switch (reason) {
                case GOODBYE_REASON_REVOKED,
                        GOODBYE_REASON_UNKNOWN,
                        GOODBYE_REASON_QUARANTINED,
                        GOODBYE_REASON_TOO_NEW,
                        GOODBYE_REASON_NEEDS_APPROVAL ->
                    assertTrue(wait >= 3_600 && wait <= 3_960, reason + " " + wait);
                case GOODBYE_REASON_UNSPECIFIED,
                        GOODBYE_REASON_EXPIRED,
                        GOODBYE_REASON_OVERLOADED,
                        GOODBYE_REASON_STOPPING,
                        GOODBYE_REASON_BAD_FRAME,
                        GOODBYE_REASON_REPLACED,
                        UNRECOGNIZED -> assertTrue(wait <= 1, reason + " " + wait);
            }
        }
    }

    @Test
    void aToldWaitIsRespectedUpToAnHour() {
        for (GoodbyeReason reason : GoodbyeReason.values()) {
            Backoff backoff = new Backoff(new Random(5));
            long told = Farewell.pause(reason, Duration.ofMinutes(2), backoff).toSeconds();
            assertTrue(told >= 120 && told <= 132, reason + " " + told);
            long absurd = Farewell.pause(reason, Duration.ofSeconds(4_000_000_000L), backoff)
                    .toSeconds();
            assertTrue(absurd <= 3_960, reason + " " + absurd);
        }
    }

    @Test
    void aPolicyIsAppliedWithinItsBoundsOnly() {
        AgentPolicy policy = new AgentPolicy(Duration.ofSeconds(60), Duration.ofHours(4), 256L << 20);
        assertEquals(
                new AgentPolicy.Applied(
                        new AgentPolicy(Duration.ofSeconds(10), Duration.ofDays(1), 4L << 30), List.of()),
                policy.with(Policy.newBuilder()
                        .setHeartbeatSeconds(10)
                        .setInventoryPassMinutes(1_440)
                        .setSpoolBytes(4L << 30)
                        .build()));
        AgentPolicy.Applied applied = policy.with(Policy.newBuilder()
                .setHeartbeatSeconds(9)
                .setInventoryPassMinutes(-1)
                .setSpoolBytes(-1)
                .build());
        assertEquals(policy, applied.policy());
        assertEquals(
                List.of(
                        "heartbeat_seconds = 9",
                        "inventory_pass_minutes = 4294967295",
                        "spool_bytes = 18446744073709551615"),
                applied.ignored());
        assertEquals(new AgentPolicy.Applied(policy, List.of()), policy.with(Policy.getDefaultInstance()));
    }
}
