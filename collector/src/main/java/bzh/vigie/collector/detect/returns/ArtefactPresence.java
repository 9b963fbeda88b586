package bzh.vigie.collector.detect.returns;

import bzh.vigie.event.LocationStatus;
import java.time.Instant;
import java.util.Optional;

/** Presence of an attacker artefact on one host, as far as its agent says: present, absent or not confirmed. Immutable. */
public sealed interface ArtefactPresence {
    /**
     * Present when its location was last scanned; nothing says otherwise since.
     *
     * @param certainty how sure it is that this is the artefact: certain where it stands as it was marked or known, else in another form
     */
    record Present(Instant confirmed, By by, Certainty certainty) implements ArtefactPresence {}

    /**
     * Absent from a later scan of its location.
     *
     * @param seen receipt of that scan
     * @param replaced whether something else is at its location
     */
    record Absent(Instant seen, boolean replaced) implements ArtefactPresence {}

    /**
     * Neither confirmed present nor seen absent.
     *
     * @param since when it was last seen, or where it was seen absent before it was covered or the eviction ended; empty where its agent
     *     never reported it
     * @param location status of its location, where that is the reason
     */
    record NotConfirmed(Optional<Instant> since, Why why, Optional<LocationStatus> location)
            implements ArtefactPresence {}

    /** What confirms it. */
    enum By {
        /** A full pass of its agent that found everything as the collector has it: what it was told of unchanged places is true still. */
        FULL_SCAN,
        /** A reading of its place that its agent told. */
        READING
    }

    /** Why nothing confirms it, the first that holds. */
    enum Why {
        /** It is nothing that lies in an inventory: a program that ran, a logon. */
        NOT_LISTED,
        /** It was found on a disk, or in several places at once, and not by an agent of its host. */
        NO_AGENT,
        /** The agent of its host may not send any more, or not yet. */
        NOT_SENDING,
        /** That agent never told it. */
        NEVER_TOLD,
        /** That agent was stopped. */
        STOPPED,
        /** What reads its place is down. */
        NOT_READING,
        /** That agent is not heard. */
        SILENT,
        /** Its place was not read, or not wholly. */
        PLACE_UNREAD,
        /** It was missing on another machine that showed the identity of its host. */
        OTHER_MACHINE,
        /** It was seen absent, and its place was covered since: what lies below the cover is not seen. */
        COVERED,
        /** The last full pass found otherwise than the collector has it: the agent is asked to list it again. */
        DIFFERS,
        /** The last full pass does not say what it found: a change waited to be told, or the agent's version is older. */
        UNTOLD,
        /** No full pass ended for a day. */
        NO_PASS,
        /** Confirmed only before the end of the eviction of its host. */
        BEFORE_EVICTION,
        /** Seen absent only before the end of the eviction of its host. */
        ABSENT_BEFORE_EVICTION
    }

    /** In one word, for programs. */
    default String word() {
        return switch (this) {
            case Present ignored -> "present";
            case Absent ignored -> "absent";
            case NotConfirmed ignored -> "not-confirmed";
        };
    }

    /** When it was last seen there; empty where it is gone, and where it never was. */
    default Optional<Instant> lastPresent() {
        return switch (this) {
            case Present present -> Optional.of(present.confirmed());
            case NotConfirmed unknown ->
                unknown.why() == Why.COVERED || unknown.why() == Why.ABSENT_BEFORE_EVICTION
                        ? Optional.empty()
                        : unknown.since();
            case Absent ignored -> Optional.empty();
        };
    }
}
