package bzh.vigie.agent.persistence.format.server;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A program by which somebody comes in from elsewhere.
 *
 * @param files by which paths its files are known
 * @param ids keys, in lower case, that name the instance: the tunnel, the account, the server
 * @param shown keys that are shown with it
 * @param secrets keys that are told as digests only
 */
record Product(String title, Pattern files, Set<String> ids, Set<String> shown, Set<String> secrets) {
    static final Product TOR = new Product(
            "tor",
            "/(?:torrc[^/]*|torrc\\.d/.*|hostname)$",
            Set.of("hiddenservicedir"),
            Set.of("hiddenserviceport", "socksport", "controlport", "bridge"),
            Set.of("hashedcontrolpassword"));
    static final Product SCREENCONNECT = new Product(
            "screenconnect",
            "/ClientLaunchParameters\\.txt$",
            Set.of("h"),
            Set.of("p", "e", "y", "t", "c"),
            Set.of("k"));

    private static final List<Product> ALL = List.of(
            new Product(
                    "cloudflared",
                    "/\\.?cloudflared/",
                    Set.of("tunnel", "tunnelid"),
                    Set.of("hostname", "service", "accounttag", "url", "warp-routing"),
                    Set.of("tunnelsecret", "token")),
            new Product(
                    "ngrok",
                    "/\\.?ngrok[^/]*(?:/|\\.yml$)",
                    Set.of(),
                    Set.of("addr", "proto", "hostname", "domain", "url", "remote_addr", "server_addr"),
                    Set.of("authtoken", "api_key")),
            new Product(
                    "frp",
                    "/frp[cs][^/]*\\.(?:ini|toml|yaml|yml|json)$",
                    Set.of("server_addr", "serveraddr", "bind_port", "bindport"),
                    Set.of(
                            "server_port",
                            "serverport",
                            "type",
                            "local_ip",
                            "localip",
                            "local_port",
                            "localport",
                            "remote_port",
                            "remoteport",
                            "plugin"),
                    Set.of("token", "auth.token", "privilege_token", "secretkey", "sk")),
            new Product(
                    "rathole",
                    "/rathole[^/]*(?:/|\\.toml$)",
                    Set.of("remote_addr", "bind_addr"),
                    Set.of("local_addr", "type"),
                    Set.of("token", "default_token")),
            new Product(
                    "chisel",
                    "/chisel[^/]*(?:/|\\.(?:json|ya?ml|conf)$)",
                    Set.of("server", "remote"),
                    Set.of("remotes", "args", "command"),
                    Set.of("auth", "fingerprint")),
            new Product(
                    "gost",
                    "/gost[^/]*(?:/|\\.(?:json|ya?ml)$)",
                    Set.of("addr"),
                    Set.of("type", "servenodes", "chainnodes"),
                    Set.of("password")),
            TOR,
            new Product(
                    "softether",
                    "/(?:vpn_server|vpn_bridge|vpn_client)\\.config$",
                    Set.of("hostname", "cascadename"),
                    Set.of("hubname", "accountname", "username", "port"),
                    Set.of("hashedpassword", "securepassword", "encryptedpassword")),
            new Product(
                    "netbird",
                    "/netbird/[^/]*\\.json$",
                    Set.of("host"),
                    Set.of("scheme", "wgiface", "serversshallowed"),
                    Set.of("privatekey", "sshkey", "presharedkey")),
            new Product("vscode-tunnel", "/code_tunnel\\.json$", Set.of("name"), Set.of("id", "cluster"), Set.of()),
            new Product(
                    "anydesk",
                    "/\\.?anydesk/",
                    Set.of("ad.anynet.id", "ad.anynet.alias"),
                    Set.of(
                            "ad.anynet.cur_version",
                            "ad.security.interactive_access",
                            "ad.security.permission_profiles._default.permissions.tcp_tunnel"),
                    Set.of(
                            "ad.anynet.pwd_hash",
                            "ad.security.permission_profiles._unattended_access.pwd",
                            "ad.security.pwd")),
            new Product(
                    "teamviewer",
                    "/teamviewer/",
                    Set.of("clientid"),
                    Set.of("owningmanageraccountname", "owningmanagercompanyname", "always_online", "clientwol"),
                    Set.of("permanentpassword", "securitypasswordaes", "serverpasswordaes")),
            new Product(
                    "rustdesk",
                    "/rustdesk/",
                    Set.of("custom-rendezvous-server", "rendezvous_server", "id"),
                    Set.of("relay-server", "api-server", "key", "verification-method", "approve-mode"),
                    Set.of("password", "enc_id", "permanent-password")),
            new Product(
                    "meshagent",
                    "\\.msh$",
                    Set.of("meshserver", "meshid"),
                    Set.of("meshname", "serverid", "meshtype"),
                    Set.of()),
            SCREENCONNECT,
            new Product(
                    "dwagent",
                    "/dwagent/",
                    Set.of("url_primary", "key"),
                    Set.of("listen_port", "enabled"),
                    Set.of("password", "session_password")),
            new Product(
                    "velociraptor",
                    "/velociraptor",
                    Set.of("server_urls"),
                    Set.of("writeback_linux", "level2_writeback_suffix"),
                    Set.of("nonce")),
            new Product(
                    "simplehelp",
                    "/(?:serviceconfig\\.xml|SimpleHelp[^/]*\\.(?:config|properties))$",
                    Set.of("connecttohost", "url"),
                    Set.of("machinename"),
                    Set.of()));

    Product {
        ids = Set.copyOf(ids);
        shown = Set.copyOf(shown);
        secrets = Set.copyOf(secrets);
    }

    private Product(String title, String files, Set<String> ids, Set<String> shown, Set<String> secrets) {
        this(title, Pattern.compile(files, Pattern.CASE_INSENSITIVE), ids, shown, secrets);
    }

    /** All that are known; the first whose files fit counts. */
    static List<Product> all() {
        return ALL;
    }
}
