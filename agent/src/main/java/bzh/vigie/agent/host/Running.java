package bzh.vigie.agent.host;

import java.util.Set;
import java.util.function.IntConsumer;

/** What can be asked of a running machine in a second way, to see whether the first one tells everything. Thread-safe. */
public interface Running {
    /** Tells each number up to that one under which the kernel knows a process or a thread, whether a listing shows it or not. */
    void existing(int upTo, IntConsumer each);

    /**
     * The ports that something listens on, such as {@code tcp 0.0.0.0:22}, as the kernel tells them by netlink.
     *
     * @throws Refused where it tells nothing
     */
    Set<String> portsByNetlink() throws Refused;

    /**
     * The same as the files in {@code /proc/net} show them.
     *
     * @throws Refused where there are none
     */
    Set<String> portsByFiles() throws Refused;
}
