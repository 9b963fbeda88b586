package bzh.vigie.collector.store;

import bzh.vigie.event.Neighbour;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Machines that hosts saw, each as each host saw it; which of them no agent watches is for the reader to find. */
public interface Neighbours {
    /** Rows that one host may fill with neighbours of one origin: the oldest make room for new ones. */
    int MOST_OF_HOST = 1_024;

    /** Rows of a commune: past them the host that has most of them loses its oldest for a new one, and what was lost is counted. */
    int MOST_OF_COMMUNE = 32_768;

    /** A neighbour and who saw it. */
    record Sighting(AgentId host, Neighbour neighbour) {}

    /** How many sightings of a commune were refused so far. */
    record Refused(Commune commune, long sightings, Instant last) {}

    /**
     * Keeps a sighting, or stretches the one that is there to its times. One host that tells too much loses its own oldest
     * sightings; where the commune is full, so does the one that has most.
     *
     * @param commune of the host
     * @param seen its times by the collector's clock
     */
    void see(AgentId host, Commune commune, Neighbour seen, Instant received);

    /** Counts sightings that were passed over because a host told too many. */
    void refuse(Commune commune, int sightings, Instant received);

    /** Communes of which anything is kept, in their order. */
    List<Commune> communes(Scope scope);

    /** All of one commune, first seen first; nothing where the scope does not allow it. */
    List<Sighting> list(Scope scope, Commune commune);

    /** Communes of which sightings were refused, in their order. */
    List<Refused> refused(Scope scope);

    /**
     * An analyst says that this machine is none that an agent could watch, such as a printer or a router.
     *
     * @param machine the key by which it is shown
     */
    void exempt(Commune commune, String machine, Author author);

    /** Takes that back; false where nobody had said so. */
    boolean watch(Commune commune, String machine, Author author);

    /** Communes of which an analyst exempted any machine. */
    List<Commune> exempting();

    /** Machines of a commune that an analyst exempted, by key, with who did and why. */
    Map<String, Author> exempted(Scope scope, Commune commune);

    /**
     * Lets go of what was last seen before that instant, the oldest first, at most that many, so that a transaction stays short.
     *
     * @return how many went
     */
    int retain(Instant oldest, int most);
}
