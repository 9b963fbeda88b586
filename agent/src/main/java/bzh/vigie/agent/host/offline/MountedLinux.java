package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.PasswdAccounts;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.LinuxApart;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.agent.host.packages.InstalledPackages;
import java.nio.file.Path;

/**
 * A Linux system that lies under a directory of this one: a mounted disk, a folder. Nothing of it runs, nothing outside it is
 * reached. It is read by the same calls as a live one, with another root: what keeps a link inside the root is one code.
 */
public final class MountedLinux {
    private MountedLinux() {}

    /** Opens the system under that directory; absent where there is no such directory. */
    public static Reading<Machine> open(Path root) {
        String directory = root.toAbsolutePath().toString();
        return LinuxFiles.under(directory)
                .then(files -> Reading.found(new Machine(
                        files,
                        new PasswdAccounts(files),
                        new InstalledPackages(files),
                        Reading.absent(),
                        Reading.absent(),
                        Reading.absent(),
                        Reading.found(new LinuxApart(directory)))));
    }
}
