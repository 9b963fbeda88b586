package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.CONTROL;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;

import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import bzh.vigie.agent.persistence.format.registry.WeakSettings;
import java.util.List;
import java.util.Map;

/** Ways in from elsewhere: remote desktop, remote management, SSH. */
final class WindowsRemoteEntry {
    private WindowsRemoteEntry() {}

    static List<Location> locations() {
        return List.of(
                keys(
                        "windows.remote-desktop.setting",
                        "T1021.001 T1078.001",
                        new WeakSettings(Map.of(
                                "fDenyTSConnections",
                                "0",
                                "AllowTSConnections",
                                "1",
                                "fSingleSessionPerUser",
                                "0",
                                "fAllowToGetHelp",
                                "1",
                                "fAllowUnsolicited",
                                "1",
                                "UserAuthentication",
                                "0",
                                "SecurityLayer",
                                "0",
                                "Shadow",
                                "2 4",
                                "PortNumber",
                                "")),
                        CONTROL + "/Terminal Server",
                        CONTROL + "/Terminal Server/WinStations/RDP-Tcp",
                        CONTROL + "/Terminal Server/Licensing Core",
                        CONTROL + "/Remote Assistance",
                        "HKLM/SOFTWARE/Policies/Microsoft/Windows NT/Terminal Services"),
                keys(
                        "windows.remote-desktop.program",
                        "T1547.001",
                        Values.named(Names.COMMAND, "InitialProgram", "StartupPrograms")
                                .separatedBy(",")
                                .by("rdpclip", "rdpclip.exe"),
                        CONTROL + "/Terminal Server/WinStations/*",
                        CONTROL + "/Terminal Server/DefaultUserConfiguration",
                        CONTROL + "/Terminal Server/Wds/rdpwd",
                        "HKLM/SOFTWARE/Policies/Microsoft/Windows NT/Terminal Services"),
                userKeys(
                        "windows.remote-desktop.program-user",
                        "T1547.001",
                        Values.named(Names.COMMAND, "InitialProgram"),
                        "HKCU/Software/Policies/Microsoft/Windows NT/Terminal Services"),
                userKeys(
                        "windows.remote-desktop.setting-user",
                        "T1021.001",
                        new WeakSettings(Map.of("Shadow", "2 4")),
                        "HKCU/Software/Policies/Microsoft/Windows NT/Terminal Services"),
                keys(
                        "windows.remote-desktop.add-in",
                        "T1546",
                        Values.named(Names.LIBRARY, "Path", "Name").by("RDPClip", "RDPDND"),
                        CONTROL + "/Terminal Server/AddIns/*"),
                keys(
                        "windows.remote-desktop.client-add-in",
                        "T1547",
                        Values.named(Names.LIBRARY, "Name", "Path"),
                        both("/Microsoft/Terminal Server Client/*/AddIns/*")),
                userKeys(
                        "windows.remote-desktop.client-add-in-user",
                        "T1547",
                        Values.named(Names.LIBRARY, "Name", "Path"),
                        own("/Microsoft/Terminal Server Client/*/AddIns/*")),
                keys(
                        "windows.remote-desktop.allowed-program",
                        "T1021.001",
                        Values.all(Names.NOTHING),
                        CONTROL + "/Terminal Server/WinStations/RDP-Tcp/TSMMRemotingAllowedApps"),
                keys(
                        "windows.remote-management.setting",
                        "T1021.006",
                        Values.named(
                                Names.NOTHING,
                                "trusted_hosts",
                                "allow_unencrypted",
                                "auth_basic",
                                "AllowAutoConfig",
                                "IPv4Filter",
                                "IPv6Filter",
                                "TrustedHostsList",
                                "AllowUnencryptedTraffic",
                                "AllowBasic",
                                "allow_remote_requests"),
                        both(
                                VERSION + "/WSMAN/Client",
                                VERSION + "/WSMAN/Service",
                                "/Policies/Microsoft/Windows/WinRM/Service",
                                "/Policies/Microsoft/Windows/WinRM/Client")),
                keys(
                        "windows.remote-management.listener",
                        "T1021.006",
                        Values.named(Names.NOTHING, "Port", "uriprefix", "hostname", "enabled", "certThumbprint"),
                        both(VERSION + "/WSMAN/Listener/*")),
                keys(
                        "windows.remote-management.plug-in",
                        "T1021.006",
                        Values.named(Names.NOTHING, "ConfigXML"),
                        both(VERSION + "/WSMAN/Plugin/*")),
                keys(
                        "windows.port-proxy",
                        "T1090 T1562.004",
                        Values.all(Names.NOTHING),
                        SERVICES + "/PortProxy/v4tov4/tcp",
                        SERVICES + "/PortProxy/v4tov6/tcp",
                        SERVICES + "/PortProxy/v6tov4/tcp",
                        SERVICES + "/PortProxy/v6tov6/tcp"),
                keys(
                        "windows.ssh.default-shell",
                        "T1021.004",
                        Values.named(Names.COMMAND, "DefaultShell"),
                        both("/OpenSSH")),
                keys("windows.share", "T1021.002", Values.all(Names.NOTHING), SERVICES + "/LanmanServer/Shares"),
                keys(
                        "windows.anonymous-pipe",
                        "T1112",
                        Values.named(Names.NOTHING, "NullSessionPipes", "NullSessionShares", "RestrictNullSessAccess")
                                .by("1", "netlogon", "samr", "lsarpc"),
                        SERVICES + "/LanmanServer/Parameters"));
    }
}
