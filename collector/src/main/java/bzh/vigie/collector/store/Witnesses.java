package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What devices without an agent tell of who came and went: exports of VPN gateways, firewalls and mail services, as a person imported them.
 * Imports are only ever added; of several of one name in a commune the last counts, and an empty one takes those before back.
 */
public interface Witnesses {
    /** Lines of one import at most. */
    int MOST_LINES = 100_000;

    /** Who tells. */
    enum Kind {
        VPN,
        FIREWALL,
        MAIL
    }

    /** What came of it. */
    enum Outcome {
        SUCCESS,
        FAILURE,
        /** The export does not say, or says something else. */
        UNSAID
    }

    /**
     * One line.
     *
     * @param line its number in the file
     * @param time by the device's clock
     * @param account folded, without its domain; empty where there is none
     * @param source address that it came from, a literal in its normal form; empty where there is none
     * @param destination address that it went to, or that the VPN gave it; likewise
     * @param host key of a name ({@code HostNames}) that the device tells; may be empty
     */
    record Sighting(
            int line, Instant time, String account, String source, String destination, String host, Outcome outcome) {}

    /**
     * An import.
     *
     * @param sha256 of the file; empty where those of its name are taken back
     * @param lines how many sightings were read
     * @param unread how many were not understood
     * @param first time of the earliest; empty without lines
     * @param current whether no later one has taken its place
     */
    record Import(
            long number,
            Commune commune,
            String name,
            Kind kind,
            String sha256,
            int lines,
            int unread,
            Optional<Instant> first,
            Optional<Instant> last,
            boolean current,
            Instant written,
            Author author) {
        /** Whether it is an export, and not what takes those of its name back. */
        public boolean hasContent() {
            return !sha256.isEmpty();
        }
    }

    /** A sighting with who tells it. */
    record Told(Commune commune, long number, Kind kind, Sighting sighting) {}

    /** An account over all current imports of a commune: its sign-ins that are not said to have failed. */
    record SignedIn(Commune commune, String account, Instant first, Instant last) {}

    /**
     * Keeps an import.
     *
     * @return its number; empty, and nothing written, where the commune may not be seen or is none of the incident
     */
    Optional<Long> add(
            Scope scope,
            IncidentId id,
            Commune commune,
            String name,
            Kind kind,
            String sha256,
            int unread,
            List<Sighting> lines,
            Author author);

    /** Every import of the communes that may be seen, in the order of writing. */
    List<Import> imports(Scope scope, IncidentId id);

    /** Lines of an import after that one, by number; at most {@code limit}: for going through it in parts. */
    List<Sighting> lines(long number, int after, int limit);

    /**
     * Who tells that this address or host was active, of whatever incident: the line's source, destination or host is that one, and it did not
     * fail; by time, at most {@code limit}.
     *
     * @param what an address in its normal form, or a host's key ({@code HostNames})
     * @param to excluded
     */
    List<Told> seen(Scope scope, Commune commune, String what, Instant from, Instant to, int limit);

    /** Accounts that signed in, of an incident's current imports. */
    List<SignedIn> signedIn(Scope scope, IncidentId id);
}
