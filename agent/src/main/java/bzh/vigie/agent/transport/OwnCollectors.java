package bzh.vigie.agent.transport;

import bzh.vigie.enrol.CollectorAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names, addresses and ports at which this agent reaches its collectors, or the proxy before them, and whether a command or a rule of a firewall
 * blocks one of them. Knows iptables(8), nft(8), ufw(8), firewall-cmd(1), ip-route(8), netsh advfirewall, New-NetFirewallRule and the rules
 * that Windows keeps in its registry. Thread-safe.
 */
public final class OwnCollectors {
    /** Text beyond this is not looked at. */
    private static final int LIMIT = 16 << 10;

    /** Words without which a text blocks nothing, in small letters. */
    private static final List<String> WORDS =
            List.of("drop", "reject", "deny", "block", "blackhole", "unreachable", "prohibit", "throw", "tarpit");

    private static final Pattern BLOCKS = Pattern.compile("(?i)\\b(?:" + String.join("|", WORDS) + ")\\b");

    private static final Pattern TOOL = Pattern.compile(
            "(?i)\\b(?:ip6?tables(?:-nft|-legacy|-restore)?|xtables-multi|nft|ufw|firewall-cmd|ebtables|ip|route|netsh"
                    + "|(?:new|set)-netfirewallrule)\\b|^-[AI]\\s|\\bAction=Block\\|");

    /** Lists a rule, or takes one away. */
    private static final Pattern TAKES_AWAY = Pattern.compile(
            "(?i)\\s(?-i:-D|-C)\\s|--(?:delete|check|remove-[\\w-]{1,30})\\b|\\b(?:nft|ufw|netsh|ip)\\b.{0,200}\\b(?:delete|del)\\b"
                    + "|Active=FALSE");

    private static final Pattern OUTGOING =
            Pattern.compile("(?i)\\b(?:output|postrouting|egress|outgoing|outbound|out|host)\\b");

    /** All but what follows. */
    private static final Pattern ALL_BUT =
            Pattern.compile("(?i)!\\s{0,3}(?:-d|--dst|--destination|-s)\\b|\\b[ds]addr\\s{1,3}!=|\\snot\\s");

    private static final Pattern IPV4 = Pattern.compile("(?<![\\w.:])(\\d{1,3}(?:\\.\\d{1,3}){3})"
            + "(?:/(\\d{1,3}(?:\\.\\d{1,3}){3}|\\d{1,2})|-(\\d{1,3}(?:\\.\\d{1,3}){3}))?(?![\\w.])");

    private static final Pattern IPV6 =
            Pattern.compile("(?<![\\w.:])([0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?:/(\\d{1,3}))?(?![\\w:])");

    private static final Pattern DESTINATION_NAME =
            Pattern.compile("(?i)(?:\\s-d|--dst|--destination|\\bdaddr)[\\s=]{1,4}([a-z_][\\w.-]{0,252})(?![\\w.:-])");

