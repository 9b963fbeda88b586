package bzh.vigie.agent.host;

/** When the calling thread has its turn, for the processor, disks and memory. */
@FunctionalInterface
public interface Turn {
    /** For systems where the reading is done by somebody else, or a thread cannot come back. */
    Turn ORDINARY = last -> {};

    /** The calling thread goes last from now on, or as before; what the system refuses stays as it is. */
    void goLast(boolean last);
}
