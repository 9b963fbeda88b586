package bzh.vigie.agent.host;

/** Lines that a log of the machine gives as they come. Used and closed by one thread. */
public interface LogStream extends AutoCloseable {
    /**
     * Reads what is there without waiting.
     *
     * @return the number of bytes put into the buffer, 0 for none now, -1 when nothing more can come
     */
    int read(byte[] into);

    @Override
    void close();

    /** Where it is opened. A cursor names a line that was read; Refused where the machine has no such log. */
    interface Opener {
        /** What is there behind the line with this cursor, from earlier boots too; ends there. */
        LogStream after(String cursor) throws Refused;

        /**
         * What is there behind the line with this cursor, at least since the machine started, then what comes; for an empty
         * cursor the newest line that is there, then what comes.
         */
        LogStream follow(String cursor) throws Refused;
    }
}
