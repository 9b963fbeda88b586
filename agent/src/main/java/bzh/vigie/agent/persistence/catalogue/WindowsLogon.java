package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.CONTROL;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.NT;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;

import bzh.vigie.agent.persistence.format.registry.Handler;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import java.util.List;

/** What Windows runs at boot and logon by itself: Winlogon, the session manager, set-up. */
final class WindowsLogon {
    private WindowsLogon() {}

    static List<Location> locations() {
        return List.of(
                keys(
                        "windows.winlogon.shell",
                        "T1547.004",
                        Values.named(Names.COMMAND, "Shell").separatedBy(",").by("explorer.exe"),
                        both(NT + "/Winlogon")),
                userKeys(
                        "windows.winlogon.shell-user",
                        "T1547.004",
                        Values.named(Names.COMMAND, "Shell").separatedBy(","),
                        own(NT + "/Winlogon")),
                keys(
                        "windows.winlogon.userinit",
                        "T1547.004",
                        Values.named(Names.COMMAND, "Userinit").separatedBy(",").by("userinit.exe", "userinit"),
                        both(NT + "/Winlogon")),
                userKeys(
                        "windows.winlogon.userinit-user",
                        "T1547.004",
                        Values.named(Names.COMMAND, "Userinit").separatedBy(","),
                        own(NT + "/Winlogon")),
                keys(
                        "windows.winlogon.helper",
                        "T1547.004",
                        Values.named(
                                        Names.COMMAND,
                                        "Taskman",
                                        "VmApplet",
                                        "AppSetup",
                                        "GinaDLL",
                                        "mpnotify",
                                        "System",
                                        "UIHost",
                                        "SaveDumpStart",
                                        "ServiceControllerStart",
                                        "LsaStart")
                                .by(
                                        "SystemPropertiesPerformance.exe /pagefile",
                                        "rundll32 shell32,control_rundll \"sysdm.cpl\"",
                                        "sysdm.cpl",
                                        "UsrLogon.Cmd",
                                        "mpnotify.exe"),
                        both(NT + "/Winlogon")),
                userKeys(
                        "windows.winlogon.helper-user",
                        "T1547.004",
                        Values.named(Names.COMMAND, "Taskman", "VmApplet", "AppSetup", "System"),
                        own(NT + "/Winlogon")),
                keys(
                        "windows.winlogon.notify",
                        "T1547.004",
                        Values.named(Names.LIBRARY, "DllName"),
                        both(NT + "/Winlogon/Notify/*")),
                keys(
                        "windows.winlogon.gp-extension",
                        "T1484.001 T1547",
                        Values.named(Names.LIBRARY, "DllName"),
                        both(NT + "/Winlogon/GPExtensions/*")),
                keys(
                        "windows.winlogon.alternate-shell",
                        "T1547.004",
                        Values.all(Names.COMMAND),
                        both(NT + "/Winlogon/AlternateShells/AvailableShells")),
                keys(
                        "windows.winlogon.auto-logon",
                        "T1112 T1552.002",
                        Values.named(Names.NOTHING, "AutoAdminLogon", "DefaultUserName", "ForceAutoLogon")
                                .and((key, draft) -> key.is("AutoAdminLogon", 1) ? draft : draft.enabled(false)),
                        both(NT + "/Winlogon")),
                keys(
                        "windows.policy.shell",
                        "T1547.001",
                        Values.named(Names.COMMAND, "Shell", "Userinit", "UIHost"),
                        both(VERSION + "/Policies/System")),
                userKeys(
                        "windows.policy.shell-user",
                        "T1547.001",
                        Values.named(Names.COMMAND, "Shell", "Userinit"),
                        own(VERSION + "/Policies/System")),
                keys(
                        "windows.credential-provider",
                        "T1556",
                        Handler.in(),
                        both(
                                VERSION + "/Authentication/Credential Providers/*",
                                VERSION + "/Authentication/Credential Provider Filters/*",
                                VERSION + "/Authentication/PLAP Providers/*")),
                keys(
                        "windows.boot.execute",
                        "T1547.001",
                        Values.named(Names.NATIVE, "BootExecute")
                                .by("autocheck autochk *", "autocheck autochk /q /v *"),
                        CONTROL + "/Session Manager"),
                keys(
                        "windows.boot.execute-more",
                        "T1547.001",
                        Values.named(
                                        Names.NATIVE,
                                        "SetupExecute",
                                        "Execute",
                                        "S0InitialCommand",
                                        "InitialCommand",
                                        "PlatformExecute",
                                        "BootExecuteNoPnpSync",
                                        "SetupExecuteNoPnpSync",
                                        "PlatformExecuteNoPnpSync",
                                        "BootShell")
                                // BootShell of each Windows since 8.1 (recorded hives, dissect.regf and regipy)
                                .by("bootim.exe"),
                        CONTROL + "/Session Manager"),
                keys(
                        "windows.boot.pending-rename",
                        "T1547 T1574",
                        Values.beginning(Names.FILE, "PendingFileRenameOperations"),
                        CONTROL + "/Session Manager"),
                keys(
                        "windows.boot.subsystem",
                        "T1547",
                        Values.named(Names.COMMAND, "Windows", "Posix", "Debug", "Optional")
                                .by("csrss.exe*", "psxss.exe", "Posix"),
                        CONTROL + "/Session Manager/SubSystems"),
                keys(
                        "windows.boot.verification",
                        "T1547.001",
                        Values.named(Names.COMMAND, "ImagePath"),
                        CONTROL + "/BootVerificationProgram"),
                keys(
                        "windows.boot.setup",
                        "T1547",
                        Values.named(Names.COMMAND, "CmdLine")
                                .and((key, draft) -> key.is("SetupType", 0) ? draft.enabled(false) : draft),
                        "HKLM/SYSTEM/Setup"));
    }
}
