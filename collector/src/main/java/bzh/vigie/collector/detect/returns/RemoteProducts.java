package bzh.vigie.collector.detect.returns;

import bzh.vigie.text.LetterCase;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Products of remote access and tunnels, by how their programs, services and makers are called. Of a product that town halls buy too,
 * program, service, place and signer are its maker's: only the account tells one customer from another. Pure.
 */
public final class RemoteProducts {
    private static final int LOOKED_THROUGH = 8_192;

    /** Products that anybody buys or installs, each with an account, a tenant, a relay or a server. */
    private static final String SOLD = "cloudflared|ngrok|netbird|tailscale|zerotier"
            + "|any ?desk|team ?viewer|rust ?desk|hopto ?desk|mesh ?(?:agent|central)|screen ?connect|connectwise|dwag(?:svc|ent)|dwrcs"
            + "|dameware|velociraptor|simple-?help|jwrapper|remote access service|client32(?![a-z])|net ?support|atera|ninja ?(?:rmm|one)"
            + "|action1|splashtop|sr(?:service|manager|agent|server|feature)(?![a-z])|supremo|level(?:-windows[\\w-]{0,16})?\\.exe|ltsvc|lttray|labtech"
            + "|syncro(?:live|\\.|service|msp|(?![a-z]))|pc ?monitor|pulseway|log ?me ?in|lmi(?:guardian|rescue)|go ?to ?(?:assist|my ?pc|resolve)"
            + "|(?:ultra|tight|real|tiger)?vnc(?![a-z])|(?:win|tvn|x11)vnc|tvnserver|vncserver|radmin|rserver3|ammyy|aa_v3"
            + "|remote ?utilities|rutserv|rfusclient|aero ?admin|bomgar|beyondtrust|isl ?(?:online|light)|zoho ?assist|zaservice"
            + "|parsec|chrome remote desktop|remoting_host|getscreen|iperius|n-?able|basupsrvc|kaseya|agentmon|datto|tactical ?(?:rmm|agent)";

    private static final String TUNNELS =
            "frp[cs](?![a-z])|rathole|chisel|gost(?![a-z])|softether|vpn(?:server|bridge|client)(?![a-z])"
                    + "|tor(?:\\.exe|\\.service|d?rc| browser)|code-tunnel|plink(?![a-z])|autossh|headscale|gs-(?:netcat|dbus)";

    private static final Pattern ANY = Pattern.compile("(?i)(?<![a-z])(?:" + SOLD + "|" + TUNNELS + ")");
    private static final Pattern PRODUCT = Pattern.compile("(?i)(?<![a-z])(?:" + SOLD + ")");

    /** Folders in which installers put a product. */
    private static final Pattern INSTALLED = Pattern.compile(
            "(?i)^(?:[a-z]:\\\\(?:program files(?: \\(x86\\))?|programdata|windows)\\\\(?!temp\\\\)|/(?:opt|usr|etc|lib|var/lib)/).*");

    private static final Pattern MADE_OF = Pattern.compile("[^a-z]");
    /** A product code of Windows Installer: it is of the maker's package. */
    private static final Pattern INSTALLER =
            Pattern.compile("(?i)msiexec(?:\\.exe)?\"?\\s{1,8}/[ixf]\\s{0,8}\\{[0-9a-f-]{36}}");

    /** Domains of makers whose hosts serve all customers. */
    private static final List<String> OF_MAKERS = List.of(
            "anydesk.com",
            "teamviewer.com",
            "atera.com",
            "ninjarmm.com",
            "ninjaone.com",
            "splashtop.com",
            "rustdesk.com",
            "action1.com",
            "level.io",
            "supremocontrol.com",
            "dwservice.net",
            "getscreen.me",
            "logmein.com",
            "logmeinrescue.com",
            "gotoassist.com",
            "zoho.com",
            "zohoassist.com",
            "remoteutilities.com",
            "meshcentral.com",
            "tailscale.com",
            "zerotier.com",
            "netbird.io",
            "argotunnel.com",
            "cloudflare.com",
            "ngrok.com",
            "ngrok-agent.com");

    /** Domains of makers under which each customer has a host of its own. */
    static final Set<String> OF_CUSTOMERS = Set.of(
            "screenconnect.com",
            "hostedrmm.com",
            "syncromsp.com",
            "pulseway.com",
            "bomgarcloud.com",
            "beyondtrustcloud.com",
            "itsupport247.net",
            "kaseya.net",
            "centrastage.net",
            "n-able.com");

    private RemoteProducts() {}

    /** Whether a text names one, of whatever kind. */
    public static boolean names(String text) {
        return ANY.matcher(bounded(text)).find();
    }

    /** Whether a host serves all customers of a maker. */
    static boolean isOfMaker(String host) {
        return OF_CUSTOMERS.contains(host)
                || OF_MAKERS.stream().anyMatch(each -> host.equals(each) || host.endsWith("." + each));
    }

    /**
     * Product that these fields belong to; empty where they belong to none. A program of Windows has to be signed, or to lie where an installer
     * puts it: any other file may be called so.
     */
    static Optional<String> of(Map<String, String> fields) {
        String location = fields.getOrDefault("location", "");
        String target = location.isEmpty() ? fields.getOrDefault("Image", "") : fields.getOrDefault("target", "");
        String signature = fields.getOrDefault("signature", "");
        boolean unsigned = signature.equals("unsigned") || signature.equals("invalid");
        if (unsigned && target.indexOf('\\') >= 0 && !isInstalled(target)) {
            return Optional.empty();
        }
        if (location.contains(".remote.")) {
            return called(fields.getOrDefault("name", ""));
        }
        String made = fields.getOrDefault("original_name", fields.getOrDefault("OriginalFileName", ""));
        return called(target.isEmpty() ? fields.getOrDefault("source", "") : place(target))
                .or(() -> called(made));
    }

    /** Whether a path is where an installer puts programs. */
    static boolean isInstalled(String path) {
        return INSTALLED.matcher(path).matches();
    }

    /** A text without the paths and codes that a maker's package brings. */
    static String withoutPackage(String text, String target) {
        String bare = isInstalled(target) ? text.replace(target, " ") : text;
        return INSTALLER.matcher(bare).replaceAll(" ");
    }

    /** The whole path where an installer put it, else the program's name: a folder elsewhere is called what anybody calls it. */
    private static String place(String target) {
        return isInstalled(target) ? target : SystemPrograms.name(target);
    }

    private static Optional<String> called(String text) {
        Matcher product = PRODUCT.matcher(bounded(text));
        return product.find()
                ? Optional.of(MADE_OF.matcher(LetterCase.fold(product.group()).toLowerCase(Locale.ROOT))
                        .replaceAll("")
                        .replaceFirst("^ninja.*", "ninja"))
                : Optional.empty();
    }

    private static String bounded(String text) {
        return text.length() <= LOOKED_THROUGH ? text : text.substring(0, LOOKED_THROUGH);
    }
}
