package bzh.vigie.agent.source;

import bzh.vigie.agent.source.AuthFact.LogonFact;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Moment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Makes one logon of the lines and records that tell the same one: a failed password is told by PAM, by sshd and in btmp. A
 * weak fact waits three seconds for a strong one of the same process, or of the same account and address. Not thread-safe.
 */
final class LogonMerge {
    /** Whom the logons are told to. */
    @FunctionalInterface
    interface Taker {
        void take(LogonFact fact, int pid, Moment at);
    }

    private static final long WAIT = TimeUnit.SECONDS.toNanos(3);
    private static final long REMEMBER = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX = 1_024;

    private final Taker next;
    private final LongSupplier nanos;
    private final Deque<Seen> waiting = new ArrayDeque<>();
    private final Deque<Seen> strong = new ArrayDeque<>();

    private record Seen(LogonFact fact, int pid, Moment at, long since) {}

    LogonMerge(Taker next, LongSupplier nanos) {
        this.next = next;
        this.nanos = nanos;
    }

    /** Takes in a fact of a process, 0 if unknown, and when it was. */
    void accept(LogonFact fact, int pid, Moment at) {
        Seen seen = new Seen(fact, pid, at, nanos.getAsLong());
        if (fact.weak()) {
            if (strong.stream().anyMatch(s -> same(s, seen))) {
                return;
            }
            Optional<Seen> other = waiting.stream().filter(w -> same(w, seen)).findFirst();
            if (other.isPresent() && knows(seen) <= knows(other.get())) {
                return;
            }
            other.ifPresent(waiting::remove);
            waiting.add(seen);
            if (waiting.size() > MAX) {
                letGo(waiting.removeFirst());
            }
            return;
        }
        waiting.removeIf(w -> same(w, seen));
        strong.add(seen);
        if (strong.size() > MAX) {
            strong.removeFirst();
        }
        next.take(fact, pid, at);
    }

    /** Whether a weak fact waits for a strong one. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Lets go what has waited long enough, or everything. */
    void expire(boolean all) {
        long now = nanos.getAsLong();
        Iterator<Seen> each = waiting.iterator();
        while (each.hasNext()) {
            Seen seen = each.next();
            if (all || now - seen.since() > WAIT) {
                each.remove();
                letGo(seen);
            }
        }
        strong.removeIf(s -> now - s.since() > REMEMBER);
    }

    private void letGo(Seen seen) {
        next.take(seen.fact(), seen.pid(), seen.at());
    }

    private static int knows(Seen seen) {
        return (seen.fact().address().isEmpty() ? 0 : 1) + (seen.fact().user().isEmpty() ? 0 : 1);
    }

    private static boolean same(Seen a, Seen b) {
        LogonFact x = a.fact();
        LogonFact y = b.fact();
        boolean sameType = x.type() == y.type() || x.type() == LogonType.OTHER || y.type() == LogonType.OTHER;
        if (x.action() != y.action() || !sameType) {
            return false;
        }
        if (a.pid() != 0 && a.pid() == b.pid()) {
            return true;
        }
        return x.user().equals(y.user())
                && (x.address().equals(y.address())
                        || x.address().isEmpty()
                        || y.address().isEmpty());
    }
}
