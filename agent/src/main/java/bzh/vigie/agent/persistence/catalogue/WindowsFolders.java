package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.LoadedFile;
import bzh.vigie.agent.persistence.format.WindowsScript;
import bzh.vigie.agent.persistence.format.access.AuthorizedKeys;
import bzh.vigie.agent.persistence.format.access.Hosts;
import bzh.vigie.agent.persistence.format.windows.ShortcutFiles;
import bzh.vigie.agent.persistence.format.windows.SystemFiles;
import java.util.List;

/** Folders whose files run because they lie there. */
final class WindowsFolders {
    private WindowsFolders() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "windows.start-folder",
                        "T1547.001",
                        ShortcutFiles.startup(),
                        "/C:/ProgramData/Microsoft/Windows/Start Menu/Programs/Startup/*"),
                home(
                        "windows.start-folder-user",
                        "T1547.001",
                        ShortcutFiles.startup(),
                        "~/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/*",
                        "~/Start Menu/Programs/Startup/*"),
                machine(
                        "windows.set-up-script",
                        "T1547",
                        new WindowsScript(),
                        "/C:/Windows/Setup/Scripts/*",
                        "/C:/Windows/System32/ErrorHandler.cmd",
                        "/C:/Recovery/OEM/*",
                        "/C:/Windows/System32/oobe/SetupComplete.cmd",
                        "/C:/Windows/OEM/SetupComplete.cmd"),
                machine(
                        "windows.power-shell.profile",
                        "T1546.013",
                        new WindowsScript(),
                        "/C:/Windows/System32/WindowsPowerShell/v1.0/profile.ps1",
                        "/C:/Windows/System32/WindowsPowerShell/v1.0/Microsoft.*_profile.ps1",
                        "/C:/Windows/SysWOW64/WindowsPowerShell/v1.0/*profile.ps1",
                        "/C:/Program Files/PowerShell/*/*profile.ps1"),
                home(
                        "windows.power-shell.profile-user",
                        "T1546.013",
                        new WindowsScript(),
                        "~/Documents/WindowsPowerShell/*profile.ps1",
                        "~/Documents/PowerShell/*profile.ps1",
                        "~/OneDrive/Documents/WindowsPowerShell/*profile.ps1",
                        "~/OneDrive/Documents/PowerShell/*profile.ps1"),
                machine("windows.hosts", "T1565.001 T1556.006", new Hosts(), "/C:/Windows/System32/drivers/etc/hosts"),
                machine(
                        "windows.ssh.administrators-key",
                        "T1098.004",
                        new AuthorizedKeys(),
                        "/C:/ProgramData/ssh/administrators_authorized_keys"),
                home(
                        "windows.ssh.authorized-key",
                        "T1098.004",
                        new AuthorizedKeys(),
                        "~/.ssh/authorized_keys",
                        "~/.ssh/authorized_keys2"),
                home(
                        "windows.office.start-file-user",
                        "T1137.001",
                        SystemFiles.macros(),
                        "~/AppData/Roaming/Microsoft/Word/STARTUP/*",
                        "~/AppData/Roaming/Microsoft/Excel/XLSTART/*",
                        "~/AppData/Roaming/Microsoft/Templates/Normal.dotm",
                        "~/AppData/Roaming/Microsoft/Outlook/VbaProject.OTM",
                        "~/AppData/Roaming/Microsoft/AddIns/*"),
                machine(
                        "windows.office.start-file",
                        "T1137.001",
                        SystemFiles.macros(),
                        "/C:/Program Files/Microsoft Office/*/*/STARTUP/*",
                        "/C:/Program Files/Microsoft Office/Office*/XLSTART/*",
                        "/C:/Program Files/Microsoft Office/Office*/STARTUP/*",
                        "/C:/Program Files (x86)/Microsoft Office/Office*/XLSTART/*",
                        "/C:/Program Files (x86)/Microsoft Office/Office*/STARTUP/*",
                        "/C:/Program Files/Microsoft Office/root/*/XLSTART/*",
                        "/C:/Program Files/Microsoft Office/root/*/STARTUP/*",
                        "/C:/Program Files (x86)/Microsoft Office/root/*/XLSTART/*",
                        "/C:/Program Files (x86)/Microsoft Office/root/*/STARTUP/*"),
                machine(
                        "windows.editor.plug-in",
                        "T1546",
                        new LoadedFile(),
                        "/C:/Program Files/Notepad++/plugins/*/*.dll",
                        "/C:/Program Files (x86)/Notepad++/plugins/*/*.dll"),
                machine(
                        "windows.phantom-library",
                        "T1574.001",
                        new LoadedFile(),
                        "/C:/Windows/System32/WptsExtensions.dll",
                        "/C:/Windows/System32/wlbsctrl.dll",
                        "/C:/Windows/System32/TSMSISrv.dll",
                        "/C:/Windows/System32/TSVIPSrv.dll",
                        "/C:/Windows/System32/wbemcomn.dll",
                        "/C:/Windows/System32/SprintCSP.dll",
                        "/C:/Windows/System32/oci.dll",
                        "/C:/Windows/System32/fveapi.dll.mui",
                        "/C:/Windows/System32/windowscoredeviceinfo.dll",
                        "/C:/Windows/System32/cdpsgshims.dll",
                        "/C:/Windows/System32/phoneinfo.dll",
                        "/C:/Windows/System32/wow64log.dll",
                        "/C:/Windows/System32/wpbbin.exe",
                        "/C:/Windows/System32/ualapi.dll",
                        "/C:/Windows/System32/wlanhlp.dll",
                        "/C:/Windows/System32/fxsst.dll"),
                machine(
                        "windows.web.application-settings",
                        "T1574.014",
                        new LoadedFile(),
                        "/C:/Windows/Microsoft.NET/Framework/*/CONFIG/machine.config",
                        "/C:/Windows/Microsoft.NET/Framework64/*/CONFIG/machine.config"),
                machine(
                        "windows.code-integrity",
                        "T1562.001",
                        new LoadedFile(),
                        "/C:/Windows/System32/CodeIntegrity/CiPolicies/Active/*.cip",
                        "/C:/Windows/System32/CodeIntegrity/SiPolicy.p7b"),
                machine(
                        "windows.boot.manager",
                        "T1542.003",
                        new LoadedFile(),
                        "/C:/bootmgr",
                        "/C:/Windows/Boot/EFI/bootmgfw.efi",
                        "/C:/EFI/*/*/*.efi",
                        "/C:/EFI/*/*.efi"));
    }
}
