package bzh.vigie.agent.host;

/** A kernel's notices of processes as they happen. Used and closed by one thread. */
public interface ProcessNotices extends AutoCloseable {
    /** Waits up to a second for the next notice and tells it; false once nothing more can come. */
    boolean next(Watcher watcher);

    @Override
    void close();

    /** Whom notices are told to, on the thread that reads. */
    interface Watcher {
        /** A process was made. The ticks are its start, exact but for the boundary of a tick. */
        void forked(int parentPid, int pid, long ticks);

        /** Whether the next program that begins may be told; if not, the watcher counts it as lost. */
        boolean admits();

        /** A process began a program. The ticks are those of this moment; the facts were read at once. */
        void executed(int pid, long ticks, ProcessFacts facts);

        /** A process ended, with its exit code, or 128 and the signal's number. */
        void exited(int pid, int exitCode);

        /** A process began to trace another (ptrace(2)); told by kernels that tell it. */
        default void traced(int tracerPid, int targetPid) {}

        /** The kernel dropped notices, at most that many, because they were not read fast enough. */
        void lost(long atMost);
    }
}
