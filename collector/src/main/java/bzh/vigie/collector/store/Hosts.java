package bzh.vigie.collector.store;

import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hosts: one row per enrolled agent. */
public interface Hosts {
    /** Hosts read at a time where all are. */
    int PAGE = 500;

    /** Whether an agent may send. */
    enum State {
        ACTIVE,
        WAITING_FOR_APPROVAL,
        QUARANTINED,
        REVOKED,
        /** Its agent said that it is removed. One that comes back all the same is active again: it was restored, or that was a lie. */
        UNINSTALLED
    }

    /**
     * A host.
     *
     * @param publicKey SHA-256 of the agent's public key (SubjectPublicKeyInfo): what its identity is
     * @param facts what the machine says it is, as JSON text
     * @param certificateExpires end of the newest certificate
     * @param lastSeen receipt time of the last frame, empty before the first
     * @param skewMicros host clock minus collector clock, as last estimated
     * @param bootId empty before the first connection
     */
    record Host(
            AgentId id,
            Commune commune,
            String hostname,
            State state,
            Sha256 publicKey,
            String facts,
            String version,
            Instant enrolled,
            Instant certificateExpires,
            Optional<Instant> lastSeen,
            long skewMicros,
            String bootId,
            String runId,
            boolean connected) {
        /** Whether it ever was let in: one that waits was not, nor one that was revoked before it got a certificate. */
        public boolean wasAdmitted() {
            return state != State.WAITING_FOR_APPROVAL
                    && (state != State.REVOKED || certificateExpires.isAfter(enrolled));
        }
    }

    /**
     * A name that an agent called its host by before.
     *
     * @param dropped when it called it otherwise, by the collector's clock
     */
    record FormerName(String name, Instant dropped) {}

    /** Former names of a host that are kept at most; of what comes after them only the time is kept. */
    int MOST_FORMER_NAMES = 50;

    void enrol(Host host);

    Optional<Host> find(AgentId id);

    /** What those of these hosts are called that there are. */
    Map<AgentId, String> names(Collection<AgentId> ids);

    /** Other names that its agent called it by, in their order; of agents that changed theirs while an older version ran, none. */
    List<FormerName> formerNames(AgentId id);

    Optional<Host> findByKey(Sha256 publicKey);

    /** Names of the hosts of a commune that are shut out: revoked or in quarantine. */
    List<String> shutOut(Commune commune);

    /**
     * Whether a host of the commune that is shut out says that it is the same machine or the same installation.
     *
     * @param facts as JSON text, as {@link Host#facts}
     */
    boolean isShutOut(Commune commune, String facts);

    /**
     * Names of the active hosts of a commune that were heard since then and do not say that they are this machine.
     *
     * @param facts of the machine, as JSON text
     */
    List<String> heardOthers(Commune commune, Instant since, String facts);

    /** By id, ascending, from after the cursor; at most {@code limit}. */
    List<Host> list(Scope scope, Optional<AgentId> after, int limit);

    /**
     * Active hosts.
     *
     * @param connected those that are connected now
     * @param silent those that are not, and were last heard, or enrolled and never heard, before the time that was asked for
     */
    record Presence(int active, int connected, int silent) {}

    /** How many active hosts may be seen, and how they are. */
    Presence presence(Scope scope, Instant heardSince);

    /** Active hosts that are not connected and were last heard, or enrolled and never heard, before that time; the last ones first. */
    List<Host> silent(Scope scope, Instant heardSince, int limit);

    /** How many active hosts have a certificate that ends before that time. */
    int endingBefore(Instant time);

    /** Those that are neither revoked nor uninstalled and whose agent says that it is of another version, in whatever letter case, by id. */
    List<Host> otherThan(Scope scope, String version);

    /** All of them, by id: for what is worked out of all at once. */
    default List<Host> all(Scope scope) {
        List<Host> all = new ArrayList<>();
        List<Host> page;
        do {
            page = list(
                    scope,
                    all.isEmpty() ? Optional.empty() : Optional.of(all.getLast().id()),
                    PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    /**
     * Which hosts are asked for; what is empty is not asked.
     *
     * @param name part of its name, in whatever case of ASCII
     * @param notSince only those of which nothing was heard since then, and that were enrolled before
     * @param onlyAlerts only those with an open alert
     */
    record Filter(
            Optional<Commune> commune,
            Optional<State> state,
            String name,
            Optional<Instant> notSince,
            boolean onlyAlerts) {
        /** Every one. */
        public static final Filter NONE = new Filter(Optional.empty(), Optional.empty(), "", Optional.empty(), false);
    }

    /**
     * A host in a list.
     *
     * @param alerts how many open ones it has
     */
    record Listed(Host host, int alerts) {}

    /** By id, ascending, from after the cursor; at most {@code limit}. */
    List<Listed> list(Scope scope, Filter filter, Optional<AgentId> after, int limit);

    /**
     * Hosts of a commune, counted.
     *
     * @param hosts all but those that were revoked or uninstalled
     * @param connected of them
     * @param waiting for an approval
     * @param quiet active ones of which nothing was heard since the time that was asked about, and that were enrolled before
     */
    record OfCommune(Commune commune, int hosts, int connected, int waiting, int quiet) {}

    /** Communes that have or had a host, in their order, from after the cursor; at most {@code limit}. */
    List<OfCommune> communes(Scope scope, Instant quietSince, Optional<Commune> after, int limit);

    /** Communes with active hosts of which nothing was heard since then: those with most of them first; at most {@code limit}. */
    List<OfCommune> quietest(Scope scope, Instant quietSince, int limit);

    /** Hosts of one commune, counted: nothing but zeros where it has none. */
    OfCommune count(Scope scope, Commune commune, Instant quietSince);

    /** The host of this id, as somebody wrote it; empty where there is none that may be seen. */
    default Optional<Host> find(Scope scope, String id) {
        try {
            return find(new AgentId(id)).filter(host -> scope.allows(host.commune()));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    void state(AgentId id, State state, Author author);

    /** A person's decision that what it sent is removed. */
    void forget(AgentId id, Author author);

    /** When that was decided last; empty where it was not. */
    Optional<Instant> forgotten(AgentId id);

    /** A renewal: new key or new end. */
    void certificate(AgentId id, Sha256 publicKey, Instant expires);

    /**
     * A connection that said hello; a host that was uninstalled before that is active again. Hellos are written down late, so that the
     * one of the agent that tells its removal may come after {@link #uninstalled}.
     */
    void hello(
            AgentId id,
            String hostname,
            String facts,
            String version,
            String bootId,
            String runId,
            long skewMicros,
            Instant received);

    /**
     * Its agent said that it is removed; only an active host becomes uninstalled, and only one of which nothing was heard since. It was
     * last seen then.
     *
     * @param received when that was heard
     * @param how the kind of removal, as told: may be anything
     */
    void uninstalled(AgentId id, Instant received, String how);

    /** How many hosts of the commune are uninstalled and were last heard at that time or later. */
    int uninstalledSince(Commune commune, Instant since);

    /** A frame arrived. */
    void seen(AgentId id, Instant received, long skewMicros);

    void disconnected(AgentId id);

    /** At start: nobody is connected yet. */
    void disconnectAll();

    /** Said something else than that it is removed: an uninstalled host is active again. */
    void isBack(AgentId id);

    /**
     * A number that grows with every change of who may connect (enrolment, state, certificate), also by another process:
     * cheap to poll, so that a revocation cuts live connections.
     */
    long changes();
}
