package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.LoadedFile;
import bzh.vigie.agent.persistence.format.server.OverlayNetwork;
import bzh.vigie.agent.persistence.format.server.RemoteAccess;
import java.util.List;

/** Tunnels, private networks and remote-access tools: by whose instance somebody comes in from elsewhere. */
final class LinuxRemoteAccess {
    private LinuxRemoteAccess() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "linux.remote.tunnel",
                        "T1572",
                        new RemoteAccess(),
                        "/etc/cloudflared/*.yml",
                        "/etc/cloudflared/*.yaml",
                        "/etc/cloudflared/*.json",
                        "/usr/local/etc/cloudflared/*.yml",
                        "/etc/ngrok.yml",
                        "/etc/ngrok/*.yml",
                        "/opt/ngrok/*.yml",
                        "/etc/frp/*",
                        "/opt/frp*/frp*",
                        "/usr/local/frp*/frp*",
                        "/etc/rathole/*.toml",
                        "/etc/rathole.toml",
                        "/etc/chisel/*",
                        "/etc/gost/*",
                        "/etc/tor/torrc",
                        "/etc/tor/torrc.d/*",
                        "/etc/tor/instances/*/torrc",
                        "/var/lib/tor/*/hostname",
                        "/usr/local/vpnserver/vpn_server.config",
                        "/usr/local/vpnbridge/vpn_bridge.config",
                        "/usr/local/vpnclient/vpn_client.config",
                        "/var/lib/softether/vpn_*.config"),
                home(
                        "linux.remote.user-tunnel",
                        "T1572",
                        new RemoteAccess(),
                        "~/.cloudflared/*.yml",
                        "~/.cloudflared/*.yaml",
                        "~/.cloudflared/*.json",
                        "~/.config/ngrok/ngrok.yml",
                        "~/.ngrok2/ngrok.yml",
                        "~/frp*/frpc.*",
                        "~/.config/frp/frpc.*",
                        "~/.torrc"),
                home(
                        "linux.remote.code-tunnel",
                        "T1219.001",
                        new RemoteAccess(),
                        "~/.vscode/cli/code_tunnel.json",
                        "~/.vscode-cli/code_tunnel.json",
                        "~/.vscode-server*/cli/code_tunnel.json"),
                machine(
                        "linux.remote.gsocket",
                        "T1572 T1205",
                        new LoadedFile(),
                        "/usr/bin/gs-dbus",
                        "/usr/bin/gs-netcat",
                        "/usr/bin/defunct",
                        "/usr/local/bin/gs-*",
                        "/etc/systemd/gs-dbus.dat",
                        "/usr/lib/systemd/system/gs-dbus.dat",
                        "/etc/rc.d/gs-dbus.dat",
                        "/usr/bin/*.dat",
                        "/lib/systemd/system/*.dat"),
                home(
                        "linux.remote.user-gsocket",
                        "T1572 T1205",
                        new LoadedFile(),
                        "~/.config/htop/*.dat",
                        "~/.config/htop/defunct",
                        "~/.config/dbus/*",
                        "~/.config/*/gs-*"),
                machine(
                        "linux.remote.tailscale",
                        "T1572 T1219",
                        OverlayNetwork.tailscale(),
                        "/var/lib/tailscale/tailscaled.state"),
                machine(
                        "linux.remote.zerotier",
                        "T1572 T1219",
                        OverlayNetwork.zeroTier(),
                        "/var/lib/zerotier-one/networks.d/*.conf"),
                machine(
                        "linux.remote.netbird",
                        "T1572 T1219",
                        new RemoteAccess(),
                        "/etc/netbird/*.json",
                        "/var/lib/netbird/*.json"),
                machine("linux.remote.wireguard", "T1572 T1133", OverlayNetwork.wireGuard(), "/etc/wireguard/*.conf"),
                machine(
                        "linux.remote.openvpn",
                        "T1572 T1133",
                        OverlayNetwork.openVpn(),
                        "/etc/openvpn/*.conf",
                        "/etc/openvpn/*/*.conf",
                        "/etc/openvpn/*.ovpn"),
                machine(
                        "linux.remote.tool",
                        "T1219.002",
                        new RemoteAccess(),
                        "/etc/anydesk/*.conf",
                        "/opt/teamviewer/config/*.conf",
                        "/etc/teamviewer/*.conf",
                        "/usr/local/mesh_services/*/*.msh",
                        "/usr/local/mesh_services/*/*/*.msh",
                        "/usr/local/mesh/*.msh",
                        "/opt/mesh*/*.msh",
                        "/opt/*screenconnect*/ClientLaunchParameters.txt",
                        "/opt/connectwisecontrol*/ClientLaunchParameters.txt",
                        "/opt/tacticalmesh/*.msh",
                        "/etc/tacticalagent",
                        "/usr/local/bin/Remotely/ConnectionInfo.json",
                        "/opt/splashtop-streamer/config/*.conf",
                        "/etc/pulseway/*.xml",
                        "/etc/vsax/*.xml",
                        "/opt/action1/*.conf",
                        "/opt/action1/*.json",
                        "/etc/salt/minion",
                        "/etc/salt/minion.d/*.conf",
                        "/etc/venv-salt-minion/minion.d/*.conf",
                        "/etc/puppet/puppet.conf",
                        "/etc/puppetlabs/puppet/puppet.conf",
                        "/etc/chef/client.rb",
                        "/etc/chef/client.d/*.rb",
                        "/var/ossec/etc/ossec.conf",
                        "/etc/default/orbit",
                        "/etc/sysconfig/orbit",
                        "/opt/jc/jcagent.conf",
                        "/usr/share/dwagent/config.json",
                        "/etc/velociraptor/*.yaml",
                        "/etc/velociraptor*.yaml",
                        "/opt/*/serviceconfig.xml",
                        "/opt/JWrapper-Remote*/*/serviceconfig.xml"),
                home(
                        "linux.remote.user-tool",
                        "T1219.002",
                        new RemoteAccess(),
                        "~/.anydesk/*.conf",
                        "~/.config/teamviewer/*.conf",
                        "~/.config/rustdesk/*.toml"));
    }
}
