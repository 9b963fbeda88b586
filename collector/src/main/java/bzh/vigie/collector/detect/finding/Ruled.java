package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Hosts that an attacker may rule: what they tell in their own favour counts for nothing. */
public final class Ruled {
    private static final Set<Nature> NOT_OURS = EnumSet.of(Nature.AUTHORISED, Nature.UNRELATED);

    private Ruled() {}

    /**
     * Whether an incident states that the attacker was on that host, with whatever rights, or something there is marked as his or came back,
     * and not that the host was set up anew since.
     */
    public static boolean is(AgentId host, Instant now, Store.Session session) {
        return session.incidents().list(new Scope.All()).stream()
                .anyMatch(incident -> is(incident.id(), host, now, session));
    }

    private static boolean is(IncidentId incident, AgentId host, Instant now, Store.Session session) {
        List<Line> lines = session.attestations().lines(new Scope.All(), incident);
        Optional<Instant> seen = Stream.concat(
                        session.tombstones().lastMarked(incident, host).stream(),
                        returned(session.tombstones().recurrences(incident, host), lines, host))
                .max(Instant::compareTo);
        boolean stated = Stream.of(Statement.PRIVILEGED_CODE, Statement.TOUCHED)
                .anyMatch(each -> last(lines, each, host, Answer.YES).isPresent());
        return (stated || seen.isPresent())
                && Attestations.rebuilt(lines, host, seen)
                        .filter(line -> isStanding(line, now))
                        .isEmpty();
    }

    /** Not what somebody says is none of this attacker, nor what is of before he said that the attacker was not there. */
    private static Stream<Instant> returned(List<Recurrence> recurrences, List<Line> lines, AgentId host) {
        Optional<Instant> denied = Stream.of(Answer.NO, Answer.NOT_CONCERNED)
                .flatMap(no -> last(lines, Statement.TOUCHED, host, no).stream())
                .map(Line::written)
                .findFirst();
        return recurrences.stream()
                .filter(each -> each.nature()
                        .filter(line -> NOT_OURS.contains(line.nature()))
                        .isEmpty())
                .map(each -> each.alert().lastTime())
                .filter(time -> denied.filter(time::isBefore).isEmpty());
    }

    private static Optional<Line> last(List<Line> lines, Statement statement, AgentId host, Answer answer) {
        return Attestations.last(lines, statement, Optional.of(host))
                .filter(line -> line.answer().equals(Optional.of(answer)));
    }

    private static boolean isStanding(Line line, Instant now) {
        return line.until().filter(end -> !now.isBefore(end)).isEmpty();
    }
}
