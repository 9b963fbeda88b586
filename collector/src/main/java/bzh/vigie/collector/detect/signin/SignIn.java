package bzh.vigie.collector.detect.signin;

import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.AccountNames;
import bzh.vigie.event.Event;
import bzh.vigie.text.LetterCase;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A logon that succeeded, of an account that has a password or a key of its own. Read are what agents tell of Linux, and Security 4624,
 * 4768 and 4776 of Windows. Left out: the system's own accounts, other computers' accounts, sudo (it asks for the password of whoever is logged
 * on already), and services of Linux, which need none. Immutable.
 *
 * @param account folded, without its domain; at most {@value #LONGEST} characters
 * @param domain folded first part of its domain's name; empty where it is an account of the host, or where nothing says
 * @param sid empty where there is none
 * @param privileged whether the session has an administrator's rights: root, RID 500, or an elevated token
 * @param address where it came from, a literal; empty for the host itself, or where nothing says
 * @param key fingerprint of the key that it proved itself by; empty for a password or a ticket
 */
public record SignIn(
        String account, String domain, String sid, Way way, boolean privileged, String address, String key) {
    static final int LONGEST = 128;

    private static final String LOGON = "4624";
    private static final String TICKET = "4768";
    private static final String CHECKED = "4776";
    /** "Yes" of ElevatedToken, as an event has it and as it is shown. */
    private static final String ELEVATED = "%%1842";

    /** How somebody comes in. */
    public enum Way {
        CONSOLE,
        RDP,
        SSH,
        NETWORK,
        /** A service or a task, with a password that the host keeps. */
        SERVICE,
        /** A controller gave a ticket to whatever host. */
        TICKET,
        /** A controller checked a password (NTLM) for whatever host asked, which may have no agent. */
        NTLM,
        /** From another account of the host. */
        SU
    }

    /** What an event shows; empty where it is no such logon. */
    public static Optional<SignIn> of(Seen seen) {
        return switch (seen.event()) {
            case Event.Logon logon -> own(logon);
            case Event.LogRecord record
            when record.channel().equalsIgnoreCase("Security") && !seen.isNotice() ->
                windows(seen.record(), seen.hostname());
            default -> Optional.empty();
        };
    }

    private static Optional<SignIn> own(Event.Logon logon) {
        String written = logon.account().name();
        if (logon.action() != Event.LogonAction.LOGON || written.isBlank()) {
            return Optional.empty();
        }
        boolean remote = !logon.sourceAddress().isEmpty();
        Way way;
        switch (logon.type()) {
            case INTERACTIVE -> way = remote ? Way.SSH : Way.CONSOLE;
            case RDP -> way = Way.RDP;
            case SSH -> way = Way.SSH;
            case SU -> way = Way.SU;
            case NETWORK, OTHER -> way = Way.NETWORK;
            case SERVICE, SUDO -> {
                return Optional.empty();
            }
            default -> throw new IllegalStateException(logon.type().name());
        }
        boolean root = logon.account().id().equals("0") || written.equals("root");
        return Optional.of(new SignIn(
                account(written),
                domain(written, ""),
                "",
                way,
                root,
                address(logon.sourceAddress()),
                logon.keyFingerprint()));
    }

    private static Optional<SignIn> windows(SigmaRecord record, String hostName) {
        String event = record.value("EventID");
        String name = record.value("TargetUserName");
        if (event.equals(CHECKED)) {
            return checked(name, record.value("Status"));
        }
        boolean ticket = event.equals(TICKET);
        String sid = ticket ? record.value("TargetSid") : record.value("TargetUserSid");
        if (!(event.equals(LOGON) || (ticket && isZero(record.value("Status"))))
                || name.isBlank()
                || !(sid.startsWith("S-1-5-21-") || sid.startsWith("S-1-12-1-"))) {
            return Optional.empty();
        }
        String address = address(record.value("IpAddress"));
        Optional<Way> way = ticket ? Optional.of(Way.TICKET) : way(record.value("LogonType"), address);
        String domain = domain(name, record.value("TargetDomainName"));
        boolean local = domain.equals(firstPart(hostName));
        // A computer's account, but for one that is made to look like it, and for a service's, whose password the
        // domain sets.
        boolean computer = account(name).endsWith("$")
                && !local
                && way.filter(Way.SERVICE::equals).isEmpty();
        return computer
                ? Optional.empty()
                : way.map(each -> new SignIn(
                        account(name),
                        local ? "" : domain,
                        sid,
                        each,
                        sid.endsWith("-500") || isElevated(record.value("ElevatedToken")),
                        address,
                        ""));
    }

    /** A host that is no controller writes the same of its own accounts; whose domain it is, it does not say. */
    private static Optional<SignIn> checked(String name, String status) {
        return !isZero(status) || name.isBlank() || account(name).endsWith("$")
                ? Optional.empty()
                : Optional.of(new SignIn(account(name), domain(name, ""), "", Way.NTLM, false, "", ""));
    }

    /** The same, of an account of that domain where nothing said of which. */
    SignIn of(String other) {
        return domain.isEmpty() ? new SignIn(account, other, sid, way, privileged, address, key) : this;
    }

    private static Optional<Way> way(String logonType, String address) {
        return switch (logonType.strip()) {
            // An unlock with an address is a session that somebody came back to from there.
            case "2", "7", "11", "13" -> Optional.of(address.isEmpty() ? Way.CONSOLE : Way.RDP);
            case "10", "12" -> Optional.of(Way.RDP);
            case "3", "8" -> Optional.of(Way.NETWORK);
            case "4", "5" -> Optional.of(Way.SERVICE);
            default -> Optional.empty();
        };
    }

    private static boolean isZero(String status) {
        return status.equals("0") || status.matches("0x0{1,8}");
    }

    private static boolean isElevated(String token) {
        return token.equals(ELEVATED) || token.equalsIgnoreCase("yes") || token.equalsIgnoreCase("oui");
    }

    /** A name without its domain, as it is kept and compared: folded and bounded. */
    public static String account(String written) {
        return word(AccountNames.key(written));
    }

    /** The first part of the domain that stands with a name, or else of that one. */
    private static String domain(String written, String told) {
        int slash = written.lastIndexOf('\\');
        int at = written.indexOf('@');
        return firstPart(
                slash > 0
                        ? written.substring(0, slash)
                        : at > 0 ? written.substring(at + 1) : told.equals("-") ? "" : told);
    }

    /** A domain's or a host's name as it is compared: the first part of it, folded and bounded. */
    public static String firstPart(String name) {
        String bare = name.strip();
        int dot = bare.indexOf('.');
        return word(dot > 0 ? bare.substring(0, dot) : bare);
    }

    private static String word(String text) {
        String folded = LetterCase.fold(text.length() <= LONGEST ? text : text.substring(0, LONGEST));
        return folded.chars()
                .map(c -> c < ' ' || c == 0x7f ? '?' : c)
                .collect(StringBuilder::new, (out, c) -> out.append((char) c), StringBuilder::append)
                .toString();
    }

    /** A literal of another machine's address in its usual form; empty for anything else. */
    public static String address(String text) {
        int zone = text.indexOf('%');
        String bare = (zone < 0 ? text : text.substring(0, zone)).strip();
        if (bare.length() < 2 || bare.length() > 45 || !(bare.indexOf('.') > 0 || bare.indexOf(':') >= 0)) {
            return "";
        }
        try {
            InetAddress address = InetAddress.ofLiteral(bare);
            return address.isLoopbackAddress() || address.isAnyLocalAddress() ? "" : address.getHostAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return "";
        }
    }
}
