package bzh.vigie.collector.store;

import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What analysts decide about groups of items in an incident's review, and the baselines that they sign. Nothing is ever changed: of the
 * lines about one group in one commune the last counts; each act has its author and stands in the audit log.
 */
public interface Reviews {
    /** Groups that are decided in one act at most. */
    int MOST_AT_ONCE = 50_000;

    /** Which list a group stands in. */
    enum Matter {
        /** What hosts had after their eviction. */
        ITEMS,
        /** What appeared, changed or went during it. */
        REMEDIATION
    }

    /** What is said of a group. */
    enum Decision {
        /** It is to be there. */
        APPROVED,
        /** It is the attacker's: a tombstone was set. */
        ATTACKER,
        /** It may stay and is looked at again: it is named in every conclusion. */
        WATCH,
        /** What was decided no longer holds: it waits again. */
        REOPENED
    }

    /**
     * A group, as far as it is the same everywhere.
     *
     * @param id SHA-256 in hex
     * @param lineage what stays when its program is updated
     * @param publisher who vouches for its file; empty where nobody does
     * @param fields of one of its items, by the names of {@code ItemFields}; in a line none, since there are many lines: {@link #fields}
     */
    record Subject(String id, String lineage, String publisher, Map<String, String> fields) {
        public Subject {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * A decision about a group in one commune.
     *
     * @param number grows with each
     * @param act the number of the first line that was written with it
     * @param atOnce how many groups were decided in that act; more than one is a bulk decision
     * @param tombstone that was set with it, or that reopened it; empty where there is none
     */
    record Line(
            long number,
            IncidentId incident,
            Matter matter,
            Subject subject,
            Commune commune,
            Decision decision,
            long act,
            int atOnce,
            String tombstone,
            Instant written,
            Author author) {}

    /**
     * The approvals of a commune, signed by a person: those that stood then and stand since.
     *
     * @param hosts whose items were reviewed
     * @param groups how many approvals stood
     * @param digest SHA-256 over the ids of these groups, each with a line feed, in their order
     * @param upTo the last line that was written before
     */
    record Baseline(
            long number,
            IncidentId incident,
            Commune commune,
            List<AgentId> hosts,
            int groups,
            Sha256 digest,
            long upTo,
            Instant written,
            Author author) {
        public Baseline {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * Decides about groups in one act, each in the communes named.
     *
     * @return how many lines were written; 0, and nothing written, where one commune may not be seen or is none of the incident
     */
    int decide(
            Scope scope,
            IncidentId id,
            Matter matter,
            Map<Subject, Set<Commune>> groups,
            Decision decision,
            String tombstone,
            Author author);

    /** The last line about each group in each commune that may be seen. */
    List<Line> standing(Scope scope, IncidentId id);

    /** Every line about a group in communes that may be seen, in the order of writing. */
    List<Line> lines(Scope scope, IncidentId id, String group);

    /** The fields that were kept of a group when something was first decided of it; none where nothing was. */
    Map<String, String> fields(String group);

    /**
     * Approvals of items that stand in communes that may be seen, whichever incident they are of, in the order of writing.
     *
     * @param like of which of them: asked once of the fields of each group, in how many communes ever it is approved
     */
    List<Line> approvals(Scope scope, Predicate<Map<String, String>> like);

    /** These approvals no longer hold, because of what is named; gives how many. */
    int reopen(List<Line> approvals, String because, Author author);

    /** Approvals that were reopened since then, in the order of writing: a conclusion that was signed before rests on them no longer. */
    List<Line> reopened(Scope scope, IncidentId id, Instant since);

    /** Signs the approvals of a commune as they stand; empty, and nothing written, where it may not be seen or where there are none. */
    Optional<Baseline> sign(Scope scope, IncidentId id, Commune commune, List<AgentId> hosts, Author author);

    /** Those of the incident's communes that may be seen, in the order of signing. */
    List<Baseline> baselines(Scope scope, IncidentId id);

    /** Approvals that stand in a commune and that a signed baseline of it holds, whichever incident they are of. */
    List<Line> baselined(Commune commune);

    /** The number of the line of {@link #baselined} that approves that group; empty where there is none. Cheap to ask for. */
    OptionalLong baselined(Commune commune, String group);

    /** The number of the standing approval of that group in the commune, signed or not; empty where there is none. Cheap to ask for. */
    OptionalLong approved(Commune commune, String group);

    /** Whether it has one of that lineage that the same publisher vouches for; cheap to ask for. */
    boolean isBaselined(Commune commune, String lineage, String publisher);
}
