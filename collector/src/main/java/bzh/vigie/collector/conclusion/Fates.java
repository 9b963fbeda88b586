package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.HostMatching.Matched;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What became of expected hosts that were not watched, as far as somebody says. Pure. */
final class Fates {
    private static final List<Statement> STATED =
            List.of(Statement.EXPECTED_GONE, Statement.NOT_ENROLLABLE, Statement.NOT_WATCHABLE);

    private final Facts facts;

    Fates(Facts facts) {
        this.facts = facts;
    }

    /** What became of one of them. */
    enum Fate {
        /** A person states that it is no longer there, and nothing was seen of it since: nobody has to watch it. */
        NO_LONGER_THERE,
        /** A person states why no agent can be there. */
        STATED,
        /** It was stated to be gone, and was seen since. */
        SEEN_SINCE,
        /** It is stated to be gone, and was seen after the eviction ended: nobody watched it until then. */
        THERE_UNWATCHED,
        /** It has an agent that watched too little, or of which it is not known whether it is that of this host. */
        LITTLE_WATCHED,
        NOBODY_SAID
    }

    Fate of(Matched expected) {
        if (isGone(expected)) {
            return Fate.NO_LONGER_THERE;
        }
        if (hasAgent(expected)) {
            return Fate.LITTLE_WATCHED;
        }
        Optional<Line> stated = stated(expected);
        if (stated.isEmpty()) {
            return Fate.NOBODY_SAID;
        }
        if (stated.get().statement() != Statement.EXPECTED_GONE) {
            return Fate.STATED;
        }
        return seen(expected).filter(stated.get().written()::isBefore).isPresent()
                ? Fate.SEEN_SINCE
                : Fate.THERE_UNWATCHED;
    }

    /** Its name, why its agent does not count where it has one, and what became of it with the proof. */
    String named(Matched expected) {
        Fate fate = of(expected);
        Stream<String> until = fate == Fate.THERE_UNWATCHED
                ? Stream.of(
                        ItemFields.word(fate),
                        seen(expected)
                                .orElseThrow()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                : Stream.of();
        Stream<String> why = fate == Fate.NO_LONGER_THERE || fate == Fate.STATED || fate == Fate.THERE_UNWATCHED
                ? stated(expected).stream().flatMap(line -> Stream.of(ItemFields.word(line.statement()), line.proof()))
                : Stream.of(expected.doubt().<Enum<?>>map(doubt -> doubt).orElse(fate))
                        .map(ItemFields::word);
        return Criterion.named(Stream.of(Stream.of(expected.host().name()), until, why)
                .flatMap(each -> each)
                .toArray(String[]::new));
    }

    /** Whether nobody has to watch it any more. */
    boolean isGone(Matched expected) {
        return !hasAgent(expected)
                && stated(expected)
                        .filter(line -> line.statement() == Statement.EXPECTED_GONE)
                        .filter(line -> seen(expected)
                                .filter(last -> last.isAfter(since(line)))
                                .isEmpty())
                        .isPresent();
    }

    /** One that is attested to be gone may have been set up anew: of the host itself that says nothing. */
    private boolean hasAgent(Matched expected) {
        return expected.agents().stream().anyMatch(agent -> !Attestations.isGone(facts.attestations(), agent));
    }

    /** Until then it was a part of what was evicted; where no end is dated, until it was stated to be gone. */
    private Instant since(Line line) {
        return facts.evictions()
                .all()
                .flatMap(Interval::end)
                .filter(line.written()::isAfter)
                .orElse(line.written());
    }

    /** When a machine was last seen, exempted or not or by an imported witness, that is called what its lists call it. */
    private Optional<Instant> seen(Matched expected) {
        Optional<Instant> witnessed = Optional.ofNullable(facts.witnessed()
                .get(new Named(expected.commune(), HostNames.key(expected.host().name()))));
        Stream<Instant> machines = Stream.concat(facts.machines().stream(), facts.exempted().stream())
                .filter(machine -> machine.commune().equals(expected.commune()))
                .filter(machine -> machine.names().stream()
                        .anyMatch(name -> HostNames.same(name, expected.host().name())))
                .map(SeenMachine::last);
        return Stream.concat(machines, witnessed.stream()).max(Instant::compareTo);
    }

    /** The last that was stated of a host without an agent and counts. */
    private Optional<Line> stated(Matched expected) {
        String key = HostNames.key(expected.host().name());
        return STATED.stream()
                .flatMap(statement -> Attested.named(
                        facts.attestations(),
                        statement,
                        expected.commune(),
                        name -> HostNames.key(name).equals(key))
                        .stream())
                .filter(facts::counts)
                .max(Comparator.comparingLong(Line::number));
    }
}
