package bzh.vigie.collector.store;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What analysts marked as the attacker's, which must never be seen again, and what they say of what was seen again. Nothing is ever
 * changed: of the lines about one thing the last counts, and each has its author and stands in the audit log.
 */
public interface Tombstones {
    /** Tombstones of one incident at most. */
    int MOST = 5_000;

    /** Rule of what is there after it was to be removed. */
    String NOT_REMOVED = "vigie-not-removed";

    /** Rule of what may be an attacker artefact seen again. */
    String SUSPECTED = "vigie-suspected-return";

    /** Rules whose alerts are possible recurrences. */
    Set<String> RULES = Set.of("vigie-return", SUSPECTED, NOT_REMOVED);

    /** Whether closing these alerts is one act about several, some of which are possible recurrences: there is no such act. */
    static boolean isBulkAct(List<Alert> closed) {
        return closed.size() > 1 && closed.stream().anyMatch(alert -> RULES.contains(alert.rule()));
    }

    /** Rule of what was seen before the eviction of its host ended: a part of the attack, and no recurrence. */
    String SAME_ATTACK = "vigie-same-attack";

    /** Under this key the evidence of such an alert names its incident. */
    String INCIDENT = "incident";

    /** Under this key the evidence of such an alert names its tombstone. */
    String TOMBSTONE = "tombstone";

    /**
     * What was marked.
     *
     * @param number grows with each
     * @param id the incident's with its place, such as 2026-001-T3
     * @param commune where it was found
     * @param host where it was found; empty where that was no host of ours, such as a seized disk
     * @param key of the item; empty where it is no item
     * @param fields as an item or a finding tells them, by the names of {@code ItemFields} and of findings
     * @param standing false where it was taken back
     * @param removal by when it was to be removed; empty where only the eviction says so
     * @param author of the last line
     */
    record Tombstone(
            long number,
            String id,
            IncidentId incident,
            Commune commune,
            Optional<AgentId> host,
            String key,
            Map<String, String> fields,
            Instant marked,
            boolean standing,
            Optional<Instant> removal,
            Author author) {
        public Tombstone {
            fields = Map.copyOf(fields);
        }

        /** By its number: fields are many. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Tombstone tombstone && tombstone.number == number;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    /**
     * A mark that was taken back.
     *
     * @param authors who took it back since it last stood, each line's, in the order of writing; at least one
     */
    record Withdrawn(Tombstone tombstone, List<Author> authors) {
        public Withdrawn {
            authors = List.copyOf(authors);
        }

        /** Who took it back, and why. */
        public Author author() {
            return authors.getFirst();
        }

        /** Another person who took it back too. */
        public Optional<Author> approval() {
            return authors.stream().filter(each -> !each.isSamePerson(author())).findFirst();
        }

        /** Whether a second person has yet to say the same. */
        public boolean awaitsApproval() {
            return approval().isEmpty();
        }
    }

    /** What a recurrence is, as only an analyst can say (DESIGN.md 2). */
    enum Nature {
        /** The attacker is back. */
        RETURNED,
        /** It was there before the eviction, or was not removed: the eviction begins anew. */
        NEVER_LEFT,
        /** A backup, an image or a group policy brought it back. */
        RESTORED,
        /** Another intrusion, which has nothing to do with this one. */
        UNRELATED,
        /** A test, the provider, the remediation. */
        AUTHORISED;

        /** Whether it denies that the attacker came back, or stayed: what shows it has to be named, and a second person has to say the same. */
        public boolean needsApproval() {
            return this == RESTORED || this == UNRELATED || this == AUTHORISED;
        }
    }

    /**
     * What an analyst says of an alert; of several lines the later counts.
     *
     * @param proof what shows it: a document, a ticket, whom to ask; empty where nobody named any
     */
    record NatureLine(long number, String alert, Nature nature, String proof, Instant written, Author author) {}

    /**
     * An attacker artefact that was seen again.
     *
     * @param lines what analysts said that it is, in the order of writing; none where nobody did
     * @param sameAttack whether it was last seen before the eviction of its host ended, as that is dated now, and nobody said otherwise: it is
     *     the attacker's, and no recurrence
     * @param dated when its file was written last, where the file says that this was before the eviction of its host began though it came
     *     back after that: a backup or an image, or a time that somebody set back
     */
    record Recurrence(Alert alert, List<NatureLine> lines, boolean sameAttack, Optional<Instant> dated) {
        public Recurrence {
            lines = List.copyOf(lines);
        }

        /** The line that counts. */
        public Optional<NatureLine> nature() {
            return lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast());
        }

        /** Whether it counts as a possible recurrence until an analyst says what it is. */
        public boolean isUndecided() {
            return lines.isEmpty() && !sameAttack;
        }

        /** The nature that is proposed; empty where a person said it, or nothing speaks for one. Proposed is not said. */
        public Optional<Nature> proposed() {
            return isUndecided() ? dated.map(_ -> Nature.RESTORED) : Optional.empty();
        }

        /** What it is, as one word; empty where nobody said it. */
        public Optional<String> word() {
            return nature().map(line -> ItemFields.word(line.nature()))
                    .or(() -> sameAttack ? Optional.of("same-attack") : Optional.empty());
        }

        /** The line of another person than the one of the line that counts, who said the same before, with nothing else said in between. */
        public Optional<NatureLine> approval() {
            return nature().flatMap(last -> lines.reversed().stream()
                    .takeWhile(line -> line.nature() == last.nature())
                    .filter(line -> !line.author().isSamePerson(last.author()))
                    .findFirst());
        }

        /** The user of the operating system that wrote two names: an approval that does not count; empty where there is none such. */
        public Optional<String> sameSystemUser() {
            return nature().filter(line -> awaitsApproval())
                    .flatMap(last -> lines.reversed().stream()
                            .takeWhile(line -> line.nature() == last.nature())
                            .filter(line -> !line.author().hasSameName(last.author()))
                            .map(line -> line.author().systemUser())
                            .findFirst());
        }

        /** Whether a second person has yet to say the same. */
        public boolean awaitsApproval() {
            return nature().filter(line -> line.nature().needsApproval()).isPresent()
                    && approval().isEmpty();
        }
    }

