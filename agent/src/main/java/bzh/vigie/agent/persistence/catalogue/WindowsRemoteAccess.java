package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;

import bzh.vigie.agent.persistence.format.server.OverlayNetwork;
import bzh.vigie.agent.persistence.format.server.RemoteAccess;
import bzh.vigie.agent.persistence.format.server.RemoteKey;
import bzh.vigie.agent.persistence.format.server.RemoteService;
import java.util.List;

/** Tunnels, private networks and remote-access tools on Windows: by whose instance somebody comes in from elsewhere. */
final class WindowsRemoteAccess {
    private WindowsRemoteAccess() {}

    static List<Location> locations() {
        return List.of(
                keys("windows.remote.service", "T1219.002 T1572", new RemoteService(), SERVICES + "/*"),
                keys("windows.remote.setting", "T1219.002", new RemoteKey(), both(RemoteKey.places())),
                machine(
                        "windows.remote.tool",
                        "T1219.002",
                        new RemoteAccess(),
                        "/C:/ProgramData/AnyDesk/*.conf",
                        "/C:/ProgramData/AnyDesk/ad_*/*.conf",
                        "/C:/Windows/SysWOW64/config/systemprofile/AppData/Roaming/AnyDesk/*.conf",
                        "/C:/Program Files/Mesh Agent/*.msh",
                        "/C:/Program Files/*/*.msh",
                        "/C:/Program Files (x86)/*/*.msh",
                        "/C:/Program Files*/ScreenConnect Client*/*.config",
                        "/C:/ProgramData/ScreenConnect Client*/*.config",
                        "/C:/Windows/ServiceProfiles/LocalService/AppData/Roaming/RustDesk/config/*.toml",
                        "/C:/ProgramData/RustDesk/*/*.toml",
                        "/C:/ProgramData/JWrapper-Remote Access/JWAppsSharedConfig/serviceconfig.xml",
                        "/C:/ProgramData/JWrapper-*/*/serviceconfig.xml",
                        "/C:/Program Files/DWAgent/config.json",
                        "/C:/Program Files/Velociraptor/*.yaml",
                        "/C:/Program Files (x86)/NetSupport/NetSupport Manager/*.ini",
                        "/C:/Program Files (x86)/NetSupport/NetSupport Manager/NSM.LIC",
                        "/C:/ProgramData/*/client32.ini",
                        "/C:/Users/Public/*/client32.ini",
                        "/C:/Program Files/Level/*",
                        "/C:/ProgramData/NinjaRMMAgent/*",
                        "/C:/ProgramData/Syncro/*"),
                home(
                        "windows.remote.tool-user",
                        "T1219.002",
                        new RemoteAccess(),
                        "~/AppData/Roaming/AnyDesk/*.conf",
                        "~/AppData/Roaming/AnyDesk/ad_*/*.conf",
                        "~/AppData/Roaming/RustDesk/config/*.toml",
                        "~/AppData/*/*/client32.ini",
                        "~/AppData/*/*/NSM.LIC",
                        "~/AppData/Local/*/*/client32.ini"),
                machine(
                        "windows.remote.tunnel",
                        "T1572",
                        new RemoteAccess(),
                        "/C:/Windows/System32/config/systemprofile/.cloudflared/*",
                        "/C:/Program Files*/cloudflared/*",
                        "/C:/ProgramData/cloudflared/*",
                        "/C:/ProgramData/Netbird/*.json",
                        "/C:/ProgramData/ngrok/*.yml",
                        "/C:/ProgramData/*/frp*.*",
                        "/C:/frp*/frp*.*",
                        "/C:/Program Files*/SoftEther VPN*/vpn_*.config",
                        "/C:/ProgramData/tor/torrc"),
                home(
                        "windows.remote.tunnel-user",
                        "T1572",
                        new RemoteAccess(),
                        "~/.cloudflared/*",
                        "~/AppData/Local/ngrok/ngrok.yml",
                        "~/.ngrok2/ngrok.yml",
                        "~/frp*/frp*.*",
                        "~/AppData/Roaming/tor/torrc"),
                home(
                        "windows.remote.code-tunnel-user",
                        "T1219.001",
                        new RemoteAccess(),
                        "~/.vscode/cli/code_tunnel.json",
                        "~/.vscode-cli/code_tunnel.json",
                        "~/.vscode-insiders/cli/code_tunnel.json"),
                machine(
                        "windows.remote.tailscale",
                        "T1572 T1219",
                        OverlayNetwork.tailscale(),
                        "/C:/ProgramData/Tailscale/server-state.conf"),
                machine(
                        "windows.remote.zerotier",
                        "T1572 T1219",
                        OverlayNetwork.zeroTier(),
                        "/C:/ProgramData/ZeroTier/One/networks.d/*.conf"),
                machine(
                        "windows.remote.openvpn",
                        "T1572 T1133",
                        OverlayNetwork.openVpn(),
                        "/C:/Program Files/OpenVPN/config/*.ovpn",
                        "/C:/Program Files/OpenVPN/config/*/*.ovpn",
                        "/C:/Program Files/OpenVPN/config-auto/*.ovpn"),
                home(
                        "windows.remote.openvpn-user",
                        "T1572 T1133",
                        OverlayNetwork.openVpn(),
                        "~/OpenVPN/config/*.ovpn",
                        "~/OpenVPN/config/*/*.ovpn"));
    }
}
