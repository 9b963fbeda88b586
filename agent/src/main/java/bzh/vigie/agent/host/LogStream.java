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

    /** Where it is opened. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens it.
         *
         * @param cursor of the last line that was read, whose next is the first to come; empty for the newest line that is
         *     there already, then what comes
         * @throws Refused where the machine has no such log, or the cursor is none
         */
        LogStream open(String cursor) throws Refused;
    }
}
