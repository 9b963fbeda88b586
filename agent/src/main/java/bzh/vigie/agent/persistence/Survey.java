package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** How one system is inventoried: which sites it has, and how one of them is read. Used by one thread. */
interface Survey {
    /** In the order of the catalogue; every location has at least one. */
    List<Site> sites();

    /** Why sites of accounts cannot be told, if they cannot. */
    Optional<Refused<?>> accountsUnread();

    /** Reads one of the sites now. */
    SiteReading read(Site site);

    /**
     * That of the machine's system.
     *
     * @param clock tells whether certificates are valid that signed what runs
     */
    static Survey of(Machine machine, InstantSource clock) {
        return switch (machine.registry()) {
            case Found<Registry> found -> new WindowsSurvey(machine, found.value(), clock);
            case Absent<Registry> ignored -> new LinuxSurvey(machine);
            case Refused<Registry> ignored -> new LinuxSurvey(machine);
        };
    }
}
