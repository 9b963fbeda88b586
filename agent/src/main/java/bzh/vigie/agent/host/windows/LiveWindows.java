package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Accounts;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.Observed;
import java.util.Set;

/** This Windows machine. */
public final class LiveWindows {
    private LiveWindows() {}

    /** Opens it, with the right of whoever makes backups to read what its access list forbids, where the account has that. */
    public static Reading<Machine> open() {
        Set<String> ignored = Privileges.enable(Privileges.BACKUP);
        LiveFiles files = new LiveFiles();
        Accounts none = Reading::absent;
        return Reading.found(new Machine(
                files,
                none,
                path -> Observed.missed(Observed.Why.NOT_OFFERED),
                Reading.absent(),
                Reading.absent(),
                Reading.found(new LiveRegistry(files)),
                Reading.absent()));
    }
}
