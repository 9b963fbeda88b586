package bzh.vigie.collector.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.fairness.Resource.Bound;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Specimens;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SharesTest {
    private static final Commune BREST = new Commune("29019");
    private static final Commune QUIMPER = new Commune("29232");

    private long now = 7;
    private final Shares shares = new Shares(
            Map.of(
                    Resource.BYTES_IN_FLIGHT, new Bound(10, 160, 0),
                    Resource.EVENTS, new Bound(100, Long.MAX_VALUE, 24)),
            () -> now);

    private static Holder host(int number, Commune commune) {
        return Holder.of(Specimens.agent(number), commune);
    }

    private boolean hold(Holder holder, long amount) {
        return shares.hold(Resource.BYTES_IN_FLIGHT, holder, amount);
    }

    @Test
    void anAgentHoldsNoMoreThanItsShareAndIsToldOf() {
        assertTrue(hold(host(1, BREST), 6));
        assertFalse(hold(host(1, BREST), 5));
        assertTrue(hold(host(2, BREST), 10));
        assertEquals(Map.of(Specimens.agent(1), Set.of(Resource.BYTES_IN_FLIGHT)), shares.floods());
        assertEquals(Map.of(), shares.floods(), "once");
        shares.giveBack(Resource.BYTES_IN_FLIGHT, host(1, BREST), 6);
        assertTrue(hold(host(1, BREST), 10));
        assertEquals(20, shares.held(Resource.BYTES_IN_FLIGHT));
    }

    @Test
    void aCommuneUsesWhatNobodyElseWantsAndNoMoreThanHalf() {
        for (int agent = 1; agent <= 8; agent++) {
            assertTrue(hold(host(agent, BREST), 10), "agent " + agent);
        }
        assertFalse(hold(host(9, BREST), 1));
        for (int agent = 11; agent <= 12; agent++) {
            assertTrue(hold(host(agent, QUIMPER), 10));
        }
        assertFalse(hold(host(13, QUIMPER), 1), "an eighth, while it is crowded");
    }

    @Test
    void addressesWithoutACertificateHaveOneShareTogether() {
        assertTrue(hold(Holder.stranger("192.0.2.1"), 10));
        assertTrue(hold(Holder.stranger("192.0.2.2"), 10));
        assertFalse(hold(Holder.stranger("192.0.2.3"), 1));
        assertEquals(Map.of(), shares.floods(), "no host is to blame");
    }

    @Test
    void whatIsSpentComesBackInTheCourseOfADay() {
        Holder pc = host(1, BREST);
        assertTrue(shares.spend(Resource.EVENTS, pc, 100));
        assertFalse(shares.spend(Resource.EVENTS, pc, 1));
        assertTrue(shares.spend(Resource.EVENTS, host(2, BREST), 100), "each has its own");
        now += Duration.ofHours(2).toNanos();
        assertTrue(shares.spend(Resource.EVENTS, pc, 2));
        assertFalse(shares.spend(Resource.EVENTS, pc, 1));
        now += Duration.ofDays(30).toNanos();
        assertTrue(shares.spend(Resource.EVENTS, pc, 100));
        assertFalse(shares.spend(Resource.EVENTS, pc, 1));
    }

    @Test
    void aCommuneSpendsNoMoreThanItsEighthOnceHalfOfAllIsSpent() {
        Shares few = new Shares(Map.of(Resource.EVENTS, new Bound(100, 800, 24)), () -> now);
        for (int agent = 1; agent <= 4; agent++) {
            assertTrue(few.spend(Resource.EVENTS, host(agent, BREST), 100), "agent " + agent);
        }
        assertFalse(few.spend(Resource.EVENTS, host(5, BREST), 1));
        assertEquals(1, few.floods().size(), "one of those that spent most, and not who asked");
        assertEquals(0, few.left(Resource.EVENTS, host(5, BREST)), 0.01);
        assertTrue(few.spend(Resource.EVENTS, host(11, QUIMPER), 60));
        assertFalse(few.spend(Resource.EVENTS, host(12, QUIMPER), 60), "an eighth");
        assertTrue(few.spend(Resource.EVENTS, host(12, QUIMPER), 40));
        now += Duration.ofDays(2).toNanos();
        assertTrue(few.spend(Resource.EVENTS, host(5, BREST), 100), "less than half again: " + 16 * 24 + " came back");
    }

    @Test
    void whoHoldsMostOfACommuneThatHoldsTooMuchGivesWay() {
        Shares some = new Shares(Map.of(Resource.HISTORY, new Bound(Long.MAX_VALUE, 800, 0)), () -> now);
        Map<Holder, Long> held = new HashMap<>();
        for (int commune = 10; commune < 20; commune++) {
            held.put(host(commune, new Commune("560" + commune)), 60L);
        }
        assertEquals(Optional.empty(), some.mostOver(Resource.HISTORY, held), "all keep to their shares");
        held.put(host(1, BREST), 90L);
        held.put(host(2, BREST), 30L);
        held.put(host(3, QUIMPER), 95L);
        assertEquals(Optional.of(host(1, BREST)), some.mostOver(Resource.HISTORY, held));
        assertEquals(Map.of(Specimens.agent(1), Set.of(Resource.HISTORY)), some.floods());
        assertEquals(
                Optional.empty(),
                some.mostOver(Resource.HISTORY, Map.of(host(1, BREST), 390L, host(2, BREST), 410L - 60)),
                "one commune alone has all of it");
        assertEquals(
                Optional.of(host(2, BREST)),
                some.mostOver(Resource.HISTORY, Map.of(host(1, BREST), 390L, host(2, BREST), 410L)));
    }
}
