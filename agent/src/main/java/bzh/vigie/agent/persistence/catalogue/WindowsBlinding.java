package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.CONTROL;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;

import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.persistence.format.registry.EventChannels;
import bzh.vigie.agent.persistence.format.registry.FirewallRules;
import bzh.vigie.agent.persistence.format.registry.StoredPrograms;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import bzh.vigie.agent.persistence.format.registry.WeakSettings;
import java.util.List;
import java.util.Map;

/** What keeps Windows’ defences from seeing, and where its traffic goes. */
final class WindowsBlinding {
    /** Settings by which PowerShell writes nothing down, or runs any script. */
    private static final WeakSettings WEAK_POWER_SHELL = new WeakSettings(Map.of(
            "EnableScriptBlockLogging", "0",
            "EnableModuleLogging", "0",
            "EnableTranscripting", "0",
            "ExecutionPolicy", "Bypass"));

    private WindowsBlinding() {}

    static List<Location> locations() {
        return List.of(
                keys(
                        "windows.defender.exclusion",
                        "T1562.001",
                        Values.namesAre(Names.NOTHING),
                        both(
                                "/Microsoft/Windows Defender/Exclusions/*",
                                "/Policies/Microsoft/Windows Defender/Exclusions/*")),
                keys(
                        "windows.defender.setting",
                        "T1562.001",
                        new WeakSettings(Map.of(
                                "DisableAntiSpyware",
                                "1",
                                "DisableAntiVirus",
                                "1",
                                "DisableRealtimeMonitoring",
                                "1",
                                "DisableBehaviorMonitoring",
                                "1",
                                "DisableIOAVProtection",
                                "1",
                                "DisableScriptScanning",
                                "1",
                                "SpynetReporting",
                                "0",
                                "TamperProtection",
                                "0",
                                "DisableBlockAtFirstSeen",
                                "1",
                                "DisableOnAccessProtection",
                                "1")),
                        both(
                                "/Microsoft/Windows Defender",
                                "/Microsoft/Windows Defender/Real-Time Protection",
                                "/Microsoft/Windows Defender/Features",
                                "/Microsoft/Windows Defender/Spynet",
                                "/Policies/Microsoft/Windows Defender",
                                "/Policies/Microsoft/Windows Defender/Real-Time Protection",
                                "/Policies/Microsoft/Windows Defender/Spynet")),
                keys(
                        "windows.firewall.rule",
                        "T1562.004",
                        new FirewallRules(),
                        SERVICES + "/SharedAccess/Parameters/FirewallPolicy/FirewallRules",
                        "HKLM/SOFTWARE/Policies/Microsoft/WindowsFirewall/FirewallRules"),
                keys(
                        "windows.firewall.setting",
                        "T1562.004",
                        new WeakSettings(
                                Map.of("EnableFirewall", "0", "DefaultInboundAction", "0", "DoNotAllowExceptions", "")),
                        SERVICES + "/SharedAccess/Parameters/FirewallPolicy/*",
                        "HKLM/SOFTWARE/Policies/Microsoft/WindowsFirewall/*"),
                keys(
                        "windows.firewall.program",
                        "T1562.004",
                        Values.all(Names.NOTHING),
                        "HKLM/SOFTWARE/Policies/Microsoft/WindowsFirewall/*/AuthorizedApplications/List",
                        SERVICES + "/SharedAccess/Parameters/FirewallPolicy/*/AuthorizedApplications/List"),
                keys(
                        "windows.event-log.channel",
                        "T1562.002",
                        new EventChannels(),
                        "HKLM/SOFTWARE" + VERSION + "/WINEVT/Channels/*",
                        SERVICES + "/EventLog/*"),
                keys(
                        "windows.event-log.setup",
                        "T1562.002",
                        key -> Parsed.of(List.of(Commands.shown(key.name(), "").made(false)), 0),
                        CONTROL + "/MiniNt"),
                keys(
                        "windows.event-log.session",
                        "T1562.006",
                        WeakSettings.onlyWeak(Map.of("Start", "0", "Enabled", "0")),
                        CONTROL + "/WMI/Autologger/DefenderApiLogger",
                        CONTROL + "/WMI/Autologger/DefenderApiLogger/*",
                        CONTROL + "/WMI/Autologger/DefenderAuditLogger",
                        CONTROL + "/WMI/Autologger/DefenderAuditLogger/*",
                        CONTROL + "/WMI/Autologger/EventLog-*",
                        CONTROL + "/WMI/Autologger/EventLog-*/*"),
                keys("windows.registry.program", "T1027.011 T1112", new StoredPrograms(), "HKLM/SOFTWARE/**"),
                userKeys(
                        "windows.registry.program-user",
                        "T1027.011 T1112",
                        new StoredPrograms(),
                        "HKCU/Software/Classes/**",
                        "HKCU/**"),
                keys(
                        "windows.power-shell.logging",
                        "T1562.002",
                        WEAK_POWER_SHELL,
                        both(
                                "/Policies/Microsoft/Windows/PowerShell/ScriptBlockLogging",
                                "/Policies/Microsoft/Windows/PowerShell/ModuleLogging",
                                "/Policies/Microsoft/Windows/PowerShell/Transcription",
                                "/Microsoft/PowerShell/1/ShellIds/Microsoft.PowerShell")),
                userKeys(
                        "windows.power-shell.logging-user",
                        "T1562.002",
                        WEAK_POWER_SHELL,
                        own(
                                "/Policies/Microsoft/Windows/PowerShell",
                                "/Policies/Microsoft/Windows/PowerShell/ScriptBlockLogging",
                                "/Policies/Microsoft/Windows/PowerShell/ModuleLogging",
                                "/Policies/Microsoft/Windows/PowerShell/Transcription",
                                "/Microsoft/PowerShell/1/ShellIds/Microsoft.PowerShell")),
                keys(
                        "windows.name-resolution",
                        "T1562 T1557",
                        Values.named(Names.NOTHING, "Name", "GenericDNSServers", "ConfigOptions"),
                        SERVICES + "/Dnscache/Parameters/DnsPolicyConfig/*",
                        "HKLM/SOFTWARE/Policies/Microsoft/Windows NT/DNSClient/DnsPolicyConfig/*"),
                keys(
                        "windows.proxy",
                        "T1090 T1557",
                        Values.named(Names.NOTHING, "ProxyServer", "AutoConfigURL", "AutoConfigProxy", "ProxyEnable"),
                        both(
                                VERSION + "/Internet Settings",
                                "/Policies/Microsoft/Windows/CurrentVersion/Internet Settings")),
                userKeys(
                        "windows.proxy-user",
                        "T1090 T1557",
                        Values.named(Names.NOTHING, "ProxyServer", "AutoConfigURL", "AutoConfigProxy", "ProxyEnable"),
                        own(VERSION + "/Internet Settings")),
                keys(
                        "windows.update.server",
                        "T1195 T1562.001",
                        Values.named(
                                Names.NOTHING,
                                "WUServer",
                                "WUStatusServer",
                                "DisableWindowsUpdateAccess",
                                "NoAutoUpdate",
                                "UseWUServer"),
                        both(
                                "/Policies/Microsoft/Windows/WindowsUpdate",
                                "/Policies/Microsoft/Windows/WindowsUpdate/AU")),
                keys(
                        "windows.app-locker",
                        "T1562.001",
                        Values.named(Names.NOTHING, "Value", "EnforcementMode"),
                        both("/Policies/Microsoft/Windows/SrpV2/*", "/Policies/Microsoft/Windows/SrpV2/*/*")),
                keys(
                        "windows.software-restriction",
                        "T1562.001",
                        restrictions(),
                        both(
                                "/Policies/Microsoft/Windows/Safer/CodeIdentifiers",
                                "/Policies/Microsoft/Windows/Safer/CodeIdentifiers/*/*/*")),
                userKeys(
                        "windows.software-restriction-user",
                        "T1562.001",
                        restrictions(),
                        own(
                                "/Policies/Microsoft/Windows/Safer/CodeIdentifiers",
                                "/Policies/Microsoft/Windows/Safer/CodeIdentifiers/*/*/*")),
                keys(
                        "windows.smart-screen",
                        "T1562.001",
                        new WeakSettings(Map.of("SmartScreenEnabled", "Off", "EnableSmartScreen", "0")),
                        both(VERSION + "/Explorer", "/Policies/Microsoft/Windows/System")),
                userKeys(
                        "windows.script-host-user",
                        "T1562.001",
                        new WeakSettings(Map.of("AmsiEnable", "0", "TrustPolicy", "")),
                        own("/Microsoft/Windows Script/Settings", "/Microsoft/Windows Script Host/Settings")));
    }

    /** What may run, and below {@code LEVEL\{Paths,Hashes,UrlZones}\ID} what of it (MS-GPSB; level 0 forbids). */
    private static Values restrictions() {
        return Values.named(Names.NOTHING, "ItemData", "DefaultLevel", "PolicyScope", "TransparentEnabled");
    }
}
