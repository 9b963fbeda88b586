package bzh.vigie.collector.gateway;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tokens;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/**
 * Notices decisions about hosts, also by another process, so that a revocation cuts live connections and a new break-glass code reaches
 * them: a look at a change
 * counter, and only where it moved, at the new entries of the audit log. One thread at a time.
 */
final class Decisions {
    private static final System.Logger LOG = System.getLogger(Decisions.class.getName());
    private static final int PAGE = 1_000;

    private final Store store;
    private final Presence presence;
    private long changes;
    private long last;

    Decisions(Store store, Presence presence) {
        this.store = store;
        this.presence = presence;
        this.changes = store.read(session -> session.hosts().changes());
        for (List<Audit.Entry> page = page(); !page.isEmpty(); page = page()) {
            last = page.getLast().number();
        }
    }

    /** Lets every connection of a host that was decided about be judged again. */
    synchronized void look() {
        try {
            long now = store.read(session -> session.hosts().changes());
            if (now == changes) {
                return;
            }
            for (List<Audit.Entry> page = page(); !page.isEmpty(); page = page()) {
                for (Audit.Entry entry : page) {
                    if (entry.action().startsWith("host-")) {
                        presence.of(new AgentId(entry.subject())).forEach(AgentSession::reconsider);
                    } else if (entry.action().equals(Tokens.REMOVAL_CODE_MADE)) {
                        tell(new Commune(entry.subject()));
                    }
                }
                last = page.getLast().number();
            }
            changes = now;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "decisions about hosts cannot be read now; tried again at once", e);
        }
    }

    private void tell(Commune commune) {
        store.read(session -> session.tokens().removalCode(commune))
                .ifPresent(code -> presence.all()
                        .forEach(session ->
                                session.policy(commune, Frames.policy(Optional.of(code), Optional.empty()))));
    }

    private List<Audit.Entry> page() {
        return store.read(session -> session.audit().list(last, PAGE));
    }
}
