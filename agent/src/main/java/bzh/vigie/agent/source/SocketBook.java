package bzh.vigie.agent.source;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets;
import bzh.vigie.agent.host.Sockets.Owner;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Direction;
import bzh.vigie.event.Event.Transport;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The sockets there are, as far as lists and closings told; what changed between two lists becomes flows and listeners. A
 * new socket whose process is not found at once is told at the next list but one at the latest. Not thread-safe.
 */
final class SocketBook {
    private static final int PATIENCE = 2;
    private static final int MAX = 65_536;

    private final WatchedSystem system;
    private final Sink sink;
    private final Clock clock;
    private final Told told;
    private final Quota quota = new Quota(500, 4_000, System::nanoTime);
    private final FlowTable flows;
    private final Map<Long, Known> known = new HashMap<>();
    private Set<Integer> listening = Set.of();

    private static final class Known {
        private SocketRow row;
        private Optional<Owner> owner = Optional.empty();
        private Optional<FlowTable.Key> flow = Optional.empty();
        private boolean listenerTold;
        private int rounds;
        private long sent;
        private long received;

        Known(SocketRow row) {
            this.row = row;
        }

        boolean isTold() {
            return listenerTold || flow.isPresent();
        }
    }

    SocketBook(WatchedSystem system, Sink sink, Clock clock, Told told) {
        this.system = system;
        this.sink = sink;
        this.clock = clock;
        this.told = told;
        flows = new FlowTable(system.network(), clock, System::nanoTime, flow -> {
            if (admits()) {
                sink.accept(flow);
            }
        });
    }

    /** Takes in a whole list. */
    void take(List<SocketRow> rows, Sockets sockets) {
        Set<Long> there = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        for (SocketRow row : rows) {
            if (row.isListener()) {
                ports.add(door(row));
            }
        }
        listening = ports;
        Set<Long> wanted = new HashSet<>();
        for (SocketRow row : rows) {
            if (!isOfInterest(row)) {
                continue;
            }
            there.add(row.id());
            Known one = known.get(row.id());
            if (one == null) {
                if (known.size() >= MAX) {
                    told.lost(1);
                    continue;
                }
                one = new Known(row);
                known.put(row.id(), one);
            }
            one.row = row;
            if (!one.isTold() && row.holder() != 0) {
                wanted.add(row.holder());
            }
        }
        Map<Long, Owner> owners = sockets.owners(wanted);
        Iterator<Map.Entry<Long, Known>> each = known.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Long, Known> entry = each.next();
            Known one = entry.getValue();
            if (there.contains(entry.getKey())) {
                if (!one.isTold()) {
                    tellWhenKnown(one, owners);
                }
                carry(one, one.row);
            } else {
                each.remove();
                gone(one);
            }
        }
        flows.tell(false);
    }

    /** Takes in a socket that closed, or that opened and closed since the last list. */
    void closed(SocketRow row, Sockets sockets) {
        Known one = known.remove(row.id());
        if (one != null) {
            if (!one.isTold()) {
                tell(one);
            }
            carry(one, row);
            gone(one);
        } else if (row.transport() == Transport.TCP && row.remote().port() != 0) {
            // Many programs connect a UDP socket only to ask for a route, so what was never listed counts only for TCP.
            Known brief = new Known(row);
            if (row.holder() != 0) {
                brief.owner =
                        Optional.ofNullable(sockets.owners(Set.of(row.holder())).get(row.holder()));
            }
            tell(brief);
            carry(brief, row);
        }
    }

    /** Tells what is not told yet, at the end. */
    void end() {
        flows.tell(true);
    }

    private boolean isOfInterest(SocketRow row) {
        if (row.transport() == Transport.UDP && row.isListener()) {
            // A UDP socket on a caller's port waits for an answer, not for a caller.
            return row.local().port() > 0 && row.local().port() < system.firstCallersPort();
        }
        return row.isListener() || row.remote().port() != 0;
    }

    private void tellWhenKnown(Known one, Map<Long, Owner> owners) {
        one.owner = Optional.ofNullable(owners.get(one.row.holder()));
        one.rounds++;
        if (one.owner.isPresent() || one.row.holder() == 0 || one.rounds > PATIENCE) {
            tell(one);
        }
    }

    private void tell(Known one) {
        SocketRow row = one.row;
        if (row.isListener()) {
            one.listenerTold = true;
            listener(one, true);
            return;
        }
        Direction direction = listening.contains(door(row)) ? Direction.INBOUND : Direction.OUTBOUND;
        FlowTable.Key key = FlowTable.Key.of(process(one), row.transport(), row.local(), row.remote(), direction);
        one.flow = Optional.of(key);
        flows.opened(key, image(one), row.local(), row.remote());
    }

    private void listener(Known one, boolean opened) {
        if (admits()) {
            sink.accept(new Event.Listener(
                    clock.now(),
                    system.network(),
                    opened,
                    process(one),
                    image(one),
                    one.row.transport(),
                    one.row.local()));
        }
    }

    private void carry(Known one, SocketRow now) {
        if (one.flow.isPresent()) {
            long sent = delta(now.bytesSent(), one.sent);
            long received = delta(now.bytesReceived(), one.received);
            one.sent += sent;
            one.received += received;
            flows.carried(one.flow.get(), sent, received);
        }
    }

    private static long delta(OptionalLong now, long before) {
        return now.isPresent() ? Math.max(0, now.getAsLong() - before) : 0;
    }

    private void gone(Known one) {
        if (one.listenerTold) {
            listener(one, false);
        } else if (!one.isTold()) {
            tell(one);
        }
    }

    private Observed<ProcessKey> process(Known one) {
        return one.owner
                .map(o -> Observed.known(new ProcessKey(clock.now().bootId(), o.pid(), o.startTicks())))
                .orElse(Observed.missed(why(one)));
    }

    private static Observed<String> image(Known one) {
        return one.owner.map(Owner::image).orElse(Observed.missed(why(one)));
    }

    private static Why why(Known one) {
        return one.row.holder() == 0 ? Why.ENDED : Why.TOO_SLOW;
    }

    private boolean admits() {
        if (quota.take()) {
            return true;
        }
        told.lost(1);
        return false;
    }

    private static int door(SocketRow row) {
        return row.local().port() | (row.transport() == Transport.UDP ? 1 << 16 : 0);
    }
}
