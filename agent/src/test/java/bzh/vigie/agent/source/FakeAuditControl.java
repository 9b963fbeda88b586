package bzh.vigie.agent.source;

import bzh.vigie.agent.host.AuditControl;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;

/** A kernel's audit that keeps what is set. Thread-safe. */
final class FakeAuditControl implements AuditControl {
    int enabled;
    int failure = 1;
    int daemon;
    int backlogLimit = 64;
    int waitTime = 15_000;
    long lost;
    int own;
    int others;
    boolean refusesRules;
    int changes;
    int open;

    AuditControl opened() {
        open++;
        return this;
    }

    @Override
    public synchronized Status status() {
        return new Status(enabled, failure, daemon, backlogLimit, lost, waitTime);
    }

    @Override
    public synchronized Rules rules() {
        return new Rules(own, others);
    }

    @Override
    public synchronized void enabled(int value) {
        changes++;
        enabled = value;
    }

    @Override
    public synchronized void backlogLimit(int value) {
        changes++;
        backlogLimit = value;
    }

    @Override
    public synchronized void backlogWaitTime(int value) {
        changes++;
        waitTime = value;
    }

    @Override
    public synchronized void addRules() throws Refused {
        if (refusesRules) {
            throw new Refused(ReasonCode.NO_RIGHT, "errno 1");
        }
        changes++;
        own = wanted();
    }

    @Override
    public synchronized void removeRules() {
        changes++;
        own = 0;
    }

    @Override
    public int wanted() {
        return 2;
    }

    @Override
    public void close() {
        open--;
    }
}