    private static final Pattern PORTS = Pattern.compile(
            "(?i)(?:\\b(?:dports?|remoteport|sports?|ports?|(?:deny|reject)\\s{1,4}out)|RPort2?_?\\d{0,3})"
                    + "[\\s={\"'!-]{1,6}(\\d{1,5}(?:[-:,\\s]{1,3}\\d{1,5}){0,64})(?!\\d)");

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:[-:](\\d{1,5}))?");

    private final List<CollectorAddress> configured;
    private final Supplier<Collection<InetSocketAddress>> dialled;

    /**
     * Those of the settings, and those that were dialled since.
     *
     * @param dialled collectors and proxies, by their addresses
     */
    public OwnCollectors(List<CollectorAddress> configured, Supplier<Collection<InetSocketAddress>> dialled) {
        this.configured = List.copyOf(configured);
        this.dialled = dialled;
    }

    /** One of them, and its address where that is known. */
    private record Endpoint(String name, Optional<InetAddress> address, int port) {}

    private List<Endpoint> endpoints() {
        return Stream.concat(
                        configured.stream().map(each -> new Endpoint(each.host(), literal(each.host()), each.port())),
                        dialled.get().stream()
                                .map(each -> new Endpoint(
                                        each.getHostString(), Optional.ofNullable(each.getAddress()), each.getPort())))
                .toList();
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    /** Whether a statement of this command, or this rule, blocks what goes to one of them or comes from it. */
    public boolean areBlockedBy(String text) {
        String looked = text.length() > LIMIT ? text.substring(0, LIMIT) : text;
        if (!mayBlock(looked)) {
            return false;
        }
        List<Endpoint> endpoints = endpoints();
        // The rules of Windows have bars between their parts.
        Stream<String> statements =
                looked.contains("Action=Block|") ? Stream.of(looked) : Stream.of(looked.split("[;&|\\n]", -1));
        return statements
                .filter(OwnCollectors::blocks)
                .anyMatch(statement -> endpoints.stream().anyMatch(endpoint -> concerns(statement, endpoint)));
    }

    /** Without patterns, for the many texts that are nothing of the kind. */
    private static boolean mayBlock(String text) {
        for (String word : WORDS) {
            for (int at = 0; at + word.length() <= text.length(); at++) {
                if (text.regionMatches(true, at, word, 0, word.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean blocks(String statement) {
        return BLOCKS.matcher(statement).find()
                && TOOL.matcher(statement.strip()).find()
                && !TAKES_AWAY.matcher(statement).find()
                && !ALL_BUT.matcher(statement).find();
    }

    /** How a part of a rule stands to an endpoint. */
    private enum Fit {
        /** It says nothing. */
        UNSAID,
        /** It is of something else. */
        OTHER,
        /** It covers it among others. */
        COVERS,
        /** It is the one. */
        IS
    }

    private static boolean concerns(String statement, Endpoint endpoint) {
        Fit address = address(statement, endpoint);
        Fit port = port(statement, endpoint.port());
        if (address == Fit.OTHER || port == Fit.OTHER) {
            return false;
        }
        // What shuts a port or a network off from coming in is every server's.
        boolean covers = address == Fit.COVERS || port == Fit.COVERS;
        return address == Fit.IS || (covers && OUTGOING.matcher(statement).find());
    }

    private static Fit address(String statement, Endpoint endpoint) {
        if (Pattern.compile("(?i)(?<![\\w.-])" + Pattern.quote(endpoint.name()) + "(?![\\w-]|\\.\\w|/\\d)")
                .matcher(statement)
                .find()) {
            return Fit.IS;
        }
        Fit best = DESTINATION_NAME.matcher(statement).find() ? Fit.OTHER : Fit.UNSAID;
        List<MatchedNetwork> networks = new ArrayList<>(networks(IPV4, statement));
        networks.addAll(networks(IPV6, statement));
        for (MatchedNetwork network : networks) {
            Fit fit = endpoint.address().map(network::fit).orElse(Fit.OTHER);
            best = fit.compareTo(best) > 0 ? fit : best;
        }
        return best;
    }

    /**
     * Address, network or range of a text.
     *
     * @param mask a number of bits, or a mask of IPv4; empty for none
     * @param last address of a range; empty for none
     */
    private record MatchedNetwork(InetAddress first, String mask, String last) {
        Fit fit(InetAddress own) {
            byte[] a = first.getAddress();
            byte[] b = own.getAddress();
            if (a.length != b.length) {
                return Fit.OTHER;
            }
            if (!last.isEmpty()) {
                return literal(last)
                        .filter(end -> compare(a, b) <= 0 && compare(b, end.getAddress()) <= 0)
                        .map(_ -> Fit.COVERS)
                        .orElse(Fit.OTHER);
            }
            int bits = mask.isEmpty()
                    ? a.length * 8
                    : mask.contains(".")
                            ? literal(mask).map(MatchedNetwork::ones).orElse(a.length * 8)
                            : Integer.parseInt(mask);
            for (int bit = 0; bit < Math.min(bits, a.length * 8); bit++) {
                if (((a[bit / 8] ^ b[bit / 8]) & (0x80 >> bit % 8)) != 0) {
                    return Fit.OTHER;
                }
            }
            return bits >= a.length * 8 ? Fit.IS : Fit.COVERS;
        }

        private static int ones(InetAddress mask) {
            int ones = 0;
            for (byte each : mask.getAddress()) {
                ones += Integer.bitCount(each & 0xFF);
            }
            return ones;
        }

        private static int compare(byte[] a, byte[] b) {
            return Arrays.compareUnsigned(a, b);
        }
    }

    private static List<MatchedNetwork> networks(Pattern pattern, String statement) {
        return pattern.matcher(statement)
                .results()
                .flatMap(found ->
                        literal(found.group(1))
                                .map(first -> new MatchedNetwork(first, text(found, 2), text(found, 3)))
                                .stream())
                .toList();
    }

    private static String text(MatchResult found, int group) {
        return group <= found.groupCount() && found.group(group) != null ? found.group(group) : "";
    }

    private static Fit port(String statement, int port) {
        Matcher lists = PORTS.matcher(statement);
        Fit best = Fit.UNSAID;
        while (lists.find()) {
            boolean in = RANGE.matcher(lists.group(1)).results().anyMatch(range -> {
                int from = Integer.parseInt(range.group(1));
                int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
                return from <= port && port <= to;
            });
            Fit fit = in ? Fit.COVERS : Fit.OTHER;
            best = fit.compareTo(best) > 0 ? fit : best;
        }
        return best;
    }
}
