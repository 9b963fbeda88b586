package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets.NameAnswer;
import bzh.vigie.agent.host.Sockets.Owner;
import bzh.vigie.event.Event.Transport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Connections that open and close and names that are asked for, by a trace session of our own, tried again every five minutes where it is
 * refused or stopped. The tables prove it: where connections come in three of them and the session told none meanwhile, it does not work.
 * What anybody writes as one of its providers cannot be told from what Windows writes; it is bounded. Not thread-safe.
 */
final class NetworkTrace implements AutoCloseable {
    private static final int AT_A_TIME = 1_024;
    private static final int MOST_NAMES = 4_096;
    private static final int MOST_KNOWN = 65_536;
    private static final int SILENT_LISTS = 3;
    private static final long TRY_AGAIN = TimeUnit.MINUTES.toNanos(5);
    private static final long ASK_EVERY = TimeUnit.SECONDS.toNanos(5);
    private static final long CALM_AFTER = TimeUnit.MINUTES.toNanos(1);

    private final Traces calls;
    private final LongFunction<Optional<Owner>> owners;
    private final LongSupplier nanos;
    private final Map<Long, Owner> opened = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Owner> eldest) {
            return size() > 4_096;
        }
    };
    private final List<NameAnswer> names = new ArrayList<>();
    private Optional<TraceSession> session = Optional.empty();
    private String refused = "";
    private long refusedAt;
    private long asked;
    private Set<Long> listed = Set.of();
    private boolean everListed;
    private boolean told;
    private int silent;
    private String flooding = "";
    private long floodedAt;

    /**
     * Not begun yet.
     *
     * @param owners who has a pid, or had it a moment ago
     * @param nanos a clock that only goes forth
     */
    NetworkTrace(Traces calls, LongFunction<Optional<Owner>> owners, LongSupplier nanos) {
        this.calls = calls;
        this.owners = owners;
        this.nanos = nanos;
        asked = nanos.getAsLong();
    }

    /** Begins it, or says why not. */
    void begin() {
        try {
            session = Optional.of(TraceSession.open(calls, TraceSession.Kind.NETWORK));
            // Until something comes nobody knows that it works.
            refused = "no event yet";
            silent = 0;
        } catch (Refused e) {
            refuse(e.what());
        }
    }

    private void refuse(String why) {
        refused = why;
        refusedAt = nanos.getAsLong();
    }

    /** Why it does not tell; empty where it does. */
    String refused() {
        return refused;
    }

    /** Whose events were too many within the last minute, as Windows names them; empty for nobody's. */
    String flooding() {
        return nanos.getAsLong() - floodedAt < CALM_AFTER ? flooding : "";
    }

    /** A whole table of what there is: what it shows anew, the session must have told. */
    void listed(List<SocketRow> rows) {
        Set<Long> now = new HashSet<>();
        boolean anew = false;
        for (SocketRow row : rows) {
            if (row.transport() == Transport.TCP
                    && row.state() == SocketRow.ESTABLISHED
                    && !row.remote().address().isLoopbackAddress()
                    && now.size() < MOST_KNOWN) {
                now.add(row.id());
                anew |= everListed && !listed.contains(row.id());
            }
        }
        if (told) {
            silent = 0;
        } else if (anew && session.isPresent()) {
            silent++;
        }
        if (silent >= SILENT_LISTS && session.isPresent()) {
            refused = "connections without an event";
        }
        told = false;
        everListed = true;
        listed = now;
    }

    /**
     * Waits up to a second for connections that close.
     *
     * @return how many events were lost, at least
     */
    int closed(Consumer<SocketRow> each) {
        if (session.isEmpty() && nanos.getAsLong() - refusedAt > TRY_AGAIN) {
            begin();
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
        boolean live = open.isLive();
        if (!live || nanos.getAsLong() - asked > ASK_EVERY) {
            asked = nanos.getAsLong();
            lost += open.lost();
            Set<TraceProvider> floods = open.floods();
            if (!floods.isEmpty()) {
                flooding = floods.stream().map(TraceProvider::title).collect(Collectors.joining(", "));
                floodedAt = nanos.getAsLong();
            }
        }
        if (!live) {
            open.close();
            session = Optional.empty();
            refuse("trace session stopped");
        }
        return (int) Math.min(Integer.MAX_VALUE, lost);
    }

    /** False where it cannot be read. */
    private boolean take(TraceRecord record, Consumer<SocketRow> each) {
        if (record.provider() == TraceProvider.NAMES) {
            Optional<NameAnswer> answer = NamePayload.parse(record.pid(), record.data());
            boolean fits = names.size() < MOST_NAMES;
            answer.filter(there -> fits).ifPresent(names::add);
            return answer.isPresent() && fits;
        }
        Optional<SocketRow> row = NetworkPayload.parse(record.id(), record.data());
        if (row.isPresent()) {
            refused = "";
            told = true;
        }
        row.ifPresent(connection -> {
            if (NetworkPayload.closes(record.id())) {
                Optional<Owner> owner = Optional.ofNullable(opened.remove(connection.id()));
                each.accept(owner.map(o -> heldBy(connection, o)).orElse(connection));
            } else {
                owners.apply(connection.holder()).ifPresent(owner -> opened.put(connection.id(), owner));
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

    /** Names that were asked for since the last time. */
    void named(Consumer<NameAnswer> each) {
        List<NameAnswer> all = List.copyOf(names);
        names.clear();
        all.forEach(each);
    }

    @Override
    public void close() {
        session.ifPresent(TraceSession::close);
        session = Optional.empty();
    }
}
