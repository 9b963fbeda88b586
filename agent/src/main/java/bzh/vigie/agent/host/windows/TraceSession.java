package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A trace session of our own. One that an earlier agent left behind is stopped first. Windows calls back on one thread, where an
 * event is copied and left for {@link #next}; at most 4,096 wait, and 4 MiB of them, of which each provider has its equal share: anybody may
 * write as a provider of the network, and whoever floods as one takes no room from another. The process has one session of each kind at a
 * time. {@link #next} and {@link #close} are for one thread.
 */
final class TraceSession implements AutoCloseable {
    /** What a session is for. */
    enum Kind {
        /**
         * A system logger (Microsoft, "Configuring and Starting a SystemTraceProvider Session"): Windows has room for eight, of
         * which two are taken.
         */
        PROCESSES("Vigie process trace", 0x4f0a_7b1c_5d3a_0c5eL, SYSTEM_LOGGER, 100),
        /** Connections that open and close, and names that were asked for. */
        NETWORK("Vigie network trace", 0x4f0a_7b1c_5d3a_0c5fL, 0, 500);

        private final String title;
        private final long guid;
        private final int mode;
        private final int flushMillis;

        Kind(String title, long guid, int mode, int flushMillis) {
            this.title = title;
            this.guid = guid;
            this.mode = mode;
            this.flushMillis = flushMillis;
        }

        /** Those that are asked for by themselves. */
        private List<TraceProvider> providers() {
            return this == PROCESSES ? List.of() : List.of(TraceProvider.NETWORK, TraceProvider.NAMES);
        }

        private List<TraceProvider> sharers() {
            return this == PROCESSES ? List.of(TraceProvider.PROCESS) : providers();
        }

        private int number() {
            return this == PROCESSES ? 1 : 2;
        }
    }

    /** The second half of our GUIDs. */
    private static final long GUID_HIGH = 0xe1c7_b0d5_6a0f_639aL;

    private static final int PROPERTIES = 120;
    private static final int NAMES = 2_048;
    private static final int LOG_FILE = 448;
    private static final int TRACED_GUID = 0x2_0000;
    private static final int REAL_TIME = 0x100;
    private static final int MILLISECONDS = 0x10;
    private static final int SYSTEM_LOGGER = 0x0200_0000;
    private static final int EVENT_RECORDS = 0x1000_0000;
    private static final int PROCESSES = 0x1;
    private static final int FILTER_EVENT_ID = 0x8000_0200;
    private static final int QUERY = 0;
    private static final int STOP = 1;
    private static final int ACCESS_DENIED = 5;

    private static final int MAX_QUEUE = 4_096;
    private static final int MAX_BYTES = 4 << 20;

    private final Arena arena = Arena.ofAuto();
    private final Traces calls;
    private final Kind kind;
    private final MemorySegment name;
    private final MemorySegment properties = arena.allocate(PROPERTIES + NAMES, 8);
    private final BlockingQueue<TraceRecord> queue = new ArrayBlockingQueue<>(MAX_QUEUE);
    private final Map<TraceProvider, Share> shares = new EnumMap<>(TraceProvider.class);
    private final Thread thread;
    private final long trace;
    private final long failures;
    private long lost;

    /** What of a provider waits, and what was dropped of it. */
    private static final class Share {
        private final AtomicLong events = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong dropped = new AtomicLong();
        /** Of one thread. */
        private long told;
    }

    private TraceSession(Traces calls, Kind kind) throws Refused {
        this.calls = calls;
        this.kind = kind;
        for (TraceProvider provider : kind.sharers()) {
            shares.put(provider, new Share());
        }
        int length = kind.title.length();
        name = arena.allocate(2L * (length + 1), 2);
        MemorySegment.copy(kind.title.toCharArray(), 0, name, JAVA_CHAR, 0, length);
        fillProperties();
        int ignored = calls.control(name, properties, STOP);
        fillProperties();
        MemorySegment handle = arena.allocate(JAVA_LONG);
        int error = calls.start(handle, name, properties);
        if (error != 0) {
            throw refused("StartTrace", error);
        }
        failures = calls.failures();
        for (TraceProvider provider : kind.providers()) {
            error = enable(handle.get(JAVA_LONG, 0), provider);
            if (error != 0) {
                stop();
                throw refused("EnableTraceEx2", error);
            }
        }
        calls.take(kind.number(), this::take);
        Traces.Opened opened = calls.open(logFile());
        if (opened.handle() == 0) {
            calls.take(kind.number(), record -> {});
            stop();
            throw refused("OpenTrace", opened.error());
        }
        trace = opened.handle();
        thread = new Thread(() -> calls.process(trace), "vigie-trace-" + kind.number());
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins it. */
    static TraceSession open(Traces calls, Kind kind) throws Refused {
        return new TraceSession(calls, kind);
    }

    private static Refused refused(String call, int error) {
        return new Refused(error == ACCESS_DENIED ? ReasonCode.NO_RIGHT : ReasonCode.FAILED, call + " " + error);
    }

    /** EVENT_TRACE_PROPERTIES of 64 bits: WNODE_HEADER of 48 bytes, and the session's own. */
    private void fillProperties() {
        properties.fill((byte) 0);
        properties.set(JAVA_INT, 0, PROPERTIES + NAMES);
        properties.set(JAVA_LONG, 24, kind.guid);
        properties.set(JAVA_LONG, 32, GUID_HIGH);
        properties.set(JAVA_INT, 40, 1);
        properties.set(JAVA_INT, 44, TRACED_GUID);
        // Buffers of 64 KiB, 4 to 32 of them, given to us several times a second.
        properties.set(JAVA_INT, 48, 64);
        properties.set(JAVA_INT, 52, 4);
        properties.set(JAVA_INT, 56, 32);
        properties.set(JAVA_INT, 64, REAL_TIME | kind.mode | MILLISECONDS);
        properties.set(JAVA_INT, 68, kind.flushMillis);
        properties.set(JAVA_INT, 72, kind == Kind.PROCESSES ? PROCESSES : 0);
        properties.set(JAVA_INT, 116, PROPERTIES);
    }

    /**
     * Only the events that are taken are written at all: ENABLE_TRACE_PARAMETERS of version 2 with an EVENT_FILTER_DESCRIPTOR of
     * type EVENT_FILTER_TYPE_EVENT_ID and its EVENT_FILTER_EVENT_ID (Microsoft, evntprov.h; since Windows 8.1).
     */
    private int enable(long handle, TraceProvider provider) {
        MemorySegment guid = arena.allocate(16, 8);
        guid.set(JAVA_LONG, 0, provider.low());
        guid.set(JAVA_LONG, 8, provider.high());
        List<Integer> wanted = provider.ids();
        MemorySegment ids = arena.allocate(4 + 2L * wanted.size(), 8);
        ids.set(JAVA_BYTE, 0, (byte) 1);
        ids.set(JAVA_SHORT, 2, (short) wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            ids.set(JAVA_SHORT, 4 + 2L * i, wanted.get(i).shortValue());
        }
        MemorySegment filter = arena.allocate(16, 8);
        filter.set(ADDRESS, 0, ids);
        filter.set(JAVA_INT, 8, (int) ids.byteSize());
        filter.set(JAVA_INT, 12, FILTER_EVENT_ID);
        MemorySegment parameters = arena.allocate(48, 8);
        parameters.set(JAVA_INT, 0, 2);
        parameters.set(ADDRESS, 32, filter);
        parameters.set(JAVA_INT, 40, 1);
        return calls.enable(handle, guid, 0, parameters);
    }

    /** EVENT_TRACE_LOGFILEW of 64 bits. */
    private MemorySegment logFile() {
        MemorySegment file = arena.allocate(LOG_FILE, 8);
        file.set(ADDRESS, 8, name);
        file.set(JAVA_INT, 28, REAL_TIME | EVENT_RECORDS);
        file.set(ADDRESS, 424, calls.eventCallback());
        file.set(JAVA_LONG, 440, kind.number());
        return file;
    }

    /** On the thread of Windows. */
    private void take(MemorySegment record) {
        TraceRecord.provider(record).ifPresent(provider -> take(provider, record));
    }

    private void take(TraceProvider provider, MemorySegment record) {
        Share share = shares.get(provider);
        if (share == null) {
            return;
        }
        MemorySegment data = TraceRecord.data(record);
        boolean fits = share.events.incrementAndGet() <= MAX_QUEUE / shares.size();
        fits &= share.bytes.addAndGet(data.byteSize()) <= MAX_BYTES / shares.size();
        if (!fits || !queue.offer(TraceRecord.of(provider, record, data.toArray(JAVA_BYTE)))) {
            release(share, data.byteSize());
            share.dropped.incrementAndGet();
        }
    }

    private static void release(Share share, long bytes) {
        share.events.decrementAndGet();
        share.bytes.addAndGet(-bytes);
    }

    /** Waits up to that long for the next event. */
    Optional<TraceRecord> next(long millis) throws InterruptedException {
        Optional<TraceRecord> next = Optional.ofNullable(queue.poll(millis, TimeUnit.MILLISECONDS));
        next.ifPresent(record -> {
            Share share = shares.get(record.provider());
            if (share != null) {
                release(share, record.data().remaining());
            }
        });
        return next;
    }

    /** Whether it goes on: somebody else may stop it. */
    boolean isLive() {
        return thread.isAlive() || !queue.isEmpty();
    }

    /** How many events were lost since the last time, by Windows or here, at least. */
    long lost() {
        long all = calls.failures() - failures;
        for (Share share : shares.values()) {
            all += share.dropped.get();
        }
        fillProperties();
        if (calls.control(name, properties, QUERY) == 0) {
            // EventsLost, and RealTimeBuffersLost, each of which held one event at least.
            all += Integer.toUnsignedLong(properties.get(JAVA_INT, 88))
                    + Integer.toUnsignedLong(properties.get(JAVA_INT, 100));
        }
        long more = Math.max(0, all - lost);
        lost = Math.max(lost, all);
        return more;
    }

    /** Whose events found no room since the last time. */
    Set<TraceProvider> floods() {
        Set<TraceProvider> floods = EnumSet.noneOf(TraceProvider.class);
        shares.forEach((provider, share) -> {
            long dropped = share.dropped.get();
            if (dropped > share.told) {
                share.told = dropped;
                floods.add(provider);
            }
        });
        return floods;
    }

    private void stop() {
        fillProperties();
        int ignored = calls.control(name, properties, STOP);
    }

    @Override
    public void close() {
        stop();
        calls.close(trace);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.take(kind.number(), record -> {});
    }
}
