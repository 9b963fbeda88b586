package bzh.vigie.collector.console.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.incident.PhasePicture.Bar;
import bzh.vigie.collector.console.incident.PhasePicture.Kind;
import bzh.vigie.collector.incident.Evictions.Watch;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Incidents.PhaseLine;
import bzh.vigie.collector.store.Specimens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An incident's time drawn to scale. */
final class PhasePictureTest {
    private static final Instant START = Specimens.minute(0);

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }

    private static PhaseLine begun(Phase phase, int day) {
        return new PhaseLine(1, phase, Optional.of(day(day)), START, Specimens.ANALYST);
    }

    @Test
    void withoutADateThereIsNoPicture() {
        assertTrue(PhasePicture.of(Phases.of(List.of()), Optional.empty(), Optional.empty(), List.of(), day(1))
                .isEmpty());
    }

    @Test
    void eachPhaseLastsUntilTheNextAndTheWatchIsThePlannedOne() {
        PhasePicture picture = PhasePicture.of(
                        Phases.of(List.of(begun(Phase.CONTAINMENT, 0), begun(Phase.EVICTION, 10))),
                        Optional.of(new Interval(day(10), Optional.of(day(20)))),
                        Optional.of(new Watch(day(20), day(100))),
                        List.of(day(50), day(50), day(-5)),
                        day(30))
                .orElseThrow();
        assertEquals(day(0), picture.from());
        assertEquals(day(100), picture.to());
        assertEquals(
                List.of(
                        new Bar(Kind.PHASE, Optional.of(Phase.CONTAINMENT), 0, 100, day(0), day(10)),
                        new Bar(Kind.PHASE, Optional.of(Phase.EVICTION), 100, 200, day(10), day(30)),
                        new Bar(Kind.EVICTION, Optional.empty(), 100, 100, day(10), day(20)),
                        new Bar(Kind.WATCH, Optional.empty(), 200, 800, day(20), day(100))),
                picture.bars());
        assertEquals(List.of(500), picture.strokes());
        assertEquals(300, picture.now());
    }

    @Test
    void whatBeganJustNowIsStillSeen() {
        PhasePicture picture = PhasePicture.of(
                        Phases.of(List.of(begun(Phase.CONTAINMENT, 0))),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        day(0))
                .orElseThrow();
        assertTrue(picture.bars().getFirst().width() >= 2);
    }
}
