package bzh.vigie.agent.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
    private final Losses losses = new Losses();

    private List<SourceCount> told() {
        return losses.tell(Samples.state(0).at()).stream()
                .flatMap(event -> ((Event.Loss) event).sources().stream())
                .toList();
    }

    @Test
    void aLossWhoseTellingIsLostItselfIsToldAgainAndCountedOnce() {
        Event event = Samples.process(Samples.BOOT, 1, "true");
        losses.add(event, ReasonCode.OVERLOADED);
        losses.add(event, ReasonCode.OVERLOADED);
        List<Event> told = losses.tell(event.at());
        // The batch that held it was dropped.
        losses.add(1, 4, 4, Losses.counts(told), ReasonCode.OVERLOADED);
        List<SourceCount> again = told();
        assertEquals(1, again.size());
        assertEquals("linux.process", again.getFirst().source());
        assertEquals(2, again.getFirst().events());
        assertEquals(List.of(new LostEvents("linux.process", ReasonCode.OVERLOADED, 2)), losses.ever());
    }

    @Test
    void whatCouldNotBeToldIsToldAgainAndCountedOnce() {
        losses.add(Samples.process(Samples.BOOT, 1, "true"), ReasonCode.TOO_LARGE);
        losses.tell(Samples.state(0).at()).forEach(losses::untell);
        assertEquals(1, told().getFirst().events());
        assertEquals(List.of(new LostEvents("linux.process", ReasonCode.TOO_LARGE, 1)), losses.ever());
    }
}
