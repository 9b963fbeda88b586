package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Hosts that an attacker may rule: what they tell in their own favour counts for nothing. */
public final class Ruled {
    private Ruled() {}

    /** Whether an incident states that the attacker was on that host, with whatever rights, and not that it was set up anew since. */
    public static boolean is(AgentId host, Instant now, Store.Session session) {
        Scope all = new Scope.All();
        return session.incidents().list(all).stream()
                .map(incident -> session.attestations().lines(all, incident.id()))
                .anyMatch(lines -> !says(lines, Statement.REBUILT, host, now)
                        && (says(lines, Statement.PRIVILEGED_CODE, host, now)
                                || says(lines, Statement.TOUCHED, host, now)));
    }

    private static boolean says(List<Line> lines, Statement statement, AgentId host, Instant now) {
        return Attestations.last(lines, statement, Optional.of(host))
                .filter(line -> line.answer().equals(Optional.of(Answer.YES)))
                .filter(line -> line.until().filter(end -> !now.isBefore(end)).isEmpty())
                .isPresent();
    }
}
