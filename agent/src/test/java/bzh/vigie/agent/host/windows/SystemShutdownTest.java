package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.windows.ServiceCalls.Answer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** [MS-SCMR] 3.1.4.7, RQueryServiceStatus: the errors that it lists, and what 1115 is. */
final class SystemShutdownTest {
    @Test
    void onlyARefusalForThatReasonIsAShutdown() {
        assertEquals(Optional.of(true), SystemShutdown.of(new Answer(0, 1_115)));
        assertEquals(Optional.of(false), SystemShutdown.of(new Answer(1, 0)));
        for (int error : new int[] {3, 5, 6}) {
            assertEquals(Optional.empty(), SystemShutdown.of(new Answer(0, error)));
        }
    }
}
