package bzh.vigie.agent.host;

/**
 * The kernel's audit as it is set, and execve rules of our own in it: execve and execveat of each ABI, with a key by which they
 * are found again. Used and closed by one thread.
 */
public interface AuditControl extends AutoCloseable {
    /**
     * How audit is set.
     *
     * @param enabled 0 off, 1 on, 2 on and locked until the next boot
     * @param failure what the kernel does about a lost record: 0 nothing, 1 a message, 2 panic
     * @param daemon pid of auditd, 0 for none
     * @param backlogLimit how many records may wait
     * @param lost records since boot, u32
     * @param backlogWaitTime ticks that a process is held up while the backlog is full
     */
    record Status(int enabled, int failure, int daemon, int backlogLimit, long lost, int backlogWaitTime) {}

    /** How many rules there are. */
    record Rules(int own, int others) {}

    Status status() throws Refused;

    Rules rules() throws Refused;

    void enabled(int value) throws Refused;

    void backlogLimit(int value) throws Refused;

    void backlogWaitTime(int value) throws Refused;

    /** Adds those of our own that are not there. */
    void addRules() throws Refused;

    /** Removes those of our own. */
    void removeRules() throws Refused;

    /** How many rules of our own there are when all are. */
    int wanted();

    @Override
    void close();

    /** Where it is opened. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens it; nothing is changed by that.
         *
         * @throws Refused without the right, or where the kernel has none
         */
        AuditControl open() throws Refused;
    }
}
