package bzh.vigie.agent.host;

import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The processes of the machine. Thread-safe. */
public interface Processes {
    /** Tells each process that runs now, without its open file; those that end meanwhile may be missing. */
    void running(Consumer<ProcessFacts> each);

    /** Tells the number of each process that runs now, which costs much less. */
    void pids(IntConsumer each);

    /** What can be told of a process now, with its open program file. */
    ProcessFacts facts(int pid);

    /**
     * The kernel's notices of processes from now on.
     *
     * @throws Refused without the right, or where the kernel has none
     */
    ProcessNotices notices() throws Refused;

    /** Starts a harmless program that ends at once, and gives its pid: whoever watches must see it. Empty if it cannot. */
    OptionalInt startCanary();
}
