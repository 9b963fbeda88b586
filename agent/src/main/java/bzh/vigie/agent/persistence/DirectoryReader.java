package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.AccountRoll;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A directory as an inventory has it read: by this process, or by one apart. Used by one thread, but for {@link #stop}. */
interface DirectoryReader extends Survey {
    /**
     * Who answers.
     *
     * @param domain DNS name of the domain
     * @param controller DNS name of the server
     * @param invocation which database answers: its numbers mean nothing to another one
     * @param usn its last change's number when it was connected
     * @param isReadOnly it keeps no secrets and cannot be relied on for what was filtered from it
     */
    record Answering(String domain, String controller, String invocation, long usn, boolean isReadOnly) {}

    /** Connects anew where there is no connection, once until it {@link #rest}s. */
    @Override
    void plan();

    /** Ends the connection; the next plan makes a new one. */
    void rest();

    /** Ends what is underway as soon as that can be, for good; by any thread. */
    default void stop() {
        // Whoever uses it asks between two objects whether it is to end.
    }

    /** The domain, while it is connected. */
    Optional<Answering> domain();

    /** DNS names of the forest's other domains, which are not read over this connection. */
    List<String> others();

    /** Why a place was not read, other than that the computer may not, since it is connected. */
    Optional<ReasonCode> trouble();

    /** Locations that were not read wholly for a reason that may pass, such as a server that did not answer; none of them the next time. */
    Set<Site.Name> takeMissed();

    /** Why it is not connected. */
    Reading.Refused<?> unread();

    /**
     * Locations of which an object changed since, or of which files waited for another day's bytes that are there now.
     *
     * @param usn a number of the same database
     */
    Set<Site.Name> changed(long usn) throws Refused;

    /**
     * Tells the accounts of the domain, while it is connected.
     *
     * @param since number of a change of the same database; empty for all of them
     * @param isClosed whether it is to end
     * @return whether all was told
     */
    boolean accounts(OptionalLong since, BooleanSupplier isClosed, AccountRoll.Told told);

    @Override
    default List<Location> catalogue() {
        return Catalogue.directory();
    }

    @Override
    default Interests interests() {
        return Interests.NONE;
    }

    @Override
    default Optional<Reading.Refused<?>> accountsUnread() {
        return Optional.empty();
    }

    @Override
    default Optional<String> answeredBy() {
        return domain().map(Answering::controller);
    }

    @Override
    default Interests interests(Site site) {
        return Interests.NONE;
    }

    /** That a directory was not read for that reason, as it is told. */
    static Reading.Refused<?> unread(Refused why) {
        return new Reading.Refused<>(why.reason(), why.detailOr(SourceText.detail("directory-unread", why.what())));
    }

    /** Each location of a directory once. */
    static List<Site> all() {
        return Catalogue.directory().stream()
                .map(location -> new Site(location, Optional.empty()))
                .toList();
    }
}
