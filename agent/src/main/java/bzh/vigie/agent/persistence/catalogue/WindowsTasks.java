package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import bzh.vigie.agent.persistence.format.windows.PowerShellJobs;
import bzh.vigie.agent.persistence.format.windows.SystemFiles;
import bzh.vigie.agent.persistence.format.windows.TaskCache;
import bzh.vigie.agent.persistence.format.windows.TaskFiles;
import bzh.vigie.agent.persistence.format.windows.WmiRepository;
import java.util.List;

/** What Windows starts at a time or on an event: scheduled tasks in both of their stores, jobs of PowerShell and BITS, WMI, shims. */
final class WindowsTasks {
    private WindowsTasks() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "windows.task.definition",
                        "T1053.005",
                        TaskFiles.definition(),
                        "/C:/Windows/System32/Tasks/**/*",
                        "/C:/Windows/SysWOW64/Tasks/**/*"),
                keys(
                        "windows.task.cache",
                        "T1053.005 T1564",
                        new TaskCache(),
                        "HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/Schedule/TaskCache"),
                machine("windows.task.job", "T1053.002", TaskFiles.job(), "/C:/Windows/Tasks/*.job"),
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
                        "windows.wmi.subscription",
                        "T1546.003",
                        new WmiRepository(),
                        "/C:/Windows/System32/wbem/Repository/OBJECTS.DATA",
                        "/C:/Windows/System32/wbem/Repository/FS/OBJECTS.DATA"),
                keys(
                        "windows.wmi.autorecover",
                        "T1546.003",
                        Values.named(Names.FILE, "Autorecover MOFs").by("wbem\\*"),
                        "HKLM/SOFTWARE/Microsoft/WBEM/CIMOM"),
                machine(
                        "windows.shim.database",
                        "T1546.011",
                        SystemFiles.shims(),
                        "/C:/Windows/AppPatch/Custom/*.sdb",
                        "/C:/Windows/AppPatch/Custom/Custom64/*.sdb",
                        "/C:/Windows/AppPatch/CustomSDB/*.sdb"));
    }
}
