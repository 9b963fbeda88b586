package bzh.vigie.collector.detect.returns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.Mutations.Base;
import bzh.vigie.collector.detect.returns.Mutations.Wanted;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Items of an attack that come back with any of their fields changed. {@code bench/returns.sh} has another seed than this test. */
final class MutationsTest {
    private static final ReturnFigures FIGURES = new ReturnFigures(20_261_126, 120, 1_400);

    @Test
    void everyItemUnchangedIsAReturn() {
        for (Base base : Mutations.attack()) {
            assertEquals("return", FIGURES.says(base.item()), base.id());
        }
    }

    @Test
    void whatKeepsAnythingSureIsAReturnWhateverElseChanges() {
        assertEquals(
                0,
                FIGURES.told(Wanted.RETURN, "nothing") + FIGURES.told(Wanted.RETURN, "suspected"),
                FIGURES + "" + FIGURES.examples());
        assertTrue(FIGURES.told(Wanted.RETURN, "return") > 500, FIGURES::toString);
    }

    @Test
    void whatKeepsSomethingOfItsOwnIsAtLeastSuspected() {
        assertEquals(0, FIGURES.told(Wanted.SUSPECTED, "nothing"), FIGURES + "" + FIGURES.examples());
        assertEquals(0, FIGURES.told(Wanted.SUSPECTED, "return"), FIGURES::toString);
        assertTrue(FIGURES.told(Wanted.SUSPECTED, "suspected") > 100, FIGURES::toString);
    }

    /** The provider's tunnel does what the attacker's does, word for word: it is suspected, and is no return. */
    @Test
    void usualItemsAreNoReturns() {
        assertEquals(
                Set.of("provider's tunnel told as suspected"), FIGURES.falsely().keySet());
    }
}
