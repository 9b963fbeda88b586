package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A system logger session of our own that tells processes (Microsoft, "Configuring and Starting a SystemTraceProvider Session"):
 * Windows has room for eight, of which two are taken. One that an earlier agent left behind is stopped first. Windows calls
 * back on one thread, where an event is copied and left for {@link #next}; at most 4,096 wait, and 4 MiB of them. The process has
 * one at a time. {@link #next} and {@link #close} are for one thread.
 */
final class TraceSession implements AutoCloseable {
    private static final String NAME = "Vigie process trace";
    /** Ours: {5d3a0c5e-7b1c-4f0a-9a63-0f6ad5b0c7e1}. */
    private static final long GUID_LOW = 0x4f0a_7b1c_5d3a_0c5eL;

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
    private static final int QUERY = 0;
    private static final int STOP = 1;
    private static final int ACCESS_DENIED = 5;

    private static final int MAX_QUEUE = 4_096;
    private static final int MAX_BYTES = 4 << 20;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment name = arena.allocate(2L * (NAME.length() + 1), 2);
    private final MemorySegment properties = arena.allocate(PROPERTIES + NAMES, 8);
    private final BlockingQueue<TraceRecord> queue = new ArrayBlockingQueue<>(MAX_QUEUE);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private final long trace;
    private long lost;

    private TraceSession() throws Refused {
        MemorySegment.copy(NAME.toCharArray(), 0, name, JAVA_CHAR, 0, NAME.length());
        fillProperties();
        int ignored = TraceCalls.control(name, properties, STOP);
        fillProperties();
        int error = TraceCalls.start(arena.allocate(JAVA_LONG), name, properties);
        if (error != 0) {
            throw refused("StartTrace", error);
        }
        TraceCalls.take(this::take, failure -> dropped.incrementAndGet());
        TraceCalls.Opened opened = TraceCalls.open(logFile());
        if (opened.handle() == 0) {
            stop();
            throw refused("OpenTrace", opened.error());
        }
        trace = opened.handle();
        thread = new Thread(() -> TraceCalls.process(trace), "vigie-trace");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins it. */
    static TraceSession open() throws Refused {
        return new TraceSession();
    }

    private static Refused refused(String call, int error) {
        return new Refused(error == ACCESS_DENIED ? ReasonCode.NO_RIGHT : ReasonCode.FAILED, call + " " + error);
    }

    /** EVENT_TRACE_PROPERTIES of 64 bits: WNODE_HEADER of 48 bytes, and the session's own. */
    private void fillProperties() {
        properties.fill((byte) 0);
        properties.set(JAVA_INT, 0, PROPERTIES + NAMES);
        properties.set(JAVA_LONG, 24, GUID_LOW);
        properties.set(JAVA_LONG, 32, GUID_HIGH);
        properties.set(JAVA_INT, 40, 1);
        properties.set(JAVA_INT, 44, TRACED_GUID);
        // Buffers of 64 KiB, 4 to 32 of them, given to us every tenth of a second.
        properties.set(JAVA_INT, 48, 64);
        properties.set(JAVA_INT, 52, 4);
        properties.set(JAVA_INT, 56, 32);
        properties.set(JAVA_INT, 64, REAL_TIME | SYSTEM_LOGGER | MILLISECONDS);
        properties.set(JAVA_INT, 68, 100);
        properties.set(JAVA_INT, 72, PROCESSES);
        properties.set(JAVA_INT, 116, PROPERTIES);
    }

    /** EVENT_TRACE_LOGFILEW of 64 bits. */
    private MemorySegment logFile() {
        MemorySegment file = arena.allocate(LOG_FILE, 8);
        file.set(ADDRESS, 8, name);
        file.set(JAVA_INT, 28, REAL_TIME | EVENT_RECORDS);
        file.set(ADDRESS, 424, TraceCalls.eventCallback());
        return file;
    }

    /** On the thread of Windows. */
    private void take(MemorySegment record) {
        int opcode = TraceRecord.opcode(record);
        if (!TraceRecord.isOfProcess(record) || (opcode != ProcessPayload.START && opcode != ProcessPayload.END)) {
            return;
        }
        MemorySegment data = TraceCalls.data(record);
        boolean fits = bytes.addAndGet(data.byteSize()) <= MAX_BYTES;
        if (!fits || !queue.offer(TraceRecord.of(record, data.toArray(JAVA_BYTE)))) {
            bytes.addAndGet(-data.byteSize());
            dropped.incrementAndGet();
        }
    }

    /** Waits up to that long for the next event. */
    Optional<TraceRecord> next(long millis) throws InterruptedException {
        Optional<TraceRecord> next = Optional.ofNullable(queue.poll(millis, TimeUnit.MILLISECONDS));
        next.ifPresent(record -> bytes.addAndGet(-record.data().remaining()));
        return next;
    }

    /** Whether it goes on: somebody else may stop it. */
    boolean isLive() {
        return thread.isAlive() || !queue.isEmpty();
    }

    /** How many events were lost since the last time, by Windows or here, at least. */
    long lost() {
        long all = dropped.get();
        fillProperties();
        if (TraceCalls.control(name, properties, QUERY) == 0) {
            // EventsLost, and RealTimeBuffersLost, each of which held one event at least.
            all += Integer.toUnsignedLong(properties.get(JAVA_INT, 88))
                    + Integer.toUnsignedLong(properties.get(JAVA_INT, 100));
        }
        long more = Math.max(0, all - lost);
        lost = Math.max(lost, all);
        return more;
    }

    private void stop() {
        fillProperties();
        int ignored = TraceCalls.control(name, properties, STOP);
    }

    @Override
    public void close() {
        stop();
        TraceCalls.close(trace);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        TraceCalls.take(record -> {}, failure -> {});
    }
}
