package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.HostMatching.Matched;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.event.ItemFields;
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
        return stated.isEmpty()
                ? Fate.NOBODY_SAID
                : stated.get().statement() == Statement.EXPECTED_GONE ? Fate.SEEN_SINCE : Fate.STATED;
    }

    /** Its name, why its agent does not count where it has one, and what became of it with the proof. */
    String named(Matched expected) {
        Fate fate = of(expected);
        Stream<String> why = fate == Fate.NO_LONGER_THERE || fate == Fate.STATED
                ? stated(expected).stream().flatMap(line -> Stream.of(ItemFields.word(line.statement()), line.proof()))
                : Stream.of(expected.doubt().<Enum<?>>map(doubt -> doubt).orElse(fate))
                        .map(ItemFields::word);
        return Stream.concat(Stream.of(expected.host().name()), why)
                .reduce((a, b) -> a + Criterion.BETWEEN + b)
                .orElseThrow();
    }

    /** Whether nobody has to watch it any more. */
    boolean isGone(Matched expected) {
        return !hasAgent(expected)
                && stated(expected)
                        .filter(line -> line.statement() == Statement.EXPECTED_GONE)
                        .filter(line -> !isSeenSince(expected, line))
                        .isPresent();
    }

    /** One that is attested to be gone may have been set up anew: of the host itself that says nothing. */
    private boolean hasAgent(Matched expected) {
        return expected.agents().stream().anyMatch(agent -> !Attestations.isGone(facts.attestations(), agent));
    }

    /** By what its lists call it a machine without an agent calls itself. */
    private boolean isSeenSince(Matched expected, Line line) {
        return facts.machines().stream()
                .filter(machine -> machine.commune().equals(expected.commune()))
                .filter(machine -> machine.last().isAfter(line.written()))
                .anyMatch(machine -> machine.names().stream()
                        .anyMatch(name -> HostNames.same(name, expected.host().name())));
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
