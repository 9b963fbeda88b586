package bzh.vigie.agent.host;

/** The kernel's audit records as they come, read beside auditd without changing anything. Used and closed by one thread. */
public interface AuditRecords extends AutoCloseable {
    /** Waits up to a second for the next record and tells it; false once nothing more can come. */
    boolean next(Taker taker);

    @Override
    void close();

    /** Whom records are told to. */
    interface Taker {
        /**
         * A record.
         *
         * @param type such as 1300, linux/audit.h
         * @param text {@code audit(seconds.millis:serial): key=value …}, bounded
         */
        void record(int type, String text);

        /** The kernel dropped records because they were not read fast enough. */
        void lost();
    }

    /** Where they are opened. */
    @FunctionalInterface
    interface Opener {
        /**
         * Joins.
         *
         * @throws Refused without the right, or where the kernel has none
         */
        AuditRecords open() throws Refused;
    }
}
