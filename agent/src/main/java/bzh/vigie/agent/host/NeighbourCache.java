package bzh.vigie.agent.host;

import java.util.function.Consumer;

/** The machines of its links that this machine knows the MAC addresses of. Nothing is sent to find more. For one thread. */
@FunctionalInterface
public interface NeighbourCache {
    /** Entries of one listing that are looked at; what comes after is as if it were not there. */
    int MOST = 16_384;

    /**
     * Tells every entry there is now whose neighbour answered, or that is configured.
     *
     * @throws Refused when the machine does not tell
     */
    void list(Consumer<NeighbourRow> each) throws Refused;
}
