package bzh.vigie.collector.detect.logon;

import bzh.vigie.event.Sha256;
import bzh.vigie.text.LetterCase;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where somebody logs on from. Immutable.
 *
 * @param name of an address: as text, of IPv6 the first 64 bits alone, because hosts change the rest by themselves (RFC 8981); of
 *     the others a folded name
 */
record Origin(Type type, String name) {
    private static final int MAX_NAME = 80;
    private static final int PREFIX = 8;

    /** What an origin is known by. */
    enum Type {
        ADDRESS("ip", 4),
        WORKSTATION("ws", 6),
        /** The host's own screen and keyboard. */
        CONSOLE("at", 6),
        /** Another account of the host, which asks for the rights of this one: su and sudo. */
        USER("by", Integer.MAX_VALUE);

        private final String word;
        private final int enough;

        Type(String word, int enough) {
            this.word = word;
            this.enough = enough;
        }

        private static Optional<Type> of(String word) {
            return Arrays.stream(values())
                    .filter(type -> type.word.equals(word))
                    .findFirst();
        }
    }

    /** That of an address as an event has it; empty where it is none, unspecified or the host itself. */
    static Optional<Origin> address(String text) {
        int zone = text.indexOf('%');
        String bare = (zone < 0 ? text : text.substring(0, zone)).strip();
        if (bare.length() < 2 || bare.length() > 45 || !(bare.indexOf('.') > 0 || bare.indexOf(':') >= 0)) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(bare);
            if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
                return Optional.empty();
            }
            return Optional.of(new Origin(Type.ADDRESS, shown(address)));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String shown(InetAddress address) {
        if (address instanceof Inet6Address && !address.isLinkLocalAddress()) {
            byte[] bytes = address.getAddress();
            StringBuilder prefix = new StringBuilder();
            for (int i = 0; i < PREFIX; i += 2) {
                prefix.append(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)))
                        .append(':');
            }
            return prefix + ":/64";
        }
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** That of a workstation's name, which the workstation itself claims; empty where there is none. */
    static Optional<Origin> workstation(String text) {
        String name = hostName(text);
        return name.isEmpty() || name.equals("-") ? Optional.empty() : Optional.of(new Origin(Type.WORKSTATION, name));
    }

    /** That of who sits at a host. */
    static Origin console(String host) {
        return new Origin(Type.CONSOLE, word(host));
    }

    /** That of an account of a host. */
    static Origin user(String subject, String host) {
        return new Origin(Type.USER, word(subject) + "@" + word(host));
    }

    /** A host's name by which two are compared: folded, without the domain. */
    static String hostName(String text) {
        String bare = text.strip();
        while (bare.startsWith("\\")) {
            bare = bare.substring(1);
        }
        int dot = bare.indexOf('.');
        return word(dot > 0 ? bare.substring(0, dot) : bare);
    }

    /** A name from a host, fit for a line of ours: folded, no separators, bounded. */
    static String word(String text) {
        String bounded = text.length() <= MAX_NAME
                ? text
                : text.substring(0, MAX_NAME - 17) + "#"
                        + Sha256.over(text.getBytes(StandardCharsets.UTF_8))
                                .hex()
                                .substring(0, 16);
        StringBuilder word = new StringBuilder();
        LetterCase.fold(bounded).chars().forEach(c -> word.append(c < ' ' || c == 0x7f ? '?' : (char) c));
        return word.toString();
    }

    static Origin parse(String text) {
        int colon = text.indexOf(':');
        Type type = Type.of(text.substring(0, Math.max(0, colon)))
                .orElseThrow(() -> new IllegalArgumentException("not an origin"));
        return new Origin(type, text.substring(colon + 1));
    }

    String text() {
        return type.word + ":" + name;
    }

    /**
     * What many origins of an account are taken together as: the network of an inner address, all addresses of the Internet, all
     * workstations, all consoles.
     */
    String group() {
        if (type != Type.ADDRESS) {
            return type.word + ":*";
        }
        if (isPublic()) {
            return "ip:public";
        }
        int dot = name.lastIndexOf('.');
        return dot < 0 ? text() : "ip:" + name.substring(0, dot) + ".0/24";
    }

    /** How many of a group make the group known. */
    int enough() {
        return type == Type.ADDRESS && isPublic() ? Type.WORKSTATION.enough : type.enough;
    }

    /** An address that is not of a private network (RFC 1918, RFC 4193), nor valid on one link only. */
    boolean isPublic() {
        if (type != Type.ADDRESS) {
            return false;
        }
        int prefix = name.indexOf("/64");
        InetAddress address = InetAddress.ofLiteral(prefix < 0 ? name : name.substring(0, prefix));
        if (address.isLinkLocalAddress() || address.isSiteLocalAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? !((bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64)
                : (bytes[0] & 0xfe) != 0xfc;
    }
}
