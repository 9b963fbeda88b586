package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import java.util.List;
import java.util.Optional;

/** How a Linux system is inventoried. */
final class LinuxSurvey implements Survey {
    private final Sites sites;
    private final SiteReader reader;

    LinuxSurvey(Machine machine) {
        this.sites = Sites.of(Catalogue.linux(), machine.files(), machine.accounts());
        this.reader = new SiteReader(machine, new FileHashes(machine.files()), sites, sites::accounts);
    }

    @Override
    public List<Site> sites() {
        return sites.list();
    }

    @Override
    public Optional<Refused<?>> accountsUnread() {
        return sites.accountsUnread();
    }

    @Override
    public SiteReading read(Site site) {
        return reader.read(site);
    }
}
