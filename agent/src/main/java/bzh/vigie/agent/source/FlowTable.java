package bzh.vigie.agent.source;

import bzh.vigie.event.Clock;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Direction;
import bzh.vigie.event.Event.Transport;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Connections put together: those of one process between the same two places are one flow, told at once and then every five
 * minutes in which something happened. The port that only one connection has (the caller's) does not count and is 0 after
 * the first. At most 8,192 flows; one more is told and forgotten. Not thread-safe.
 */
final class FlowTable {
    private static final long PERIOD = TimeUnit.MINUTES.toNanos(5);
    private static final long FORGET = TimeUnit.MINUTES.toNanos(30);
    private static final int MAX = 8_192;

    private final String source;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Consumer<Event.Flow> next;
    private final Map<Key, Sum> flows = new HashMap<>();

    /** What makes connections one flow. */
    record Key(
            Observed<ProcessKey> process,
            Transport transport,
            InetAddress local,
            InetAddress remote,
            int port,
            Direction direction) {
        /** Of a connection. */
        static Key of(
                Observed<ProcessKey> process,
                Transport transport,
                Endpoint local,
                Endpoint remote,
                Direction direction) {
            int port = direction == Direction.OUTBOUND ? remote.port() : local.port();
            return new Key(process, transport, local.address(), remote.address(), port, direction);
        }
    }

    private static final class Sum {
        private final Observed<String> image;
        private long told;
        private int connections;
        private boolean hasBytes;
        private long sent;
        private long received;

        Sum(Observed<String> image, long told) {
            this.image = image;
            this.told = told;
        }
    }

    FlowTable(String source, Clock clock, LongSupplier nanos, Consumer<Event.Flow> next) {
        this.source = source;
        this.clock = clock;
        this.nanos = nanos;
        this.next = next;
    }

    /** A connection was opened: told at once if it is the first of its flow. */
    void opened(Key key, Observed<String> image, Endpoint local, Endpoint remote) {
        Sum sum = flows.get(key);
        if (sum != null) {
            sum.connections++;
            return;
        }
        if (flows.size() < MAX) {
            flows.put(key, new Sum(image, nanos.getAsLong()));
        }
        next.accept(new Event.Flow(
                clock.now(),
                source,
                key.process(),
                image,
                key.transport(),
                local,
                remote,
                key.direction(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                0));
    }

    /** A connection of a flow carried that many bytes more. */
    void carried(Key key, long sent, long received) {
        Sum sum = flows.get(key);
        if (sum != null && (sent > 0 || received > 0)) {
            sum.hasBytes = true;
            sum.sent += sent;
            sum.received += received;
        }
    }

    /** Tells the flows whose five minutes are over; all that carried something when {@code all}. */
    void tell(boolean all) {
        long now = nanos.getAsLong();
        Iterator<Map.Entry<Key, Sum>> each = flows.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Key, Sum> entry = each.next();
            Sum sum = entry.getValue();
            boolean busy = sum.connections > 0 || sum.hasBytes;
            if (busy && (all || now - sum.told >= PERIOD)) {
                next.accept(flow(entry.getKey(), sum, now - sum.told));
                sum.told = now;
                sum.connections = 0;
                sum.hasBytes = false;
                sum.sent = 0;
                sum.received = 0;
            } else if (!busy && now - sum.told >= FORGET) {
                each.remove();
            }
        }
    }

    private Event.Flow flow(Key key, Sum sum, long period) {
        boolean outbound = key.direction() == Direction.OUTBOUND;
        return new Event.Flow(
                clock.now(),
                source,
                key.process(),
                sum.image,
                key.transport(),
                new Endpoint(key.local(), outbound ? 0 : key.port()),
                new Endpoint(key.remote(), outbound ? key.port() : 0),
                key.direction(),
                sum.hasBytes ? OptionalLong.of(sum.sent) : OptionalLong.empty(),
                sum.hasBytes ? OptionalLong.of(sum.received) : OptionalLong.empty(),
                sum.connections,
                TimeUnit.NANOSECONDS.toMicros(period));
    }
}
