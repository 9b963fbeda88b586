package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often it looks whether what changed is of use; the waiting itself is seen under Wine. */
class KeyWaiterTest {
    @Test
    void whatIsNoticedIsLookedAtWithinASecondUnlessALookTakesLong() {
        assertEquals(Duration.ofMillis(300), rest(Duration.ofMillis(5)));
        assertEquals(Duration.ofSeconds(1), rest(Duration.ofMillis(40)));
        assertEquals(Duration.ofSeconds(1), rest(Duration.ofMillis(250)));
        assertEquals(Duration.ofSeconds(6), rest(Duration.ofMillis(300)));
    }

    private static Duration rest(Duration cost) {
        return Duration.ofNanos(KeyWaiter.rest(cost.toNanos()));
    }
}
