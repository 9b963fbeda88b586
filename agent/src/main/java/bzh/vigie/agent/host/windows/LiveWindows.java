package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Accounts;
import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.Observed;
import java.util.Set;

/** This Windows machine. */
public final class LiveWindows {
    private LiveWindows() {}

    /**
     * Opens it to read it once, with the right of whoever makes backups to read what its access list forbids, where the account
     * has that.
     */
    public static Reading<Machine> open() {
        Set<String> ignored = Privileges.enable(Privileges.BACKUP);
        LiveFiles files = new LiveFiles();
        return machine(files, new LiveRegistry(files), Reading.absent());
    }

    /** Opens it to read it and to be told of changes; nothing is asked of Windows for that before something is watched. */
    public static Reading<Machine> watched() {
        Set<String> ignored = Privileges.enable(Privileges.BACKUP);
        LiveFiles files = new LiveFiles();
        LiveRegistry registry = new LiveRegistry(files);
        return machine(files, registry, Reading.found(new WindowsFileWatch(files, registry.names())));
    }

    private static Reading<Machine> machine(LiveFiles files, LiveRegistry registry, Reading<FileWatch> watch) {
        Accounts none = Reading::absent;
        return Reading.found(new Machine(
                files,
                none,
                path -> Observed.missed(Observed.Why.NOT_OFFERED),
                watch,
                Reading.absent(),
                Reading.found(registry),
                Reading.absent(),
                Reading.found(new WindowsLists())));
    }
}
