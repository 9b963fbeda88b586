package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Lists of the hosts that a commune should have, as somebody exported or wrote them: against them it shows which have no agent.
 * Lists are only ever added; of several of one name in a commune the last counts, and an empty one takes those before back.
 */
public interface ExpectedHosts {
    /** Hosts of one list at most. */
    int MOST_HOSTS = 50_000;

    /** Where a list comes from. */
    enum Origin {
        DIRECTORY,
        DHCP,
        HAND
    }

    /** What a host is for: which ones a conclusion cannot do without. */
    enum Role {
        WORKSTATION,
        SERVER,
        DOMAIN_CONTROLLER,
        ADMINISTRATION
    }

    /**
     * A host that should be there.
     *
     * @param name as the list has it, at most 255 characters
     * @param enabled false where its directory says that its account is switched off
     */
    record Expected(String name, Role role, boolean enabled) {}

    /**
     * A list.
     *
     * @param name such as that of the file
     * @param hosts how many it has
     * @param current whether no later one has taken its place
     */
    record HostList(
            long number,
            Commune commune,
            String name,
            Origin origin,
            int hosts,
            boolean current,
            Instant written,
            Author author) {}

    /**
     * That an agent is that of an expected host, as an analyst says where names do not tell.
     *
     * @param name of the expected host; empty takes back what was said before
     */
    record IdentityLine(long number, AgentId host, Optional<String> name, Instant written, Author author) {}

    /**
     * Writes such a line.
     *
     * @return false, and nothing written, where the host is of no commune of the incident that may be seen
     * @throws IllegalArgumentException for a name that is blank or beyond 255 characters
     */
    boolean identify(Scope scope, IncidentId id, AgentId host, Optional<String> name, Author author);

    /** Every line about hosts that may be seen, in the order of writing. */
    List<IdentityLine> identities(Scope scope, IncidentId id);

    /**
     * Keeps a list.
     *
     * @return its number; empty, and nothing written, where the commune may not be seen or is none of the incident
     */
    Optional<Long> add(
            Scope scope,
            IncidentId id,
            Commune commune,
            String name,
            Origin origin,
            List<Expected> hosts,
            Author author);

    /** Hosts that the current lists of a commune, of any incident, have. */
    List<Expected> current(Commune commune);

    /** Every list of the communes that may be seen, in the order of writing. */
    List<HostList> lists(Scope scope, IncidentId id);

    /** What a list has, in its order; nothing where its commune may not be seen. */
    List<Expected> hosts(Scope scope, long list);
}
