package bzh.vigie.collector.store;

import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The watchlist: indicators that are looked for, each for one incident or for the whole region. */
public interface Indicators {
    /** Indicators of all incidents together: past them new ones are refused, so that detection keeps its speed and memory. */
    int MOST = 200_000;

    /**
     * An indicator on the watchlist.
     *
     * @param id made of incident, type and value: the same indicator added again is the same
     * @param incident whose it is; empty for the whole region's
     * @param added when it was first added
     * @param author who added it
     */
    record Listed(String id, Optional<String> incident, Indicator indicator, Instant added, String author) {
        /** The id of an indicator of an incident. */
        public static String id(Optional<String> incident, Indicator indicator) {
            String all = incident.orElse("") + "\n" + indicator.what().type() + "\n"
                    + indicator.what().value();
            return Sha256.over(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 24);
        }
    }

    /**
     * Puts indicators on the list and writes one audit entry about them all. One that is there already takes what is now said of it, but
     * for what would let more people see it or make it unheard: the stricter TLP stays, and what is for the collector alone or is told.
     *
     * @param subject what the audit log says was added, such as the name of a file
     * @return those that were not there before, and those that were context alone and are told from now on
     * @throws IllegalArgumentException where there would be more than {@value #MOST}
     */
    List<Listed> add(Optional<String> incident, List<Indicator> indicators, String subject, Author author);

    /** By id, from after the cursor; those of one incident where one is named. */
    List<Listed> list(Optional<String> incident, Optional<String> after, int limit);

    Optional<Listed> find(String id);

    /** How many there are. */
    int count();

    /**
     * Who may see one, decided by a person: the only way to a wider TLP, or to agents. Writes to the audit log what it was and is.
     *
     * @return false, and nothing written, where there is none
     */
    boolean mark(String id, Tlp tlp, boolean collectorOnly, Author author);

    /** Takes one off and writes that to the audit log; false, and nothing written, where there is none. */
    boolean remove(String id, Author author);

    /**
     * A search for these, in all that is kept of all communes of their incidents, came to its end.
     *
     * @param began when it began
     */
    void lookedBack(Collection<String> ids, Instant began);

    /** How many of an incident no such search came to its end for since they were added and since the incident was last extended. */
    int notLookedBack(String incident);

    /** A number that grows with every change of the list and of whose incidents are whose, also by another process: cheap to poll. */
    long changes();
}
