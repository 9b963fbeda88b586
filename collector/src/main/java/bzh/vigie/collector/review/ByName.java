package bzh.vigie.collector.review;

import bzh.vigie.collector.detect.returns.SystemPrograms;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which items somebody has to look at themselves, whoever vouches for their file: they are approved by name alone, and never pardoned as
 * updates (DESIGN.md 5.7). A publisher or a package says whose a file is; what a shell is told, whose instance of a remote-access tool it
 * is and what lies beside a program it does not say. Pure.
 */
public final class ByName {
    /** What says nothing against a program. */
    static final Set<Trait> HARMLESS = Set.of(Trait.UNQUOTED_PATH, Trait.SUPERUSER, Trait.TARGET_UNOWNED);

    /** Where programs of Windows lie that no user may put a library beside; without the drive. */
    private static final List<String> PLACES = List.of(
            "\\windows\\",
            "\\program files\\",
            "\\program files (x86)\\",
            "\\programdata\\microsoft\\windows defender\\platform\\");

    private static final String TEMPORARY = "\\windows\\temp\\";
    private static final int LOOKED_THROUGH = 8_192;

    /** Tools of remote access and tunnels, by how their programs, services and products are called. */
    private static final Pattern REMOTE = Pattern.compile("(?i)(?<![a-z])(?:"
            + "cloudflared|ngrok|frp[cs](?![a-z])|rathole|chisel|gost(?![a-z])|netbird|softether|vpn(?:server|bridge|client)(?![a-z])"
            + "|tor(?:\\.exe|\\.service|d?rc| browser)|code-tunnel|plink(?![a-z])|autossh|tailscale|zerotier|headscale|gs-(?:netcat|dbus)"
            + "|any ?desk|team ?viewer|rust ?desk|hopto ?desk|mesh ?(?:agent|central)|screen ?connect|connectwise|dwag(?:svc|ent)|dwrcs"
            + "|dameware|velociraptor|simple-?help|jwrapper|remote access service|client32(?![a-z])|net ?support|atera|ninja ?(?:rmm|one)"
            + "|action1|splashtop|srservice(?![a-z])|supremo|level(?:-windows[\\w-]{0,16})?\\.exe|ltsvc|lttray|labtech"
            + "|syncro(?:live|\\.|service|msp|(?![a-z]))|pc ?monitor|pulseway|log ?me ?in|lmi(?:guardian|rescue)|go ?to ?(?:assist|my ?pc|resolve)"
            + "|(?:ultra|tight|real|tiger)?vnc(?![a-z])|(?:win|tvn|x11)vnc|tvnserver|vncserver|radmin|rserver3|ammyy|aa_v3"
            + "|remote ?utilities|rutserv|rfusclient|aero ?admin|bomgar|beyondtrust|isl ?(?:online|light)|zoho ?assist|zaservice"
            + "|parsec|chrome remote desktop|remoting_host|getscreen|iperius|n-?able|basupsrvc|kaseya|agentmon|datto|tacticalrmm"
            + ")");

    private ByName() {}

    /** Whether it is one. */
    public static boolean only(Item item) {
        return isRemoteAccess(item)
                || SystemPrograms.isTold(item.target())
                || !item.replaceableBy().isEmpty()
                || !HARMLESS.containsAll(item.traits())
                || isOutOfPlace(item);
    }

    /** Whether it is of remote access by its place, or by what its program, its service or its product is called. */
    static boolean isRemoteAccess(Item item) {
        return item.location().contains(".remote.")
                || List.of(item.name(), item.value(), item.target(), item.originalName()).stream()
                        .anyMatch(ByName::isRemoteAccess);
    }

    /** Whether a text names one. */
    static boolean isRemoteAccess(String text) {
        return REMOTE.matcher(text.length() <= LOOKED_THROUGH ? text : text.substring(0, LOOKED_THROUGH))
                .find();
    }

    /** Whether a program of Windows lies where others may put a library beside it, which it would load. */
    private static boolean isOutOfPlace(Item item) {
        return item.os().equals("windows") && isOutOfPlace(item.target());
    }

    /** The same of a path. */
    static boolean isOutOfPlace(String target) {
        String path = target.toLowerCase(Locale.ROOT);
        boolean drive = path.length() > 2 && path.charAt(1) == ':';
        return drive
                && (PLACES.stream().noneMatch(place -> path.startsWith(place, 2)) || path.startsWith(TEMPORARY, 2));
    }
}
