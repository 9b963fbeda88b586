package bzh.vigie.agent.host;

import bzh.vigie.event.Observed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The network sockets of the machine. Used and closed by one thread. */
public interface Sockets extends AutoCloseable {
    /**
     * Tells every TCP and UDP socket there is now.
     *
     * @throws Refused when the machine does not tell any more
     */
    void list(Consumer<SocketRow> each) throws Refused;

    /**
     * Waits up to a second for sockets that close and tells them; only waits where the machine does not tell.
     *
     * @return how many closings were dropped because they were not read fast enough, at least
     */
    int closed(Consumer<SocketRow> each);

    /** Tells the names that were asked for since the last time; nothing where the machine does not tell. */
    default void named(Consumer<NameAnswer> each) {
        // Most machines do not.
    }

    /** Why closings are not told; empty when they are. */
    String closingsRefused();

    /** Who tells so much that some is dropped, in the machine's words; empty for nobody. */
    default String flooding() {
        return "";
    }

    /**
     * The processes of these holders (see {@link SocketRow#holder}); those not found are left out. Looks no further than its share of the
     * processor allows, so that what is left out may be found the next time.
     */
    Map<Long, Owner> owners(Set<Long> holders);

    @Override
    void close();

    /** Who holds a socket; the start is that of a {@link bzh.vigie.event.ProcessKey}. */
    record Owner(int pid, long startTicks, Observed<String> image) {}

    /**
     * A name that a process asked for.
     *
     * @param pid of whoever asked; 0 where the machine does not tell
     * @param type of the record, as in the DNS
     * @param answers empty where there is none
     */
    record NameAnswer(int pid, String name, int type, List<String> answers) {
        /** Copies the list. */
        public NameAnswer {
            answers = List.copyOf(answers);
        }
    }

    /** Where they are opened. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens them.
         *
         * @throws Refused without the right, or where the machine has no such thing
         */
        Sockets open() throws Refused;
    }
}
