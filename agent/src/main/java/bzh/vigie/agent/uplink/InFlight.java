package bzh.vigie.agent.uplink;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** What was sent on this connection and not yet acknowledged, bounded in number and bytes. Not thread-safe. */
final class InFlight {
    static final int MAX_BATCHES = 16;
    static final int MAX_BYTES = 2 << 20;

    private record Sent(String epoch, int lane, long number, int bytes) {}

    private final Deque<Sent> sent = new ArrayDeque<>();
    private long bytes;

    /** Whether one more may be sent. */
    boolean room() {
        return sent.size() < MAX_BATCHES && bytes < MAX_BYTES;
    }

    boolean isEmpty() {
        return sent.isEmpty();
    }

    void add(Outbox.Letter letter) {
        sent.add(new Sent(
                letter.epoch(),
                letter.lane(),
                letter.number(),
                letter.deflated().size()));
        bytes += letter.deflated().size();
    }

    /** Takes out what is acknowledged up to this number; how many that were. */
    int acknowledged(String epoch, int lane, long number) {
        int count = 0;
        for (Iterator<Sent> each = sent.iterator(); each.hasNext(); ) {
            Sent one = each.next();
            if (one.lane() == lane && one.number() <= number && one.epoch().equals(epoch)) {
                each.remove();
                bytes -= one.bytes();
                count++;
            }
        }
        return count;
    }
}
