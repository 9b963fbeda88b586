package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.LocationStatus.Trigger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassTurnTest {
    private final List<Boolean> asked = new ArrayList<>();
    private final PassTurn turn = new PassTurn(asked::add);

    @Test
    void aPassGoesLastAndWhatWasNoticedDoesNot() {
        turn.reads(Trigger.PASS, false);
        turn.reads(Trigger.PASS, false);
        turn.reads(Trigger.NOTIFICATION, false);
        turn.reads(Trigger.REQUEST, false);
        turn.reads(Trigger.PASS, false);
        assertEquals(List.of(true, false, true), asked);
    }

    @Test
    void theFirstReadingOfAMachineIsAwaited() {
        turn.reads(Trigger.PASS, true);
        assertEquals(List.of(), asked);
    }
}
