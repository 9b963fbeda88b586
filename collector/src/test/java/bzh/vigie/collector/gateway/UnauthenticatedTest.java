package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnauthenticatedTest {
    private static final InetAddress REGION = InetAddress.ofLiteral("198.51.100.7");

    @Test
    void aWholeRegionBehindOneAddressComesBackInAFewRounds() {
        Unauthenticated places = new Unauthenticated(GatewayLimits.USUAL.unauthenticated());
        int waiting = 25_000;
        int rounds = 0;
        while (waiting > 0) {
            List<Unauthenticated.Place> taken = new ArrayList<>();
            int proved = 0;
            for (int i = 0; i < waiting; i++) {
                taken.add(places.take(REGION));
                proved += places.isOver(REGION) ? 0 : 1;
            }
            taken.forEach(Unauthenticated.Place::giveBack);
            waiting -= proved;
            rounds++;
        }
        assertEquals(7, rounds);
        assertEquals(0, places.addresses());
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Unauthenticated places = new Unauthenticated(1);
        Unauthenticated.Place first = places.take(REGION);
        Unauthenticated.Place second = places.take(REGION);
        assertTrue(places.isOver(REGION));
        second.giveBack();
        second.giveBack();
        assertFalse(places.isOver(REGION));
        assertEquals(1, places.addresses());
        first.giveBack();
        assertEquals(0, places.addresses());
    }

    @Test
    void theAddressesOfOneIpv6NetworkCountAsOne() {
        Unauthenticated places = new Unauthenticated(1);
        places.take(InetAddress.ofLiteral("2001:db8:1:2::1"));
        places.take(InetAddress.ofLiteral("2001:db8:1:2:ffff::9"));
        assertTrue(places.isOver(InetAddress.ofLiteral("2001:db8:1:2::77")));
        assertFalse(places.isOver(InetAddress.ofLiteral("2001:db8:1:3::1")));
    }
}
