package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * One message of the process connector, linux/connector.h and linux/cn_proc.h, all in the machine's byte order:
 *
 * <pre>
 *  0 nlmsghdr   length u32 · type u16 · flags u16 · sequence u32 · port u32
 * 16 cn_msg     idx u32 · val u32 · seq u32 · ack u32 · len u16 · flags u16
 * 36 proc_event what u32 · cpu u32 · timestamp_ns u64 (CLOCK_MONOTONIC) · data
 * 52 data       fork: parent pid, parent tgid, child pid, child tgid · exec: pid, tgid · exit: pid, tgid, status, signal
 *               ptrace: pid, tgid, tracer pid, tracer tgid (0 where the tracer lets go)
 * </pre>
 *
 * seq counts the messages of one cpu, so a gap says how many were dropped. Reused from message to message so that a burst
 * makes no garbage. Not thread-safe.
 */
final class ConnectorMessage {
    static final int FORK = 0x1;
    static final int EXEC = 0x2;
    static final int PTRACE = 0x100;
    static final int EXIT = 0x80000000;

    private static final int CN_IDX_PROC = 1;
    private static final int CN_VAL_PROC = 1;
    private static final int LISTEN = 1;
    private static final int NLMSG_DONE = 3;
    private static final int DATA = 52;

    private int what;
    private int cpu;
    private int sequence;
    private long nanos;
    private int first;
    private int second;
    private int third;
    private int fourth;

    /** Takes in a message; false if it is none of the connector's or cut short. */
    boolean read(MemorySegment buffer, int length) {
        if (length < DATA + 8
                || length > buffer.byteSize()
                || at(buffer, 16) != CN_IDX_PROC
                || at(buffer, 20) != CN_VAL_PROC) {
            return false;
        }
        sequence = at(buffer, 24);
        what = at(buffer, 36);
        cpu = at(buffer, 40);
        nanos = buffer.get(JAVA_LONG_UNALIGNED, 44);
        first = at(buffer, DATA);
        second = at(buffer, DATA + 4);
        third = length >= DATA + 12 ? at(buffer, DATA + 8) : 0;
        fourth = length >= DATA + 16 ? at(buffer, DATA + 12) : 0;
        return true;
    }

    int what() {
        return what;
    }

    int cpu() {
        return cpu;
    }

    int sequence() {
        return sequence;
    }

    /** When, on CLOCK_MONOTONIC, which stands still while the machine sleeps. */
    long nanos() {
        return nanos;
    }

    /** A fork that made a process, not a thread. */
    boolean isNewProcess() {
        return what == FORK && third == fourth;
    }

    /** An exit of a whole process: of its first thread. */
    boolean isProcessEnd() {
        return what == EXIT && first == second;
    }

    /** A process that another begins to trace. */
    boolean isTraceBegin() {
        return what == PTRACE && fourth > 0;
    }

    /** The tracer of a trace that begins. */
    int tracer() {
        return fourth;
    }

    int parent() {
        return second;
    }

    int child() {
        return fourth;
    }

    /** The process of an exec or exit, or the one that is traced. */
    int process() {
        return second;
    }

    /** The exit code, or 128 and the number of the signal that ended it, as shells say it. */
    int exitCode() {
        int signal = third & 0x7f;
        return signal == 0 ? (third >>> 8) & 0xff : 128 + signal;
    }

    private static int at(MemorySegment buffer, long offset) {
        return buffer.get(JAVA_INT_UNALIGNED, offset);
    }

    /** Writes the request to listen into 40 zeroed bytes. */
    static void writeListen(MemorySegment buffer) {
        header(buffer, 4);
        buffer.set(JAVA_INT_UNALIGNED, 36, LISTEN);
    }

    /** Writes the request to listen to some kinds only (Linux 6.6; older ones ignore it) into 44 zeroed bytes. */
    static void writeListen(MemorySegment buffer, int kinds) {
        header(buffer, 8);
        buffer.set(JAVA_INT_UNALIGNED, 36, LISTEN);
        buffer.set(JAVA_INT_UNALIGNED, 40, kinds);
    }

    private static void header(MemorySegment buffer, int payload) {
        buffer.set(JAVA_INT_UNALIGNED, 0, 36 + payload);
        buffer.set(JAVA_SHORT_UNALIGNED, 4, (short) NLMSG_DONE);
        buffer.set(JAVA_INT_UNALIGNED, 16, CN_IDX_PROC);
        buffer.set(JAVA_INT_UNALIGNED, 20, CN_VAL_PROC);
        buffer.set(JAVA_SHORT_UNALIGNED, 32, (short) payload);
    }
}
