package bzh.vigie.agent.host.windows;

import java.lang.foreign.MemorySegment;

/**
 * The calls for trace sessions (Microsoft, evntrace.h): each gives an error of Win32, 0 for none. Safe for any thread. {@link TraceCalls}
 * are those of Windows.
 */
interface Traces {
    /** What an open gave: a handle, or 0 and the error. */
    record Opened(long handle, int error) {}

    /** Whom the events of a session go to. */
    interface Taker {
        /** On the thread of Windows; the record lasts as long as the call. */
        void take(MemorySegment record);
    }

    /** Whom the events of the session of that number, 0 to 3, go to from now on. */
    void take(int session, Taker taker);

    /** How many events of all sessions were not taken, since taking them failed. */
    long failures();

    /** Where Windows calls for each event. */
    MemorySegment eventCallback();

    int start(MemorySegment handle, MemorySegment name, MemorySegment properties);

    /** Of the session of that name; {@code code} is EVENT_TRACE_CONTROL_*. */
    int control(MemorySegment name, MemorySegment properties, int code);

    /** Has a provider write its informational events, of the keywords or of all where they are 0, into a session. */
    int enable(long session, MemorySegment provider, long keywords, MemorySegment parameters);

    Opened open(MemorySegment logFile);

    /** Calls back for each event until the session ends, ahead of other threads of the process. */
    int process(long trace);

    void close(long trace);
}
