package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.host.Refused;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;

/** Trace sessions that a test makes up, one of each kind, with the bytes of the documented structures. */
public final class FakeTraces implements Traces {
    /** FILETIME of an hour in 2026. */
    public static final long TIME = 134_100_000_000_000_000L;

    private final Taker[] takers = new Taker[4];
    private final List<String> calls = new ArrayList<>();
    private final ProcessTraces traces = new ProcessTraces(this, this::now);
    private CountDownLatch running = new CountDownLatch(0);
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private int begun;
    private int session;
    int startError;
    int lost;

    /** Notices of processes, as a source opens them. */
    public ProcessNotices processes(IntFunction<ProcessFacts> facts) throws Refused {
        return traces.begin(facts);
    }

    private synchronized Instant now() {
        return now;
    }

    /** Its clock goes forth. */
    public synchronized void tick(Duration time) {
        now = now.plus(time);
    }

    /** What Windows was asked for. */
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** How many sessions were begun. */
    public synchronized int begun() {
        return begun;
    }

    /** Waits until so many were. */
    public synchronized void awaitBegun(int many) throws InterruptedException {
        while (begun < many || running.getCount() == 0) {
            wait();
        }
    }

    /** Somebody stops the session, as logman does. */
    public synchronized void stop() {
        running.countDown();
    }

    /** A program began. */
    public void started(int pid, int parent, String name, String line) throws InterruptedException {
        ByteBuffer bytes = ByteBuffer.allocate(8_192).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0)
                .putInt(pid)
                .putInt(parent)
                .putInt(1)
                .putInt(0)
                .putLong(0)
                .putInt(0)
                .putInt(0);
        bytes.put(name.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 0);
        bytes.put(line.getBytes(StandardCharsets.UTF_16LE)).putShort((short) 0);
        byte[] data = new byte[bytes.position()];
        bytes.flip().get(data);
        synchronized (this) {
            while (running.getCount() == 0) {
                wait();
            }
        }
        event(TraceProvider.PROCESS, ProcessPayload.START, data);
    }

    /** An event of the session that was begun last, on the calling thread. */
    void event(TraceProvider provider, int id, byte[] data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copied = arena.allocate(Math.max(1, data.length), 8);
            MemorySegment.copy(data, 0, copied, JAVA_BYTE, 0, data.length);
            MemorySegment record = arena.allocate(TraceRecord.BYTES, 8);
            record.set(JAVA_LONG, 16, TIME);
            record.set(JAVA_LONG, 24, provider.low());
            record.set(JAVA_LONG, 32, provider.high());
            record.set(JAVA_SHORT, 40, (short) id);
            record.set(JAVA_BYTE, 42, (byte) 4);
            record.set(JAVA_BYTE, 45, (byte) id);
            record.set(JAVA_SHORT, 86, (short) data.length);
            record.set(JAVA_LONG, 96, copied.address());
            Taker taker;
            synchronized (this) {
                taker = takers[session];
            }
            taker.take(record);
        }
    }

    @Override
    public synchronized void take(int number, Taker taker) {
        takers[number] = taker;
        session = number;
    }

    @Override
    public long failures() {
        return 0;
    }

    @Override
    public MemorySegment eventCallback() {
        return MemorySegment.NULL;
    }

    @Override
    public synchronized int start(MemorySegment handle, MemorySegment name, MemorySegment properties) {
        calls.add("start");
        handle.set(JAVA_LONG, 0, 7);
        return startError;
    }

    @Override
    public synchronized int control(MemorySegment name, MemorySegment properties, int code) {
        properties.set(JAVA_INT, 88, lost);
        if (code == 1) {
            calls.add("stop");
            running.countDown();
        }
        return 0;
    }

    @Override
    public synchronized int enable(long handle, MemorySegment provider, long keywords, MemorySegment parameters) {
        calls.add("enable");
        return 0;
    }

    @Override
    public synchronized Opened open(MemorySegment logFile) {
        running = new CountDownLatch(1);
        begun++;
        notifyAll();
        return new Opened(9, 0);
    }

    @Override
    public int process(long trace) {
        CountDownLatch until;
        synchronized (this) {
            until = running;
        }
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    @Override
    public synchronized void close(long trace) {
        calls.add("close");
        running.countDown();
    }
}
