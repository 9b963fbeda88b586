package bzh.vigie.collector.detect.neighbour;

import bzh.vigie.event.Event;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The machine that a logon came from, out of events that are told anyway: logons of our own sources, and of the Security log 4624
 * and 4625 (logon, failure), 4768 and 4769 (Kerberos, on a domain controller) and 4776 (a password checked for another machine).
 * Only addresses that are not of the Internet are of the commune; the name is what the machine claims. Pure.
 */
final class LogonClients {
    private static final String SECURITY = "Security";
    /** A name of NetBIOS or a label of DNS, with or without its domain. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(\\.[A-Za-z0-9._-]{1,190})?");

    private LogonClients() {}

    /** That of an event; empty where it tells of none. Its times are the event's own. */
    static Optional<Neighbour> of(Event event) {
        return switch (event) {
            case Event.Logon logon -> {
                boolean named = logon.source().startsWith("windows.");
                yield client(event, Origin.LOGON, logon.sourceAddress(), named ? logon.sourceAddress() : "");
            }
            case Event.LogRecord log when log.channel().equals(SECURITY) -> ofSecurity(log);
            default -> Optional.empty();
        };
    }

    private static Optional<Neighbour> ofSecurity(Event.LogRecord log) {
        String address = log.fields().getOrDefault("IpAddress", "");
        return switch (log.eventId()) {
            case 4624, 4625 -> client(log, Origin.LOGON, address, log.fields().getOrDefault("WorkstationName", ""));
            case 4768, 4769 -> client(log, Origin.DOMAIN_CLIENT, address, "");
            case 4776 -> client(log, Origin.DOMAIN_CLIENT, "", log.fields().getOrDefault("Workstation", ""));
            default -> Optional.empty();
        };
    }

    private static Optional<Neighbour> client(Event event, Origin origin, String from, String claimed) {
        Optional<InetAddress> address = address(from);
        if (address.isPresent() && !isInner(address.get())) {
            return Optional.empty();
        }
        // The host itself may say its own name with its loopback address.
        boolean itself = address.isPresent() && address.get().isLoopbackAddress();
        String name = address.isPresent() && address(claimed).isPresent() ? "" : name(claimed);
        if (itself || (address.isEmpty() && name.isEmpty())) {
            return Optional.empty();
        }
        long at = event.at().wallMicros();
        return Optional.of(new Neighbour(origin, address, Optional.empty(), name, at, at));
    }

    private static Optional<InetAddress> address(String text) {
        int zone = text.indexOf('%');
        String bare = (zone < 0 ? text : text.substring(0, zone)).strip();
        if (bare.length() < 2 || bare.length() > 45 || !(bare.indexOf('.') > 0 || bare.indexOf(':') >= 0)) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(bare);
            return address.isAnyLocalAddress() ? Optional.empty() : Optional.of(address);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Of a private network (RFC 1918, RFC 4193), of one behind a carrier's translation (RFC 6598), of one link, or of the host. */
    static boolean isInner(InetAddress address) {
        if (address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isSiteLocalAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64
                : (bytes[0] & 0xfe) == 0xfc;
    }

    /** The first label, without the backslashes that old clients write before it; empty where it is no name. */
    private static String name(String text) {
        String bare = text.strip();
        while (bare.startsWith("\\")) {
            bare = bare.substring(1);
        }
        if (bare.length() > 253
                || !NAME.matcher(bare).matches()
                || address(bare).isPresent()) {
            return "";
        }
        int dot = bare.indexOf('.');
        String label = dot < 0 ? bare : bare.substring(0, dot);
        return label.length() > Neighbour.LONGEST_NAME ? "" : label;
    }
}
