package bzh.vigie.collector.gateway;

import bzh.vigie.collector.identity.Admission;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.text.RefusalText;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.GoodbyeReason;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Stream;

/** What an agent is told when it may not send, and the decisions that the collector takes itself. */
final class Refusals {
    private static final System.Logger LOG = System.getLogger(Refusals.class.getName());
    private static final String SELF = "collector";
    private static final int RETRY_SECONDS = 300;

    private Refusals() {}

    static CollectorFrame goodbye(Admission admission) {
        return switch (admission) {
            case EXPIRED, VALID -> Frames.goodbye(GoodbyeReason.GOODBYE_REASON_EXPIRED, "", 0);
            case LONG_EXPIRED ->
                Frames.goodbye(
                        GoodbyeReason.GOODBYE_REASON_NEEDS_APPROVAL,
                        RefusalText.detail("long-expired", Admission.GRACE.toDays()),
                        RETRY_SECONDS);
            case UNKNOWN -> Frames.goodbye(GoodbyeReason.GOODBYE_REASON_UNKNOWN, "", 0);
            case REVOKED -> Frames.goodbye(GoodbyeReason.GOODBYE_REASON_REVOKED, "", 0);
            case QUARANTINED -> Frames.goodbye(GoodbyeReason.GOODBYE_REASON_QUARANTINED, "", RETRY_SECONDS);
            case NEEDS_APPROVAL -> Frames.goodbye(GoodbyeReason.GOODBYE_REASON_NEEDS_APPROVAL, "", RETRY_SECONDS);
        };
    }

    /** Puts a host with a certificate over for too long into the queue of those that wait for an analyst. */
    static void askAnAnalyst(Stage stage, AgentId agent) {
        stage.store()
                .change(session -> session.hosts()
                        .state(
                                agent,
                                Hosts.State.WAITING_FOR_APPROVAL,
                                new Author(SELF, "certificate over for too long")));
    }

    /** Copies of an agent's state that are known to be that: they are refused, and the agent itself goes on. */
    static void copies(Stage stage, AgentId agent, Commune commune, AgentSession original, List<AgentSession> copies) {
        List<AgentSession> all =
                Stream.concat(Stream.of(original), copies.stream()).toList();
        LOG.log(Level.ERROR, "a copy of agent {0} is refused: the first of {1} goes on", agent, addresses(all));
        stage.notices().copied(agent, commune, runs(all), addresses(all));
        copies.forEach(session -> session.leave(goodbye(Admission.QUARANTINED)));
    }

    private static List<String> runs(List<AgentSession> sessions) {
        return sessions.stream().map(AgentSession::run).distinct().toList();
    }

    private static List<String> addresses(List<AgentSession> sessions) {
        return sessions.stream().map(AgentSession::address).distinct().toList();
    }

    /** One key on two machines: nobody sends with it until an analyst has decided. */
    static void quarantine(Stage stage, AgentId agent, Commune commune, List<AgentSession> sessions) {
        if (sessions.isEmpty()) {
            return;
        }
        List<String> runs = runs(sessions);
        List<String> addresses = addresses(sessions);
        LOG.log(Level.ERROR, "agent {0} is on two machines, at {1}: quarantined", agent, addresses);
        stage.store()
                .change(session -> session.hosts()
                        .state(
                                agent,
                                Hosts.State.QUARANTINED,
                                new Author(SELF, "one key in two places at once: " + String.join(", ", addresses))));
        stage.notices().clone(agent, commune, runs, addresses);
        sessions.forEach(session -> session.leave(goodbye(Admission.QUARANTINED)));
    }
}
