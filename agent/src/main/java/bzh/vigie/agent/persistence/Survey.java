package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.watchlist.LocalWatchlist;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How one system is inventoried: which sites it has, and how one of them is read. Used by one thread. */
interface Survey {
    /** What there is to read on such a system. */
    List<Location> catalogue();

    /** Sees which sites there are now; comes before everything else. */
    void plan();

    /** Where something new would change which sites there are. */
    Interests interests();

    /**
     * Those of the last plan, in the order of the catalogue, but keys of users on Windows: those user by user, last. Every location
     * has at least one.
     */
    List<Site> sites();

    /** Why sites of accounts cannot be told, if they cannot. */
    Optional<Refused<?>> accountsUnread();

    /**
     * Where one of the sites is read, in the last plan: what is read elsewhere than before may be another thing though it is the
     * same site.
     */
    default String origin(Site site) {
        return "";
    }

    /** Whether something came to lie over files, or went from over them, since the last plan. */
    default boolean isViewChanged() {
        return false;
    }

    /** Where something is mounted over files of the site, so that what lies below is not read; as of the last plan. */
    default List<HostPath> coveredAt(Site site) {
        return List.of();
    }

    /**
     * Mount points over files of the site for this process alone, which reads past them; one that it starts would not. As of the last
     * plan.
     */
    default List<HostPath> coveredHereAt(Site site) {
        return List.of();
    }

    /** Who answers for the sites, where that is not the machine itself: of one that does not, all is believed that is gone. */
    default Optional<String> answeredBy() {
        return Optional.empty();
    }

    /** Where something new in the site would be noticed, without reading it. */
    Interests interests(Site site);

    /** Reads one of the sites now. */
    SiteReading read(Site site);

    /**
     * That of the machine's system.
     *
     * @param clock tells whether certificates are valid that signed what runs
     * @param hashes what is known of files' contents, where the system is one that does not sign them
     * @param watchlist what to look for among what is told only as count and digest
     */
    static Survey of(Machine machine, InstantSource clock, FileHashes hashes, Supplier<LocalWatchlist> watchlist) {
        return switch (machine.registry()) {
            case Found<Registry> found -> new WindowsSurvey(machine, found.value(), clock, watchlist);
            case Absent<Registry> ignored -> new LinuxSurvey(machine, hashes, watchlist);
            case Refused<Registry> ignored -> new LinuxSurvey(machine, hashes, watchlist);
        };
    }
}
