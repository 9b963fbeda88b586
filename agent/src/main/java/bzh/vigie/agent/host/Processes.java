package bzh.vigie.agent.host;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The processes of the machine. Thread-safe. */
public interface Processes {
    /**
     * Tells each process that runs now, without its open file; those that end meanwhile may be missing.
     *
     * @throws Refused where the machine gives no list, and then nobody was told
     */
    void running(Consumer<ProcessFacts> each) throws Refused;

    /**
     * Tells each process that runs now by its number alone, which costs much less.
     *
     * @throws Refused where the machine gives no list, and then nobody was told
     */
    void listed(Listed each) throws Refused;

    /** What can be told of a process now, with its open program file. */
    ProcessFacts facts(int pid);

    /** Whether the process that began then still runs, asked for by its number and not by the list. */
    default boolean runs(int pid, long start) {
        ProcessFacts facts = facts(pid);
        facts.file().ifPresent(OpenImage::close);
        return facts.startTicks().equals(OptionalLong.of(start));
    }

    /**
     * The kernel's notices of processes from now on.
     *
     * @throws Refused without the right, or where the kernel has none
     */
    ProcessNotices notices() throws Refused;

    /** Starts a harmless program that ends at once, and gives its pid: whoever watches must see it. Empty if it cannot. */
    OptionalInt startCanary();

    /** Whom processes are told to. */
    @FunctionalInterface
    interface Listed {
        /** One that runs; its start, as in a {@link bzh.vigie.event.ProcessKey}, where the list has it. */
        void process(int pid, OptionalLong start);
    }
}
