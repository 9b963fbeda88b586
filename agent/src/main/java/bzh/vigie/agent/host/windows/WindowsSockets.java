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
 * by a trace session of our own, tried again every five minutes where it is refused or stopped.
 */
public final class WindowsSockets implements Sockets {
    private static final int FIRST_BUFFER = 64 << 10;
    private static final int MOST = 16 << 20;
    private static final int TRIES = 8;

    private static final int AT_A_TIME = 1_024;
    private static final int MOST_NAMES = 4_096;
    private static final long TRY_AGAIN = TimeUnit.MINUTES.toNanos(5);
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);
    private static final long ASK_EVERY = TimeUnit.SECONDS.toNanos(5);

    private final WindowsProcesses processes;
    private final boolean traces;
    private final Map<Long, Owner> opened = latest(4_096);
    private final Map<Long, Recent> recent = latest(1_024);
    private final List<NameAnswer> names = new ArrayList<>();
    private Optional<TraceSession> session = Optional.empty();
    private String closingsRefused = "";
    private long refusedAt;
    private long asked = System.nanoTime();
    private final MemorySegment size = Arena.ofAuto().allocate(JAVA_INT);
    private MemorySegment buffer = Arena.ofAuto().allocate(FIRST_BUFFER, 8);

    private record Recent(Owner owner, long at) {}

    private WindowsSockets(WindowsProcesses processes, boolean traces) {
        this.processes = processes;
        this.traces = traces;
    }

    /** With the processes that hold them; without a trace session, only lists. */
    public static Sockets open(WindowsProcesses processes) {
        WindowsSockets sockets = new WindowsSockets(processes, true);
        sockets.openSession();
        return sockets;
    }

    /** Lists alone. */
    public static Sockets lists(WindowsProcesses processes) {
        WindowsSockets sockets = new WindowsSockets(processes, false);
        sockets.refuse("left off");
        return sockets;
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
        if (session.isEmpty() && traces && System.nanoTime() - refusedAt > TRY_AGAIN) {
            openSession();
        }
        if (session.isEmpty()) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            return 0;
        }
        TraceSession open = session.get();
        long lost = 0;
        try {
            Optional<TraceRecord> next = open.next(1_000);
            for (int i = 0; next.isPresent(); i++) {
                lost += take(next.get(), each) ? 0 : 1;
                next = i < AT_A_TIME ? open.next(0) : Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (System.nanoTime() - asked > ASK_EVERY) {
            asked = System.nanoTime();
            lost += open.lost();
        }
        if (!open.isLive()) {
            open.close();
            session = Optional.empty();
            refuse("trace session stopped");
        }
        return (int) Math.min(Integer.MAX_VALUE, lost);
    }

    private void openSession() {
        try {
            session = Optional.of(TraceSession.open(TraceSession.Kind.NETWORK));
            // Until something comes nobody knows that it works.
            closingsRefused = "no event yet";
        } catch (Refused e) {
            refuse(e.what());
        }
    }

    private void refuse(String why) {
        closingsRefused = why;
        refusedAt = System.nanoTime();
    }

    /** False where it cannot be read. */
    private boolean take(TraceRecord record, Consumer<SocketRow> each) {
        closingsRefused = "";
        if (record.provider() == TraceProvider.NAMES) {
            Optional<NameAnswer> answer = NamePayload.parse(record.pid(), record.data());
            answer.filter(there -> names.size() < MOST_NAMES).ifPresent(names::add);
            return answer.isPresent();
        }
        Optional<SocketRow> row = NetworkPayload.parse(record.id(), record.data());
        row.ifPresent(connection -> {
            if (NetworkPayload.closes(record.id())) {
                Optional<Owner> owner = Optional.ofNullable(opened.remove(connection.id()));
                each.accept(owner.map(o -> heldBy(connection, o)).orElse(connection));
            } else {
                owner(connection.holder()).ifPresent(owner -> opened.put(connection.id(), owner));
            }
        });
        return row.isPresent();
    }

    private static SocketRow heldBy(SocketRow row, Owner owner) {
        return new SocketRow(
                row.transport(),
                row.state(),
                row.local(),
                row.remote(),
                row.id(),
                Integer.toUnsignedLong(owner.pid()),
                row.bytesSent(),
                row.bytesReceived());
    }

    @Override
    public void named(Consumer<NameAnswer> each) {
        List<NameAnswer> all = List.copyOf(names);
        names.clear();
        all.forEach(each);
    }

    @Override
    public String closingsRefused() {
        return closingsRefused;
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
        session.ifPresent(TraceSession::close);
    }

    private static <V> Map<Long, V> latest(int most) {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
                return size() > most;
            }
        };
    }
}
