package bzh.vigie.collector.detect.returns;

import bzh.vigie.event.LocationStatus;
import java.time.Instant;
import java.util.Optional;

/** How an artefact of the attacker stands on one host, as far as its agent's word goes: each is true whenever it is asked for. */
public sealed interface ArtefactState {
    /** It was there when that was last looked at, and nothing speaks against looking there still. */
    record There(Instant confirmed, By by) implements ArtefactState {}

    /**
     * A reading found that it is no longer there.
     *
     * @param seen receipt of that
     * @param replaced whether something else stands in its place
     */
    record Gone(Instant seen, boolean replaced) implements ArtefactState {}

    /**
     * Nobody knows.
     *
     * @param since when it was last seen there; empty where its agent never told it
     * @param location how its place was read, where that is why
     */
    record NotConfirmed(Optional<Instant> since, Why why, Optional<LocationStatus> location) implements ArtefactState {}

    /** What confirms it. */
    enum By {
        /** A full pass of its agent that found everything as the collector has it: what it was told of unchanged places is true still. */
        PASS,
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
        /** The last full pass found otherwise than the collector has it: the agent is asked to list it again. */
        DIFFERS,
        /** The last full pass does not say what it found: a change waited to be told, or the agent's version is older. */
        UNTOLD,
        /** No full pass ended for a day, or since it was to be removed. */
        NO_PASS
    }

    /** In one word, for programs. */
    default String word() {
        return switch (this) {
            case There ignored -> "there";
            case Gone ignored -> "gone";
            case NotConfirmed ignored -> "not-confirmed";
        };
    }

    /** When it was last seen there; empty where it is gone, and where it never was. */
    default Optional<Instant> lastThere() {
        return switch (this) {
            case There there -> Optional.of(there.confirmed());
            case NotConfirmed unknown -> unknown.since();
            case Gone ignored -> Optional.empty();
        };
    }
}
