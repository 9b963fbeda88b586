package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.watchlist.LocalWatchlist;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How a Linux system is inventoried. */
final class LinuxSurvey implements Survey {
    private final Machine machine;
    private final SiteReader reader;
    private Optional<Sites> planned = Optional.empty();
    private CoveredSites covered = CoveredSites.NONE;

    /** With what is known of its files' contents, and what to look for. */
    LinuxSurvey(Machine machine, FileHashes hashes, Supplier<LocalWatchlist> watchlist) {
        this.machine = machine;
        this.reader = new SiteReader(
                machine,
                hashes,
                plannedNames(),
                () -> planned.map(Sites::accounts).orElse(List.of()),
                watchlist);
    }

    /** As the sites that are planned last have them. */
    private Names plannedNames() {
        return new Names() {
            @Override
            public String account(long uid) {
                return planned.map(p -> p.account(uid)).orElse("uid " + uid);
            }

            @Override
            public String group(long gid) {
                return planned.map(p -> p.group(gid)).orElse(Long.toString(gid));
            }
        };
    }

    @Override
    public List<Location> catalogue() {
        return Catalogue.linux();
    }

    @Override
    public void plan() {
        covered = CoveredSites.of(machine.files());
        planned = Optional.of(Sites.of(Catalogue.linux(), machine.files(), machine.accounts()));
    }

    @Override
    public Interests interests() {
        return planned.map(Sites::interests).map(Interests::of).orElse(Interests.NONE);
    }

    @Override
    public List<Site> sites() {
        return planned.map(Sites::list).orElse(List.of());
    }

    @Override
    public Optional<Refused<?>> accountsUnread() {
        return planned.flatMap(Sites::accountsUnread);
    }

    @Override
    public String origin(Site site) {
        return coveredAt(site) + " " + covered.ownOver(site);
    }

    @Override
    public boolean isViewChanged() {
        return !covered.equals(CoveredSites.of(machine.files()));
    }

    @Override
    public List<HostPath> coveredAt(Site site) {
        return covered.over(site);
    }

    @Override
    public List<HostPath> coveredHereAt(Site site) {
        return covered.ownOver(site);
    }

    @Override
    public Interests interests(Site site) {
        return Interests.of(reader.interests(site));
    }

    @Override
    public SiteReading read(Site site) {
        return reader.read(site);
    }
}
