package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.Optional;
import java.util.Set;

/** What one reading of a place of a directory did not take, and what is said of the place for it. Used by one thread. */
final class LeftOut {
    private Optional<Refused> refused = Optional.empty();
    private boolean isCut;
    private boolean hasOthers;
    private boolean areOthersLess;

    /** The server answered no more. */
    void refused(Refused why) {
        refused = Optional.of(why);
    }

    /** There is more than is taken: anything may be hidden. */
    void anything() {
        isCut = true;
    }

    /** Something was left out that matters less: what is not found may still be there. */
    void others() {
        hasOthers = true;
    }

    /** What is not taken from now on matters less. */
    void othersFollow(Gathering gathered) {
        isCut |= gathered.isFull();
        areOthersLess = true;
    }

    /** Something is not taken, since the place tells as much as it may. */
    void full() {
        isCut |= !areOthersLess;
        hasOthers |= areOthersLess;
    }

    /** What was found, and in what state the place is. */
    SiteReading reading(Location location, Gathering gathered, UnseenObjects unseen, long bytes) {
        if (gathered.isFull()) {
            full();
        }
        State state = State.READ;
        ReasonCode reason = ReasonCode.NONE;
        String detail = "";
        if (refused.isPresent()) {
            Refused why = refused.get();
            state = gathered.items().isEmpty() ? State.UNREADABLE : State.PARTIAL;
            reason = why.reason();
            detail = why.detailOr(SourceText.detail("directory-unread", why.what()));
        } else if (isCut || (hasOthers && unseen.isEmpty())) {
            state = State.PARTIAL;
            reason = ReasonCode.TOO_LARGE;
            detail = SourceText.detail("location-too-much", location.id());
        } else if (!unseen.isEmpty()) {
            state = State.PARTIAL;
            reason = unseen.reason();
            detail = unseen.detail();
        }
        boolean hides = refused.isPresent() || isCut || unseen.isFull();
        return new SiteReading(
                        gathered.items(),
                        gathered.folded(),
                        state,
                        reason,
                        detail,
                        bytes,
                        hides ? Set.of(HostPath.ROOT) : Set.of(),
                        Interests.NONE)
                .withUnseen(unseen.unseen(hasOthers));
    }
}
