package bzh.vigie.collector.incident;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.incident.Evictions.Place;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Incidents.EvictionLine;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Incidents.PhaseLine;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Phases and evictions as they stand after several lines. */
final class TimelineTest {
    private static PhaseLine phase(Phase phase, Optional<Long> minute) {
        return new PhaseLine(1, phase, minute.map(each -> minute(each)), minute(100), ANALYST);
    }

    private static EvictionLine eviction(Optional<AgentId> host, Optional<Interval> interval) {
        return new EvictionLine(1, host, interval, minute(100), ANALYST);
    }

    @Test
    void thePhaseAtATimeIsTheOneThatBeganLast() {
        Phases phases = Phases.of(List.of(
                phase(Phase.CONTAINMENT, Optional.of(1L)),
                phase(Phase.EVICTION, Optional.of(9L)),
                phase(Phase.ERADICATION, Optional.of(20L)),
                phase(Phase.EVICTION, Optional.of(10L))));
        assertEquals(Optional.empty(), phases.at(minute(0)));
        assertEquals(Optional.of(Phase.CONTAINMENT), phases.at(minute(9)));
        assertEquals(Optional.of(Phase.EVICTION), phases.at(minute(10)));
        assertEquals(Optional.of(Phase.ERADICATION), phases.at(minute(30)));
        assertEquals(Optional.empty(), phases.outOfOrder());
    }

    /** A recurrence reopens the eviction: it is dated anew and is the phase again. */
    @Test
    void anEvictionThatBeginsAnewIsThePhaseAgainAndIsSaid() {
        Phases phases = Phases.of(List.of(
                phase(Phase.EVICTION, Optional.of(10L)),
                phase(Phase.ERADICATION, Optional.of(20L)),
                phase(Phase.CLOSURE, Optional.of(90L)),
                phase(Phase.CLOSURE, Optional.empty()),
                phase(Phase.EVICTION, Optional.of(30L))));
        assertEquals(Optional.of(Phase.EVICTION), phases.at(minute(100)));
        assertEquals(Optional.of(List.of(Phase.EVICTION, Phase.ERADICATION)), phases.outOfOrder());
        assertEquals(Optional.empty(), phases.since(Phase.CLOSURE));
    }

    @Test
    void aHostsOwnEvictionCountsBeforeThatOfAll() {
        Interval all = new Interval(minute(10), Optional.of(minute(20)));
        Interval own = new Interval(minute(15), Optional.empty());
        Evictions evictions = Evictions.of(List.of(
                eviction(Optional.of(agent(1)), Optional.of(own)), eviction(Optional.empty(), Optional.of(all))));
        assertEquals(Place.BEFORE, evictions.place(agent(1), minute(14)));
        assertEquals(Place.DURING, evictions.place(agent(1), minute(900)));
        assertEquals(Place.BEFORE, evictions.place(agent(2), minute(9)));
        assertEquals(Place.DURING, evictions.place(agent(2), minute(10)));
        assertEquals(Place.AFTER, evictions.place(agent(2), minute(20)));
        Evictions without = Evictions.of(List.of(
                eviction(Optional.of(agent(1)), Optional.of(own)), eviction(Optional.of(agent(1)), Optional.empty())));
        assertEquals(Place.UNDATED, without.place(agent(1), minute(900)));
    }
}
