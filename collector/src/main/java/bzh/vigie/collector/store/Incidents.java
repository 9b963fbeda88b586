package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Incidents and what is decided about them (DESIGN.md 2). Nothing is ever changed: a correction is a new line, and of the lines
 * about one thing the last counts. Each has an author, and stands in the audit log too, under the incident's number.
 *
 * <p>An incident is shown to whoever may see one of its communes, without the others; a decision about the whole of it is for
 * whoever may see all of them.
 */
public interface Incidents {
    /** Communes of one incident at most. */
    int MOST_COMMUNES = 2_000;

    /** Watch of an incident where nobody says otherwise, in days. */
    int USUAL_WATCH = 90;

    /** Shortest watch that can be enough, in days. */
    int SHORTEST_WATCH = 30;

    /** Longest watch, in days. */
    int LONGEST_WATCH = 3_650;

    /** What an incident goes through, in this order; they may overlap, and éviction may begin anew. */
    enum Phase {
        /** Endiguement. */
        CONTAINMENT,
        /** Éviction. */
        EVICTION,
        /** Éradication. */
        ERADICATION,
        /** Surveillance renforcée. */
        REINFORCED_WATCH,
        /** Clôture. */
        CLOSURE
    }

    /**
     * An incident.
     *
     * @param communes those that may be seen, in their order
     * @param watchDays how long the reinforced watch is to last
     */
    record Incident(IncidentId id, String title, List<Commune> communes, Instant opened, Author author, int watchDays) {
        public Incident {
            communes = List.copyOf(communes);
        }
    }

    /**
     * That a phase began.
     *
     * @param number grows with each line; of two lines about a phase the later counts
     * @param since when it began; empty takes back what was said before
     * @param written when this line was written, by the collector's clock
     */
    record PhaseLine(long number, Phase phase, Optional<Instant> since, Instant written, Author author) {}

    /** From when to when; without an end it goes on. */
    record Interval(Instant start, Optional<Instant> end) {
        public Interval {
            if (end.isPresent() && end.get().isBefore(start)) {
                throw new IllegalArgumentException("an interval does not end before it starts");
            }
        }
    }

    /**
     * When the eviction was.
     *
     * @param host of this host alone; empty for all that have no line of their own
     * @param interval empty takes back what was said before
     */
    record EvictionLine(
            long number, Optional<AgentId> host, Optional<Interval> interval, Instant written, Author author) {
        /** When the eviction of a host ended, or is to, as the last of these lines that is about it says. */
        public static Optional<Instant> end(List<EvictionLine> lines, AgentId host) {
            return of(lines, host).flatMap(Interval::end);
        }

        /** When it began; likewise. */
        public static Optional<Instant> start(List<EvictionLine> lines, AgentId host) {
            return of(lines, host).map(Interval::start);
        }

        private static Optional<Interval> of(List<EvictionLine> lines, AgentId host) {
            return last(lines, Optional.of(host)).or(() -> last(lines, Optional.empty()));
        }

        private static Optional<Interval> last(List<EvictionLine> lines, Optional<AgentId> host) {
            return lines.stream()
                    .filter(line -> line.host().equals(host))
                    .reduce((before, after) -> after)
                    .flatMap(EvictionLine::interval);
        }
    }

    /** What stands at addresses from which nobody should log on interactively or with privileges. */
    enum DeviceKind {
        FIREWALL,
        VPN_POOL,
        VPN_GATEWAY,
        HYPERVISOR,
        BACKUP,
        STORAGE,
        PRINTER,
        TELEPHONY,
        CAMERA,
        OTHER
    }

    /**
     * Addresses of devices that no agent can watch, or that a VPN gives to those who come in.
     *
     * @param addresses an address or a range as network/prefix, in its shortest form
     * @param declared false takes it back
     */
    record DeviceLine(
            long number,
            Commune commune,
            DeviceKind kind,
            String addresses,
            String name,
            boolean declared,
            Instant written,
            Author author) {}

    /**
     * Opens one, which gets the next number of the year.
     *
     * @throws IllegalArgumentException without a title of at most 200 characters, without communes or with too many, or with a
     *     watch that is not 1 to 3,650 days
     */
    Incident open(String title, Set<Commune> communes, int watchDays, Author author);

    /** Those of which one commune may be seen, the newest first. */
    List<Incident> list(Scope scope);

    Optional<Incident> find(Scope scope, IncidentId id);

    /** Whether every commune of it may be seen: only then may the whole be decided about. */
    boolean whole(Scope scope, IncidentId id);

    /** It was found to concern another commune too; false, and nothing written, where that may not be decided. */
    boolean extend(Scope scope, IncidentId id, Commune commune, Author author);

    /** Writes a line; false, and nothing written, where the whole may not be decided about. */
    boolean phase(Scope scope, IncidentId id, Phase phase, Optional<Instant> since, Author author);

    /** Every line, in the order of writing. */
    List<PhaseLine> phases(Scope scope, IncidentId id);

    /** Writes a line; false, and nothing written, where that may not be decided, or where the host is of no commune of it. */
    boolean eviction(Scope scope, IncidentId id, Optional<AgentId> host, Optional<Interval> interval, Author author);

    /** Every line about all hosts, and about those that may be seen, in the order of writing. */
    List<EvictionLine> evictions(Scope scope, IncidentId id);

    /** How long the reinforced watch is to last; false, and nothing written, where the whole may not be decided about. */
    boolean watch(Scope scope, IncidentId id, int days, Author author);

    /** Writes a line; false, and nothing written, where the commune may not be seen or is none of it. */
    boolean device(
            Scope scope,
            IncidentId id,
            Commune commune,
            DeviceKind kind,
            String addresses,
            String name,
            boolean declared,
            Author author);

    /** Every line about communes that may be seen, in the order of writing. */
    List<DeviceLine> devices(Scope scope, IncidentId id);

    /** Every such line of every incident, in the order of writing. */
    Map<IncidentId, List<DeviceLine>> declared();
}
