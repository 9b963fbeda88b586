package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.windows.PowerShellJobs;
import bzh.vigie.agent.persistence.format.windows.SystemFiles;
import java.util.List;

/** What Windows starts at a time or on an event besides tasks and WMI: jobs of PowerShell and BITS, shims. */
final class WindowsTasks {
    private WindowsTasks() {}

    static List<Location> locations() {
        return List.of(
                home(
                        "windows.task.power-shell-job-user",
                        "T1053.005",
                        new PowerShellJobs(),
                        "~/AppData/Local/Microsoft/Windows/PowerShell/ScheduledJobs/*/ScheduledJobDefinition.xml"),
                machine(
                        "windows.bits",
                        "T1197",
                        SystemFiles.transfers(),
                        "/C:/ProgramData/Microsoft/Network/Downloader/qmgr.db",
                        "/C:/ProgramData/Microsoft/Network/Downloader/qmgr0.dat",
                        "/C:/ProgramData/Microsoft/Network/Downloader/qmgr1.dat"),
                machine(
                        "windows.shim.database",
                        "T1546.011",
                        SystemFiles.shims(),
                        "/C:/Windows/AppPatch/Custom/*.sdb",
                        "/C:/Windows/AppPatch/Custom/Custom64/*.sdb",
                        "/C:/Windows/AppPatch/CustomSDB/*.sdb"));
    }
}