    /**
     * Marks something.
     *
     * @return it; empty, and nothing written, where the commune may not be seen or is none of the incident, or where there are too many
     */
    Optional<Tombstone> add(
            Scope scope,
            IncidentId id,
            Commune commune,
            Optional<AgentId> host,
            String key,
            Map<String, String> fields,
            Optional<Instant> removal,
            Author author);

    /** Says whether it stands, and by when it was to be removed; false, and nothing written, where it may not be seen. */
    boolean line(Scope scope, String id, boolean standing, Optional<Instant> removal, Author author);

    /** Those of an incident that were found in communes that may be seen, in the order of marking, also those taken back. */
    List<Tombstone> list(Scope scope, IncidentId id);

    /** Those of an incident that are taken back, by where they were found, in the order of marking. */
    List<Withdrawn> withdrawn(Scope scope, IncidentId id);

    Optional<Tombstone> find(Scope scope, String id);

    /** Every one that stands, of all incidents. */
    List<Tombstone> standing();

    /** Ids of those for which the events of a commune were looked through that came before them. */
    Set<String> lookedBack(Commune commune);

    /** Says so of these. */
    void lookedBack(Commune commune, List<Tombstone> marks);

    /** Another text whenever a tombstone, an eviction or the communes of an incident changed; cheap to ask for. */
    String version();

    /** What was seen again of an incident in communes that may be seen, in the order of alerts. */
    List<Recurrence> recurrences(Scope scope, IncidentId id);

    /** How many of them count as possible recurrences. */
    long undecided(Scope scope, IncidentId id);

    /** When the last that stands was marked on that host in that incident; what lies in a directory is not of the host that reads it. */
    Optional<Instant> lastMarked(IncidentId id, AgentId host);

    /** What was seen again of that incident on that host, in the order of alerts; likewise. */
    List<Recurrence> recurrences(IncidentId id, AgentId host);

    /** Says what a recurrence is, without naming what shows it. */
    default boolean nature(Scope scope, String alert, Nature nature, Author author) {
        return nature(scope, alert, nature, "", author);
    }

    /** Says what a recurrence is; false, and nothing written, where there is no such alert that may be seen. */
    boolean nature(Scope scope, String alert, Nature nature, String proof, Author author);

    /** All that was said of an alert, in the order of writing. */
    List<NatureLine> natures(Scope scope, String alert);
}
