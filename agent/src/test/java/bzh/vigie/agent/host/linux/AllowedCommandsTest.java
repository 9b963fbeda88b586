package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AllowedCommandsTest {
    @Test
    void whatVariesHasTheFormOfItsLineOrNothingStarts() {
        for (String end : List.of("", "s=1 --file=/etc/shadow", "a\nb", "/etc/shadow", "a".repeat(257))) {
            assertEquals(Optional.empty(), AllowedCommands.JOURNAL_AFTER.start(true, end), end);
        }
        assertEquals(Optional.empty(), AllowedCommands.CANARY.start(false, "--help"));
    }
}
