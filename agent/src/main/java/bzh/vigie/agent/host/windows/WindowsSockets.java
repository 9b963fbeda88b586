package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets;
import bzh.vigie.agent.host.windows.SocketTables.Table;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The sockets of this Windows, by its tables, in which each has its process; closings are not told. */
public final class WindowsSockets implements Sockets {
    private static final int FIRST_BUFFER = 64 << 10;
    private static final int MOST = 16 << 20;
    private static final int TRIES = 8;

    private final WindowsProcesses processes;
    private final MemorySegment size = Arena.ofAuto().allocate(JAVA_INT);
    private MemorySegment buffer = Arena.ofAuto().allocate(FIRST_BUFFER, 8);

    /** With the processes that hold them. */
    public WindowsSockets(WindowsProcesses processes) {
        this.processes = processes;
    }

    @Override
    public void list(Consumer<SocketRow> each) throws Refused {
        for (Table table : Table.values()) {
            int error = fill(table);
            // A Windows without IPv6 says that it is not supported.
            if (error != 0 && !table.isVersion6()) {
                throw new Refused(
                        ReasonCode.FAILED, "GetExtended" + (table.isTcp() ? "Tcp" : "Udp") + "Table " + error);
            }
            if (error == 0) {
                SocketTables.parse(table, buffer.asSlice(0, Math.min(buffer.byteSize(), written())), each);
            }
        }
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
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        return 0;
    }

    @Override
    public String closingsRefused() {
        return "GetExtendedTcpTable";
    }

    @Override
    public Map<Long, Owner> owners(Set<Long> holders) {
        Map<Long, Owner> owners = new HashMap<>();
        for (long pid : holders) {
            processes.owner((int) pid).ifPresent(owner -> owners.put(pid, owner));
        }
        return owners;
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
