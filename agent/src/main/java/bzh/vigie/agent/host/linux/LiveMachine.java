package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.PasswdAccounts;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.packages.InstalledPackages;

/** This Linux machine, watched. */
public final class LiveMachine {
    private LiveMachine() {}

    /** Opens it; refused only where the root directory itself cannot be opened. */
    public static Reading<Machine> open() {
        return LinuxFiles.live()
                .then(files -> Reading.found(new Machine(
                        files,
                        new PasswdAccounts(files),
                        new InstalledPackages(files),
                        LinuxFileWatch.open(files),
                        Reading.found(new LinuxRunning()),
                        Reading.absent(),
                        Reading.found(new LinuxApart("/")))));
    }
}
