package bzh.vigie.collector.conclusion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a criterion names may be chosen by whoever is judged. */
final class CriterionTest {
    @Test
    void aNameWithBlanksIsNeverTwoParts() {
        assertEquals("a tickets-twice  unknown", Criterion.named("a  tickets-twice", "unknown"));
        assertEquals("pc 1  cut", Criterion.named("pc\u00a0\u2003\t\n1", "cut"));
        assertEquals(2, Criterion.named("a\u2028\u2028b", "rest   of it").split(Criterion.BETWEEN, -1).length);
    }
}
