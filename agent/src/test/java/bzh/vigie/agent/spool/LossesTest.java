package bzh.vigie.agent.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Locale;
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

    /** A source of that name, if there were one, is lost like any other; the batch's summary on disk says which were told. */
    @Test
    void whatWasToldIsSaidByTheSummaryOfABatch() {
        SourceCount lost = new SourceCount("linux.process", 3, 1, 2);
        for (boolean told : List.of(true, false)) {
            CountedLoss count = new CountedLoss(lost, told);
            assertEquals(count, CountedLoss.of(count.summary()));
        }
    }

    /** Each loss says in French and in English what to do. */
    @Test
    void aLossIsSaidInBothLanguages() {
        Event event = Samples.process(Samples.BOOT, 1, "true");
        for (ReasonCode reason :
                List.of(ReasonCode.OVERLOADED, ReasonCode.TOO_LARGE, ReasonCode.MALFORMED, ReasonCode.FAILED)) {
            losses.add(event, reason);
            losses.add(1, 4, 4, Losses.counts(List.of(event)), reason);
        }
        List<Event> told = losses.tell(event.at());
        assertEquals(8, told.size());
        for (Event each : told) {
            String detail = ((Event.Loss) each).detail();
            String english = SourceText.say(detail, Locale.ENGLISH);
            assertNotEquals(detail, english);
            assertNotEquals(english, SourceText.say(detail, Locale.FRENCH));
        }
    }
}
