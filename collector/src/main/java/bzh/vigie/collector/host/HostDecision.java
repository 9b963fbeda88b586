package bzh.vigie.collector.host;

import bzh.vigie.collector.identity.Admission;
import bzh.vigie.collector.identity.MachineChange;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Store;
import java.time.Instant;

/** What a person can decide about whether a host may send. */
public enum HostDecision {
    /** It may send: it was enrolled with a token whose hosts need that. */
    APPROVE,
    /** It may send no more: its connection is cut, and it is refused. */
    REVOKE,
    /** It may send again, and on the machine that it is on now. */
    READMIT;

    /** Whether it can be decided about a host in this state. */
    public boolean isPossible(State state) {
        return switch (this) {
            case APPROVE -> state == State.WAITING_FOR_APPROVAL;
            case REVOKE -> true;
            case READMIT -> state == State.QUARANTINED || state == State.REVOKED;
        };
    }

    private State to() {
        return this == REVOKE ? State.REVOKED : State.ACTIVE;
    }

    /** Whether it would change a host in this state. */
    public boolean isUseful(State state) {
        return isPossible(state) && state != to();
    }

    /**
     * Does it, and writes it to the audit log.
     *
     * @return false, and nothing done, where the host's state is none of which this can be decided
     */
    public boolean on(Store.Session session, Host host, Instant now, Author author) {
        boolean accepted = this == READMIT && MachineChange.accept(session, host.id());
        if (!isPossible(host.state()) && !(accepted && host.state() == State.ACTIVE)) {
            return false;
        }
        Admission.decide(session.hosts(), host, to(), author, now);
        return true;
    }
}
