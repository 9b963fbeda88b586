package bzh.vigie.collector.host;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The removal of what a revoked host sent: its events, what it told of itself, what it watched. A person decides it, the running collector does it. Alerts,
 * accounts and days of users, and machines that it saw stay, as the ledger has them.
 */
public final class Forgetting {
    /** Kept state: hosts of which that is still to be done. */
    private static final String TO_DO = "hosts-to-forget";

    private Forgetting() {}

    /**
     * Decides it of a host that is revoked.
     *
     * @return false, and nothing done, where something of it is marked as the attacker's: that is evidence
     */
    public static boolean decide(Store.Session session, Host host, Author author) {
        boolean isMarked =
                session.tombstones().standing().stream().map(Tombstone::host).anyMatch(Optional.of(host.id())::equals);
        if (!isMarked) {
            session.hosts().forget(host.id(), author);
            session.progress().state(TO_DO, host.id().text(), new byte[0]);
        }
        return !isMarked;
    }

    /** Whether what came of a host at that time is not to be kept. */
    public static boolean applies(Store.Session session, Host host, Instant received) {
        return session.hosts().forgotten(host.id()).stream()
                .anyMatch(decided -> host.state() == State.REVOKED || received.isBefore(decided));
    }

    /** Does what was decided. Takes long where the history is large. */
    public static void work(Store store, EventHistory history) {
        Map<String, byte[]> all = store.read(session -> session.progress().states(TO_DO));
        for (String id : all.keySet()) {
            AgentId agent = new AgentId(id);
            Optional<Host> host = store.read(session -> session.hosts().find(agent));
            Optional<Instant> decided = store.read(session -> session.hosts().forgotten(agent));
            if (host.isPresent() && decided.isPresent()) {
                store.change(session -> {
                    session.inventories().forget(agent);
                    session.coverage().forget(agent);
                });
                history.forget(agent, host.get().commune(), decided.get());
            }
            store.change(session -> session.progress().forget(TO_DO, id));
        }
    }
}
