package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.CONTROL;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.NT;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;

import bzh.vigie.agent.persistence.format.registry.PolicyScript;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import bzh.vigie.agent.persistence.format.registry.Variables;
import java.util.List;

/** Scripts, environment and rules that apply to everybody or to an account. */
final class WindowsPolicies {
    private WindowsPolicies() {}

    static List<Location> locations() {
        return List.of(
                keys(
                        "windows.environment",
                        "T1574.007 T1574.012",
                        new Variables(),
                        CONTROL + "/Session Manager/Environment"),
                userKeys(
                        "windows.environment-user",
                        "T1574.007 T1574.012",
                        new Variables(),
                        "HKCU/Environment",
                        "HKCU/Volatile Environment"),
                keys(
                        "windows.environment.service",
                        "T1574.012",
                        Values.named(Names.NOTHING, "Environment"),
                        SERVICES + "/*"),
                userKeys(
                        "windows.logon-script-user",
                        "T1037.001",
                        Values.named(Names.COMMAND, "UserInitMprLogonScript"),
                        "HKCU/Environment"),
                keys(
                        "windows.policy.script",
                        "T1037.003 T1484.001",
                        new PolicyScript(),
                        "HKLM/SOFTWARE" + VERSION + "/Group Policy/Scripts/*/*/*",
                        "HKLM/SOFTWARE" + VERSION + "/Group Policy/State/Machine/Scripts/*/*/*",
                        "HKLM/SOFTWARE/Policies/Microsoft/Windows/System/Scripts/*/*/*"),
                userKeys(
                        "windows.policy.script-user",
                        "T1037.003 T1484.001",
                        new PolicyScript(),
                        "HKCU/Software" + VERSION + "/Group Policy/Scripts/*/*/*",
                        "HKCU/Software/Policies/Microsoft/Windows/System/Scripts/*/*/*",
                        "HKCU/Software" + VERSION + "/Group Policy/State/*/Scripts/*/*/*"),
                keys(
                        "windows.active-setup",
                        "T1547.014",
                        Values.named(Names.COMMAND, "StubPath"),
                        both("/Microsoft/Active Setup/Installed Components/*")),
                userKeys(
                        "windows.active-setup-user",
                        "T1547.014",
                        Values.named(Names.NOTHING, "Version", "StubPath"),
                        own("/Microsoft/Active Setup/Installed Components/*")),
                userKeys(
                        "windows.load-user",
                        "T1547.001",
                        Values.named(Names.COMMAND, "Load", "Run"),
                        own(NT + "/Windows")),
                keys("windows.load", "T1547.001", Values.named(Names.COMMAND, "Load", "Run"), both(NT + "/Windows")),
                keys(
                        "windows.start-folder.redirected",
                        "T1547.001",
                        Values.named(Names.FILE, "Common Startup", "Common AltStartup")
                                .by(
                                        "%ProgramData%\\Microsoft\\Windows\\Start Menu\\Programs\\Startup",
                                        "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\Startup"),
                        both(VERSION + "/Explorer/User Shell Folders", VERSION + "/Explorer/Shell Folders")),
                userKeys(
                        "windows.start-folder.redirected-user",
                        "T1547.001",
                        Values.named(Names.FILE, "Startup", "AltStartup")
                                .by(
                                        "%USERPROFILE%\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup",
                                        "%APPDATA%\\Microsoft\\Windows\\Start Menu\\Programs\\Startup"),
                        own(VERSION + "/Explorer/User Shell Folders")),
                userKeys(
                        "windows.screen-saver-user",
                        "T1546.002",
                        Values.named(Names.COMMAND, "SCRNSAVE.EXE")
                                .by(
                                        "scrnsave.scr",
                                        "Bubbles.scr",
                                        "Mystify.scr",
                                        "Ribbons.scr",
                                        "ssText3d.scr",
                                        "PhotoScreensaver.scr",
                                        "logon.scr",
                                        "(None)"),
                        "HKCU/Control Panel/Desktop",
                        "HKCU/Software/Policies/Microsoft/Windows/Control Panel/Desktop"),
                userKeys(
                        "windows.wall-paper-user",
                        "T1546",
                        Values.named(Names.FILE, "Wallpaper", "ConvertedWallpaper", "OriginalWallpaper"),
                        "HKCU/Control Panel/Desktop"),
                keys(
                        "windows.subsystem.linux",
                        "T1564.006",
                        Values.named(Names.NOTHING, "DistributionName", "BasePath", "DefaultUid"),
                        both(VERSION + "/Lxss/*")),
                userKeys(
                        "windows.subsystem.linux-user",
                        "T1564.006",
                        Values.named(Names.FILE, "BasePath"),
                        own(VERSION + "/Lxss/*")),
                keys(
                        "windows.enrolment",
                        "T1098.005",
                        Values.named(Names.NOTHING, "UPN", "ProviderID", "DiscoveryServiceFullURL", "EnrollmentState"),
                        both("/Microsoft/Enrollments/*")),
                keys(
                        "windows.layer-folder",
                        "T1574",
                        Values.all(Names.FILE),
                        both(NT + "/Virtualization/LayerRootLocations")));
    }
}
