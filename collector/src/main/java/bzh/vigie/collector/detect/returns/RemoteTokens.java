package bzh.vigie.collector.detect.returns;

import bzh.vigie.observable.Addresses;
import bzh.vigie.text.LetterCase;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * By what an instance of a remote-access tool is known again: its account, tenant, tunnel, relay, or the digest of its secret, as agents
 * tell them in items of {@code *.remote.*}. Pure.
 */
final class RemoteTokens {
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\d][\\p{L}\\d._@-]{4,255}");
    private static final Pattern DIGEST = Pattern.compile("digest=[0-9a-f]{12}");
    /** Host of a URL, and what follows it. */
    private static final Pattern URL = Pattern.compile("(://[^/?#\\s]{1,255})([/?#]\\S{0,1024})");

    /** Ends of names of a town hall's own network: nobody comes in from there. */
    private static final Pattern INSIDE =
            Pattern.compile("\\.(?:local|lan|intra|intranet|localdomain|corp|home|internal)$");

    private static final int MOST_TEXT = 8_192;
    private static final int MOST_TOKENS = 400;

    /** Settings whose value says whose an instance is. */
    private static final Set<String> OWNERS = Set.of(
            "tunnel",
            "tunnelid",
            "t",
            "a",
            "accounttag",
            "server_addr",
            "serveraddr",
            "remote_addr",
            "remote",
            "server",
            "hiddenservicedir",
            "hostname",
            "cascadename",
            "host",
            "ad.anynet.id",
            "ad.anynet.alias",
            "clientid",
            "owningmanageraccountname",
            "custom-rendezvous-server",
            "rendezvous_server",
            "relay-server",
            "api-server",
            "key",
            "meshserver",
            "meshid",
            "serverid",
            "h",
            "accountid",
            "agentid",
            "companyid",
            "gatewayaddress",
            "account",
            "network",
            "url",
            "server_urls",
            "customerid",
            "integratorlogin",
            "customserveraddress",
            "serveraddress",
            "shop_subdomain",
            "teamcode",
            "deploycode",
            "spid",
            "email",
            "organizationid",
            "org_id",
            "divisionuid",
            "licensee",
            "serial_no",
            "connecttohost",
            "url_primary",
            "orgid",
            "siteid",
            "groupid");

    /** What many share: said by itself it is nobody's. */
    private static final Set<String> SHARED = Set.of(
            "localhost",
            "access",
            "guest",
            "default",
            "false",
            "true",
            "none",
            "https",
            "http",
            "enabled",
            "disabled",
            // resolvers that Cloudflare, Google, Quad9, OpenDNS and FDN publish
            "1.1.1.1",
            "1.0.0.1",
            "2606:4700:4700:0:0:0:0:1111",
            "2606:4700:4700:0:0:0:0:1001",
            "8.8.8.8",
            "8.8.4.4",
            "2001:4860:4860:0:0:0:0:8888",
            "2001:4860:4860:0:0:0:0:8844",
            "9.9.9.9",
            "149.112.112.112",
            "2620:fe:0:0:0:0:0:fe",
            "2620:fe:0:0:0:0:0:9",
            "208.67.222.222",
            "208.67.220.220",
            "80.67.169.12",
            "80.67.169.40",
            "2001:910:800:0:0:0:0:12",
            "2001:910:800:0:0:0:0:40",
            "controlplane.tailscale.com",
            "rs-ny.rustdesk.com",
            "rs-sg.rustdesk.com",
            "rs-cn.rustdesk.com",
            "admin.rustdesk.com",
            "api.netbird.io",
            "my.zerotier.com",
            "tunnel.eu.ngrok.com",
            "connect.ngrok-agent.com",
            "github.com",
            "raw.githubusercontent.com",
            "objects.githubusercontent.com",
            "gitlab.com",
            "www.google.com",
            "microsoft.com",
            "www.microsoft.com",
            "download.microsoft.com",
            "go.microsoft.com",
            "update.microsoft.com",
            "deb.debian.org",
            "security.debian.org",
            "archive.ubuntu.com",
            "security.ubuntu.com",
            "pypi.org",
            "registry.npmjs.org",
            "dl.google.com",
            "www.w3.org",
            "schemas.microsoft.com",
            // a path or a token says whose a call of these is (ATT&CK T1102, T1567)
            "api.telegram.org",
            "t.me",
            "telegram.org",
            "discord.com",
            "discordapp.com",
            "cdn.discordapp.com",
            "slack.com",
            "hooks.slack.com",
            "files.slack.com",
            "api.github.com",
            "gist.github.com",
            "gist.githubusercontent.com",
            "codeload.github.com",
            "bitbucket.org",
            "sourceforge.net",
            "ghcr.io",
            "docker.io",
            "registry-1.docker.io",
            "hub.docker.com",
            "quay.io",
            "pastebin.com",
            "paste.debian.net",
            "transfer.sh",
            "file.io",
            "ntfy.sh",
            "api.pushover.net",
            "webhook.site",
            "api.trello.com",
            "api.notion.com",
            "www.dropbox.com",
            "api.dropboxapi.com",
            "content.dropboxapi.com",
            "drive.google.com",
            "docs.google.com",
            "script.google.com",
            "www.googleapis.com",
            "oauth2.googleapis.com",
            "sheets.googleapis.com",
            "storage.googleapis.com",
            "graph.microsoft.com",
            "login.microsoftonline.com",
            "onedrive.live.com",
            "api.onedrive.com",
            "mega.nz",
            "g.api.mega.co.nz",
            "api.cloudflare.com",
            "cloudflare-dns.com",
            "dns.google",
            "api.ipify.org",
            "ifconfig.me",
            "ifconfig.co",
            "icanhazip.com",
            "ipinfo.io",
            "ip-api.com",
            "checkip.amazonaws.com");

    private RemoteTokens() {}

    /** Whether a host is one that many name. */
    static boolean isShared(String host) {
        return SHARED.contains(host)
                || RemoteProducts.isOfMaker(host)
                || INSIDE.matcher(host).find();
    }

    /** Those that say whose an instance of a remote-access tool is. */
    static Set<String> owners(Map<String, String> fields) {
        Set<String> found = new HashSet<>();
        String name = fields.getOrDefault("name", "");
        int blank = name.indexOf(' ');
        String product = LetterCase.fold(blank < 0 ? name : name.substring(0, blank));
        String instance = instance(fields);
        if (!instance.startsWith("digest=")) {
            found.addAll(tokens(hosts(instance)));
        }
        for (String line : fields.getOrDefault("value", "").split("\n", MOST_TOKENS)) {
            int is = line.indexOf('=');
            if (DIGEST.matcher(line).find()) {
                // a secret's: OwnParts has it
                continue;
            }
            if (is > 0 && OWNERS.contains(LetterCase.fold(line.substring(0, is).strip()))) {
                found.addAll(tokens(hosts(line.substring(is + 1))));
            } else if (line.startsWith("remote ")) {
                found.addAll(tokens(hosts(line.substring(7))));
            }
        }
        found.removeIf(token -> token.equals(product)
                || (token.chars().allMatch(Character::isLetter) && CommonWords.has(token))
                || AccountNames.isOfTheSystem(token)
                || says(token) < 6
                || INSIDE.matcher(token).find());
        return found;
    }

    /** A text without the words behind the hosts of its URLs: a page is its product's, and what has a digit may be somebody's number. */
    private static String hosts(String text) {
        return URL.matcher(text)
                .replaceAll(url -> Matcher.quoteReplacement(url.group(1) + " "
                        + Arrays.stream(url.group(2).split("[/?#&=]"))
                                .filter(word -> word.chars().anyMatch(Character::isDigit))
                                .collect(Collectors.joining(" "))));
    }

    /**
     * Part of an item's name that tells an instance from others. Empty where the item is named after its file or key: whoever installs the
     * product has one of that name.
     */
    static String instance(Map<String, String> fields) {
        String name = fields.getOrDefault("name", "");
        String source = fields.getOrDefault("source", "");
        String instance = name.substring(name.indexOf(' ') + 1);
        boolean file = source.endsWith("\\" + instance) || source.endsWith("/" + instance);
        return file || instance.length() == name.length() ? "" : instance;
    }

    /** Every word of a text that could be one of those. */
    static Set<String> tokens(String text) {
        Set<String> found = new HashSet<>();
        Matcher matcher = TOKEN.matcher(bounded(text));
        while (matcher.find() && found.size() < MOST_TOKENS) {
            String token = LetterCase.fold(trimmed(matcher.group()));
            if (SHARED.contains(token) || RemoteProducts.isOfMaker(token) || Addresses.isPrivate(token)) {
                continue;
            }
            found.add(token);
            String domain = token.substring(token.indexOf('@') + 1);
            if (domain.length() < token.length()
                    && domain.indexOf('.') >= 0
                    && !CommonWords.isMailProvider(domain)
                    && !RemoteProducts.isOfMaker(domain)) {
                found.add(domain);
            }
        }
        return found;
    }

    /** A word without the dots and dashes at its end. */
    static String trimmed(String word) {
        int end = word.length();
        while (end > 0 && "._-".indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        return word.substring(0, end);
    }

    private static int says(String token) {
        // A port, a version or a small number is not somebody's.
        boolean number = token.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && token.length() < 7 ? 0 : token.length();
    }

    private static String bounded(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
    }
}
