package bzh.vigie.agent.host;

import bzh.vigie.event.Event.KernelCodeKind;
import java.util.List;
import java.util.function.Consumer;

/** Code that the kernel takes in or lets go, as it happens. Used and closed by one thread. */
public interface KernelNotices extends AutoCloseable {
    /** Waits up to two seconds for what comes next and tells it; false once nothing more can come. */
    boolean next(Consumer<Code> each);

    /** Notices that the machine dropped since the last time, at least. */
    long lost();

    /** Kinds of code that are not told, and why. */
    List<Refused> refused();

    @Override
    void close();

    /**
     * A module or an eBPF program.
     *
     * @param name empty where it has none
     * @param detail type and tag of an eBPF program; empty for a module
     */
    record Code(KernelCodeKind kind, boolean loaded, String name, String detail) {}

    /** Where they are opened. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens them.
         *
         * @throws Refused where no kind of code is told
         */
        KernelNotices open() throws Refused;
    }
}
