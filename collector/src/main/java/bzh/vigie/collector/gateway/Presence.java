package bzh.vigie.collector.gateway;

import bzh.vigie.collector.store.AgentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which agents are connected, and whether two of them are one key in two places (DESIGN.md 5.2).
 *
 * <p>The same run again replaces its older connection. Another run of the same key is usually a restart whose older
 * connection has not been noticed to be dead: that one has to prove itself by answering something it can only have been
 * asked now. If it does while the newer one is there, the key is used by two machines: which of them is a copy, {@link SessionChain}
 * tells. Thread-safe.
 */
final class Presence {
    private static final int MOST_EACH = 2;
    /** Some more, for those that are on their way in or out. */
    private static final int MOST_WATCHED = 4;

    private final Map<AgentId, List<AgentSession>> open = new HashMap<>();
    private final Map<AgentId, Set<AgentSession>> judged = new HashMap<>();

    /**
     * A connection that authenticated: told of every decision about its agent from before its host row is read. Gives the
     * oldest of its agent that are too many: one key must not take the places of others.
     */
    synchronized List<AgentSession> watch(AgentSession session) {
        Set<AgentSession> sessions = judged.computeIfAbsent(session.agent(), id -> new LinkedHashSet<>());
        sessions.add(session);
        return sessions.stream()
                .limit(Math.max(0, sessions.size() - MOST_WATCHED))
                .toList();
    }

    /** What the arrival of a connection means for the older ones. */
    record Arrival(List<AgentSession> replaced, List<AgentSession> challenged) {}

    /** A connection that was admitted. */
    synchronized Arrival arrive(AgentSession session) {
        List<AgentSession> sessions = open.computeIfAbsent(session.agent(), id -> new ArrayList<>(1));
        List<AgentSession> replaced = new ArrayList<>();
        for (AgentSession older : sessions) {
            if (older.run().equals(session.run())) {
                replaced.add(older);
            }
        }
        sessions.removeAll(replaced);
        while (sessions.size() >= MOST_EACH) {
            replaced.add(sessions.removeFirst());
        }
        List<AgentSession> challenged = List.copyOf(sessions);
        sessions.add(session);
        return new Arrival(replaced, challenged);
    }

    /** The challenged connection is alive: every connection of its agent if a later run is there too, else none. */
    synchronized List<AgentSession> proven(AgentSession session) {
        List<AgentSession> sessions = open.getOrDefault(session.agent(), List.of());
        boolean alone = sessions.stream().allMatch(each -> each.run().equals(session.run()));
        return alone || !sessions.contains(session) ? List.of() : List.copyOf(sessions);
    }

    /** Whether every connection of its agent is of its run. */
    synchronized boolean isAlone(AgentSession session) {
        return open.getOrDefault(session.agent(), List.of()).stream()
                .allMatch(each -> each.run().equals(session.run()));
    }

    /** A connection has ended; whether it was its agent's last. */
    synchronized boolean leave(AgentSession session) {
        Set<AgentSession> watched = judged.get(session.agent());
        if (watched != null && watched.remove(session) && watched.isEmpty()) {
            judged.remove(session.agent());
        }
        List<AgentSession> sessions = open.get(session.agent());
        if (sessions == null) {
            return true;
        }
        sessions.remove(session);
        if (sessions.isEmpty()) {
            open.remove(session.agent());
            return true;
        }
        return false;
    }

    /** The authenticated connections of an agent. */
    synchronized List<AgentSession> of(AgentId agent) {
        return List.copyOf(judged.getOrDefault(agent, Set.of()));
    }

    /** All authenticated connections. */
    synchronized List<AgentSession> all() {
        return judged.values().stream().flatMap(Set::stream).toList();
    }

    /** How many agents are connected. */
    synchronized int agents() {
        return open.size();
    }
}
