package bzh.vigie.collector.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which agent reads the directory of a domain (decision 0058). A domain is told apart by commune too: what one commune's PCs say of
 * theirs says nothing of another's.
 */
public interface Directories {
    /** Domains of a commune that are read, at most: more are made up. */
    int MOST_READ = 8;

    /** What begins the id of each location of a directory. */
    String LOCATIONS = "ad.";

    /** Whether what has these fields, as evidence and tombstones have them, is of a directory, and so not of the host whose agent reads it. */
    static boolean isOfDirectory(Map<String, String> fields) {
        return fields.getOrDefault("location", "").startsWith(LOCATIONS);
    }

    /** Of which domain's directory what has these fields is, its DNS name; empty for what is of none, and where it was not said. */
    static Optional<String> domain(Map<String, String> fields) {
        return Optional.ofNullable(fields.get(DOMAIN_FIELD)).filter(domain -> isOfDirectory(fields));
    }

    /** Field of an alert that is about something of a directory: DNS name of the domain. */
    String DOMAIN_FIELD = "directory.domain";

    /** Likewise: DNS name of the controller that was asked last; not there where none said its name. */
    String CONTROLLER_FIELD = "directory.controller";

    /**
     * The domain that a machine says to be in.
     *
     * @param said as it was told
     * @return its DNS name in lower case; empty for none, and for what is no name of a domain
     */
    static Optional<String> domain(String said) {
        return Optional.of(said.toLowerCase(Locale.ROOT))
                .filter(domain -> DOMAIN.matcher(domain).matches());
    }

    /** What the DNS name of a domain looks like. */
    Pattern DOMAIN = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63}){0,15}");

    /**
     * A directory.
     *
     * @param domain DNS name in lower case
     * @param reader whose inventory it is a part of; {@link #nobody} where no agent reads it
     * @param since when that agent was chosen, or since when none reads it, by the collector's clock
     * @param moved since when that agent says to be in another domain
     */
    record Reader(Commune commune, String domain, AgentId reader, Instant since, Optional<Instant> moved) {
        /** Whether an agent reads it. */
        public boolean isRead() {
            return !reader.equals(nobody(commune, domain));
        }
    }

    /**
     * That an agent is not to read a directory, or nobody is.
     *
     * @param host empty for whichever
     * @param author who decided so
     */
    record Refusal(Commune commune, String domain, Optional<AgentId> host, Instant written, Author author) {}

    /** Under whose name that lies what is known of a directory that no agent reads: the id of none. */
    static AgentId nobody(Commune commune, String domain) {
        byte[] name = ("directory " + commune.insee() + " " + domain).getBytes(StandardCharsets.UTF_8);
        return new AgentId(UUID.nameUUIDFromBytes(name).toString());
    }

    /** Who reads that directory; empty before one was chosen. */
    Optional<Reader> find(Commune commune, String domain);

    /** What that agent reads; empty where it reads none. */
    Optional<Reader> readBy(AgentId agent);

    /** Directories that may be seen, by commune and domain. */
    List<Reader> list(Scope scope);

    /**
     * An agent reads the directory from now on: what was known of it goes on as a part of that agent's inventory, so that what it finds
     * is compared with what the one before found. What it read of another domain is kept, with nobody who reads it.
     */
    void choose(Commune commune, String domain, AgentId agent, Instant now);

    /** Likewise because a person decides so; who was refused there, or left because it told nothing, no longer is. */
    void choose(Commune commune, String domain, AgentId agent, Instant now, Author author);

    /**
     * A person decides that an agent is not to read a directory, or that nobody is: then it counts as none. What is known of it is kept as
     * that of one that nobody reads.
     *
     * @param agent empty for the directory as a whole
     */
    void refuse(Commune commune, String domain, Optional<AgentId> agent, Instant now, Author author);

    /** What was decided so and stands, by commune, domain and host. */
    List<Refusal> refusals(Scope scope);

    /** Whether that agent is not to read that directory, or nobody is. */
    boolean isRefused(Commune commune, String domain, AgentId agent);

    /** Nobody reads that directory from now on, since another one needs its place; what is known of it stays. */
    void leave(Commune commune, String domain, Instant now);

    /** Another agent was chosen for a directory because that one told nothing of it. */
    void silent(Commune commune, String domain, AgentId agent, Instant now);

    /** Agents that were left so after that time. */
    Set<AgentId> silentSince(Commune commune, String domain, Instant after);

    /** The agent that reads a directory says to be in another domain since then; empty where it no longer does. */
    void moved(Commune commune, String domain, Optional<Instant> since);

    /** Lets go of what was known of directories that nobody has read since, or that were refused before, unless an incident is open there. */
    void retain(Instant oldest);
}
