package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.CONTROL;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.NT;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;

import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.persistence.format.registry.Handler;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import bzh.vigie.agent.persistence.format.registry.WinsockEntry;
import java.util.List;

/**
 * Libraries that Windows loads into its own programs or into others. What it has by itself is what exports of fresh Windows 10 and 11
 * and Microsoft's own documents show; what other makers add is none of it, however common it is.
 */
final class WindowsLibraries {
    private WindowsLibraries() {}

    static List<Location> locations() {
        return List.of(
                keys(
                        "windows.app-init",
                        "T1546.010",
                        Values.named(Names.LIBRARY, "AppInit_DLLs")
                                .separatedBy("[ ,]")
                                .and((key, draft) -> key.is("LoadAppInit_DLLs", 0) ? draft.enabled(false) : draft),
                        both(NT + "/Windows")),
                keys(
                        "windows.icon-service",
                        "T1574",
                        Values.named(Names.LIBRARY, "IconServiceLib").by("IconCodecService.dll"),
                        both(NT + "/Windows")),
                keys(
                        "windows.app-cert",
                        "T1546.009",
                        Values.all(Names.LIBRARY),
                        CONTROL + "/Session Manager/AppCertDLLs"),
                keys(
                        "windows.known-dlls",
                        "T1574.001",
                        Values.all(Names.LIBRARY)
                                .and((key, draft) -> draft.name().matches("(?i)DllDirectory(?:32)?")
                                        ? Commands.shown(draft.name(), draft.value())
                                        : draft),
                        CONTROL + "/Session Manager/KnownDLLs",
                        CONTROL + "/WOW"),
                keys(
                        "windows.netsh",
                        "T1546.007",
                        Values.all(Names.LIBRARY)
                                .by(
                                        "ifmon.dll",
                                        "rasmontr.dll",
                                        "authfwcfg.dll",
                                        "dhcpcmonitor.dll",
                                        "dot3cfg.dll",
                                        "fwcfg.dll",
                                        "hnetmon.dll",
                                        "netiohlp.dll",
                                        "nettrace.dll",
                                        "nshhttp.dll",
                                        "nshipsec.dll",
                                        "nshwfp.dll",
                                        "p2pnetsh.dll",
                                        "peerdistsh.dll",
                                        "rpcnsh.dll",
                                        "wcnnetsh.dll",
                                        "whhelper.dll",
                                        "wlancfg.dll",
                                        "wshelper.dll",
                                        "wwancfg.dll",
                                        "netprofm.dll",
                                        "napmontr.dll",
                                        "ipxmontr.dll",
                                        "ippromon.dll"),
                        both("/Microsoft/NetSh")),
                keys(
                        "windows.winsock.dial",
                        "T1546 T1574",
                        Values.named(Names.LIBRARY, "AutodialDLL").by("rasadhlp.dll"),
                        SERVICES + "/WinSock2/Parameters"),
                keys(
                        "windows.winsock.namespace",
                        "T1574",
                        Values.named(Names.LIBRARY, "LibraryPath"),
                        SERVICES + "/WinSock2/Parameters/NameSpace_Catalog5/Catalog_Entries/*",
                        SERVICES + "/WinSock2/Parameters/NameSpace_Catalog5/Catalog_Entries64/*"),
                keys(
                        "windows.winsock.protocol",
                        "T1574",
                        new WinsockEntry(),
                        SERVICES + "/WinSock2/Parameters/Protocol_Catalog9/Catalog_Entries/*",
                        SERVICES + "/WinSock2/Parameters/Protocol_Catalog9/Catalog_Entries64/*"),
                keys(
                        "windows.winsock.application",
                        "T1574",
                        Values.named(Names.COMMAND, "AppFullPath"),
                        SERVICES + "/WinSock2/Parameters/AppId_Catalog/*"),
                keys(
                        "windows.print.monitor",
                        "T1547.010",
                        Values.named(Names.LIBRARY, "Driver")
                                .by(
                                        "localspl.dll",
                                        "tcpmon.dll",
                                        "usbmon.dll",
                                        "WSDMon.dll",
                                        "APMon.dll",
                                        "FXSMON.dll",
                                        "inetpp.dll",
                                        "IPPMon.dll",
                                        "pjlmon.dll",
                                        "AppMon.dll"),
                        CONTROL + "/Print/Monitors/*"),
                keys(
                        "windows.print.processor",
                        "T1547.012",
                        Values.named(Names.LIBRARY, "Driver").by("winprint.dll", "wineps.drv"),
                        CONTROL + "/Print/Environments/*/Print Processors/*"),
                keys(
                        "windows.print.driver",
                        "T1547.012",
                        Values.named(Names.LIBRARY, "Driver", "Configuration File", "Data File"),
                        CONTROL + "/Print/Environments/*/Drivers/*/*"),
                keys(
                        "windows.print.provider",
                        "T1547",
                        Values.named(Names.LIBRARY, "Name").by("inetpp.dll", "win32spl.dll"),
                        CONTROL + "/Print/Providers/*"),
                keys(
                        "windows.time-provider",
                        "T1547.003",
                        Values.named(Names.LIBRARY, "DllName")
                                .and((key, draft) -> key.is("Enabled", 0) ? draft.enabled(false) : draft)
                                .by("w32time.dll", "vmictimeprovider.dll", "ptpprov.dll"),
                        SERVICES + "/W32Time/TimeProviders/*"),
                keys(
                        "windows.dns.plug-in",
                        "T1574",
                        Values.named(Names.LIBRARY, "ServerLevelPluginDll"),
                        SERVICES + "/DNS/Parameters"),
                keys(
                        "windows.dhcp.callout",
                        "T1574",
                        Values.named(Names.LIBRARY, "CalloutDlls"),
                        SERVICES + "/DHCPServer/Parameters"),
                keys(
                        "windows.html-help",
                        "T1574",
                        Values.named(Names.LIBRARY, "", "Location"),
                        both("/Microsoft/HtmlHelp Author")),
                userKeys(
                        "windows.html-help-user",
                        "T1574",
                        Values.named(Names.LIBRARY, "", "Location"),
                        own("/Microsoft/HtmlHelp Author")),
                keys(
                        "windows.search.language",
                        "T1574",
                        Values.named(Names.LIBRARY, "StemmerDLLPathOverride", "WBDLLPathOverride"),
                        CONTROL + "/ContentIndex/Language/*"),
                keys(
                        "windows.transaction.library",
                        "T1574",
                        Values.named(Names.LIBRARY, "OracleOciLib", "OracleSqlLib", "OracleXaLib")
                                .by("oci.dll", "SQLLib80.dll", "xa80.dll", "SQLLib18.dll", "xa73.dll"),
                        both("/Microsoft/MSDTC/MTxOCI")),
                keys(
                        "windows.amsi.provider",
                        "T1562.001 T1546",
                        Handler.in(),
                        both("/Microsoft/AMSI/Providers/*", "/Microsoft/AMSI/Providers2/*")),
                keys(
                        "windows.wow64.layer",
                        "T1574",
                        Values.all(Names.LIBRARY).by("wow64.dll", "wowarmhw.dll", "wow64cpu.dll", "xtajit.dll"),
                        "HKLM/SOFTWARE/Microsoft/Wow64/x86",
                        "HKLM/SOFTWARE/Microsoft/Wow64/arm"),
                keys("windows.font-driver", "T1547", Values.all(Names.LIBRARY), both(NT + "/Font Drivers")),
                keys(
                        "windows.codec.driver",
                        "T1547",
                        Values.all(Names.LIBRARY),
                        both(NT + "/Drivers32", NT + "/Drivers", NT + "/drivers.desc")),
                userKeys(
                        "windows.codec.driver-user",
                        "T1547",
                        Values.all(Names.LIBRARY),
                        own(NT + "/Drivers32", NT + "/Drivers")),
                keys(
                        "windows.snmp.agent",
                        "T1574",
                        Values.all(Names.NOTHING),
                        SERVICES + "/SNMP/Parameters/ExtensionAgents"),
                keys(
                        "windows.trust.provider",
                        "T1553.003",
                        Values.named(Names.LIBRARY, "Dll", "$DLL"),
                        both("/Microsoft/Cryptography/OID/*/*/*", "/Microsoft/Cryptography/Providers/Trust/*/*")),
                keys(
                        "windows.cryptography.offload",
                        "T1574",
                        Values.named(Names.LIBRARY, "ExpoOffload"),
                        both("/Microsoft/Cryptography/Offload")),
                keys(
                        "windows.language-bar",
                        "T1574",
                        Values.named(Names.LIBRARY, "FilePath"),
                        both("/Microsoft/Ctf/LangBarAddin/*")),
                userKeys(
                        "windows.language-bar-user",
                        "T1574",
                        Values.named(Names.LIBRARY, "FilePath"),
                        own("/Microsoft/Ctf/LangBarAddin/*")));
    }
}
