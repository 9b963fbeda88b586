package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Directives;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import java.util.List;

/** What network programs run when a connection comes or goes. */
public final class Networks {
    private Networks() {}

    /** dhclient.conf(5): the script that sets up what was leased. */
    public static Format dhclient() {
        return Directives.commentedBy("#")
                .on("script", (key, value) -> {
                    String path = value.replaceAll("[\";]", "").strip();
                    return List.of(Commands.file(key, path, path));
                })
                .include("include");
    }

    /** pppd(8): options of the daemon and of its peers. */
    public static Format ppp() {
        return Directives.commentedBy("#")
                .shell("connect|disconnect|init|pty|welcome|connect-script|disconnect-script")
                .file("plugin");
    }

    /** openvpn(8): scripts and plug-ins of a connection. */
    public static Format openVpn() {
        return Directives.commentedBy("#;")
                .exec("up|down|route-up|route-pre-down|ipchange|tls-verify|tls-crypt-v2-verify|auth-user-pass-verify"
                        + "|client-connect|client-disconnect|client-crresponse|learn-address|iproute|plugin")
                .shown("script-security", "[23]")
                .include("config");
    }

    /** ipsec.conf(5), swanctl.conf(5), strongswan.conf(5): scripts that run when a tunnel comes or goes. */
    public static Format ipsec() {
        return Directives.commentedBy("#")
                .on("leftupdown|rightupdown|updown", Networks::command)
                .on("script", Networks::command)
                .include("include");
    }

    /** The name of a section is no command. */
    private static List<Draft> command(String key, String value) {
        return value.startsWith("{") ? List.of() : List.of(Commands.shell(key, value, value));
    }

    /** acpid(8): what an event of the hardware runs. */
    public static Format acpi() {
        return Directives.commentedBy("#").shell("action");
    }
}
