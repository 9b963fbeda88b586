package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Contradiction between what a person states about a host and what its agent shows. */
public enum Contradiction {
    /** Stated to be gone, and its agent is connected or was heard a short while ago. */
    HEARD,
    /** Stated to be set up anew, and the agent of before the eviction, with the same key, still speaks from it. */
    SAME_AGENT;

    /** An agent that was heard no longer ago is there. */
    private static final Duration LATELY = Duration.ofHours(1);

    /** What contradicts such a statement, were it written now; it is refused then. */
    public static Optional<Contradiction> of(
            Store.Session session,
            IncidentId incident,
            Statement statement,
            Optional<AgentId> about,
            Optional<Answer> answer,
            Instant now) {
        Optional<Host> host = about.flatMap(session.hosts()::find)
                .filter(each -> answer.equals(Optional.of(Answer.YES)))
                .filter(each -> each.connected()
                        || (each.state() != State.UNINSTALLED
                                && each.lastSeen()
                                        .filter(now.minus(LATELY)::isBefore)
                                        .isPresent()));
        Evictions evictions = Evictions.of(session.incidents().evictions(new Scope.All(), incident));
        return switch (statement) {
            case GONE -> host.map(each -> HEARD);
            case REBUILT -> host.filter(each -> isOfBefore(each, evictions)).map(each -> SAME_AGENT);
            default -> Optional.empty();
        };
    }

    /** Whether the agent of before was heard after that host was stated to be set up anew. */
    public static boolean isOfBefore(Line rebuilt, Host host, Evictions evictions) {
        return isOfBefore(host, evictions)
                && host.lastSeen().filter(rebuilt.written()::isBefore).isPresent();
    }

    private static boolean isOfBefore(Host host, Evictions evictions) {
        return evictions
                .forHost(host.id())
                .filter(each -> host.enrolled().isBefore(each.start()))
                .isPresent();
    }
}
