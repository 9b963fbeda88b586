package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets;
import bzh.vigie.agent.host.windows.SocketTables.Table;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The sockets of this Windows, by its tables, in which each has its process; connections that close and names that were asked for
 * by {@link NetworkTrace}.
 */
public final class WindowsSockets implements Sockets {
    private static final int FIRST_BUFFER = 64 << 10;
    private static final int MOST = 16 << 20;
    private static final int TRIES = 8;

    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private final WindowsProcesses processes;
    private final Optional<NetworkTrace> trace;
    private final Map<Long, Recent> recent = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Recent> eldest) {
            return size() > 1_024;
        }
    };
    private final MemorySegment size = Arena.ofAuto().allocate(JAVA_INT);
    private MemorySegment buffer = Arena.ofAuto().allocate(FIRST_BUFFER, 8);

    private record Recent(Owner owner, long at) {}

    private WindowsSockets(WindowsProcesses processes, boolean traces) {
        this.processes = processes;
        trace = traces
                ? Optional.of(new NetworkTrace(TraceCalls.NATIVE, this::owner, System::nanoTime))
                : Optional.empty();
    }

    /** With the processes that hold them; without a trace session, only lists. */
    public static Sockets open(WindowsProcesses processes) {
        WindowsSockets sockets = new WindowsSockets(processes, true);
        sockets.trace.ifPresent(NetworkTrace::begin);
        return sockets;
    }

    /** Lists alone. */
    public static Sockets lists(WindowsProcesses processes) {
        return new WindowsSockets(processes, false);
    }

    @Override
    public void list(Consumer<SocketRow> each) throws Refused {
        List<SocketRow> rows = new ArrayList<>();
        for (Table table : Table.values()) {
            int error = fill(table);
            // A Windows without IPv6 says that it is not supported.
            if (error != 0 && !table.isVersion6()) {
                throw new Refused(
                        ReasonCode.FAILED, "GetExtended" + (table.isTcp() ? "Tcp" : "Udp") + "Table " + error);
            }
            if (error == 0) {
                SocketTables.parse(table, buffer.asSlice(0, Math.min(buffer.byteSize(), written())), rows::add);
            }
        }
        trace.ifPresent(open -> open.listed(rows));
        rows.forEach(each);
    }

    private long written() {
        return Integer.toUnsignedLong(size.get(JAVA_INT, 0));
    }

    private int fill(Table table) {
        int error = SocketCalls.TOO_SMALL;
        for (int i = 0; i < TRIES && error == SocketCalls.TOO_SMALL; i++) {
            if (i > 0) {
                // Some more than was asked for: others open sockets meanwhile.
                long wanted = Math.max(2 * buffer.byteSize(), written() + FIRST_BUFFER);
                if (wanted > MOST) {
                    return error;
                }
                buffer = Arena.ofAuto().allocate(wanted, 8);
            }
            size.set(JAVA_INT, 0, (int) buffer.byteSize());
            error = SocketCalls.table(table, buffer, size);
        }
        return error;
    }

    @Override
    public int closed(Consumer<SocketRow> each) {
        if (trace.isEmpty()) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            return 0;
        }
        return trace.get().closed(each);
    }

    @Override
    public void named(Consumer<NameAnswer> each) {
        trace.ifPresent(open -> open.named(each));
    }

    @Override
    public String closingsRefused() {
        return trace.map(NetworkTrace::refused).orElse("left off");
    }

    @Override
    public String flooding() {
        return trace.map(NetworkTrace::flooding).orElse("");
    }

    @Override
    public Map<Long, Owner> owners(Set<Long> holders) {
        Map<Long, Owner> owners = new HashMap<>();
        for (long pid : holders) {
            owner(pid).ifPresent(owner -> owners.put(pid, owner));
        }
        return owners;
    }

    /** Who has that pid, or had it a moment ago; asked at most once a second, since a server opens many connections. */
    private Optional<Owner> owner(long pid) {
        long now = System.nanoTime();
        Recent known = recent.get(pid);
        if (known != null && now - known.at() < FRESH) {
            return Optional.of(known.owner());
        }
        Optional<Owner> found = processes.owner((int) pid);
        found.ifPresent(owner -> recent.put(pid, new Recent(owner, now)));
        return found.or(() -> Optional.ofNullable(known).map(Recent::owner));
    }

    @Override
    public void close() {
        trace.ifPresent(NetworkTrace::close);
    }
}
