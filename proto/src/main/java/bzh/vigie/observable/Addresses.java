package bzh.vigie.observable;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Public addresses in a text, in every writing that a system takes: of IPv4 as inet_aton(3), one to four parts, each decimal, octal or
 * hexadecimal; of IPv6 as RFC 4291, where an address of IPv4 that is written in it is that of IPv4. Each is told as {@link
 * InetAddress#getHostAddress} writes it. A number of 32 bits is one, in either order of its bytes, where the text makes an address or bytes of
 * numbers. Pure; at most 2,000 of a text.
 */
public final class Addresses {
    private static final String PART = "(?:0x[0-9a-f]{1,40}+|\\d{1,40}+)";
    private static final Pattern PARTS =
            Pattern.compile("(?i)(?<![\\w.])" + PART + "(?:\\." + PART + "){0,3}(?!\\w|\\.\\w)");
    /** Of IPv6 those that are routed (2000::/3), and those that hold one of IPv4 (RFC 4291, 2.5.5.2; RFC 6052, 2.1). */
    private static final Pattern COLONS =
            Pattern.compile("(?i)(?<![\\w:.])(?=[23][0-9a-f]{3}:|64:ff9b:|[0:]{2,30}ffff:)"
                    + "[0-9a-f:]{3,39}+(?:\\.\\d{1,3}){0,3}(?!\\w|\\.\\w)");

    private static final Pattern PRIVATE =
            Pattern.compile("(?:0|10|127|169\\.254|192\\.168|172\\.(?:1[6-9]|2\\d|3[01])|22[4-9]|2[345]\\d)\\..*");
    /** Where an address is expected: in a URL, behind a user, in what bash opens. */
    private static final Pattern EXPECTED = Pattern.compile("(?://|@|/tcp/|/udp/)$");

    /** Functions of Perl, Python, PHP, Ruby, Node, shells and .NET that make an address or bytes of a number, and shifts by whole bytes. */
    private static final Pattern MAKES = Pattern.compile(
            "(?i)inet_?n?to[ap]|long2ip|ip_?addr|ipv4address|getByAddress|\\b(?:un)?pack\\b|to_bytes|fromhex"
                    + "|\\bhex(?:dec)?\\b|parseInt|strtonum|htonl|,\\s{0,4}16\\)|to_i\\(16\\)|>>\\s{0,4}(?:24|16)\\b|>>>\\s{0,4}\\w|>>\\s{0,4}\\(?[a-z]\\b|0x\\$\\{\\w{1,40}:");

    /** A number of 32 bits: nine or ten decimal digits, or eight hexadecimal ones that are no date. */
    private static final Pattern NUMBER = Pattern.compile(
            "(?i)(?<![\\w.-])(?:(?<decimal>[1-9]\\d{8,9})|(?=\\d{0,7}[a-f])(?<hex>[0-9a-f]{8}))(?![\\w-]|\\.\\w)");

    private static final int LONGEST_EXPECTED = 5;
    private static final int WHOLE_HEX = 10;
    private static final int WHOLE = 8;
    private static final int MOST_DIGITS = 11;
    private static final long MOST = 0xffffffffL;

    private Addresses() {}

    /**
     * Those of a text.
     *
     * @param any whether a number by itself may be one, as in what a command is given; otherwise it may where an address is expected
     */
    public static Set<String> in(String text, boolean any) {
        Set<String> found = new TreeSet<>();
        PARTS.matcher(text)
                .results()
                .limit(TextParts.MOST)
                .filter(each -> isMeant(
                        each.group(), text.substring(Math.max(0, each.start() - LONGEST_EXPECTED), each.start()), any))
                .forEach(each -> ofParts(each.group()).ifPresent(found::add));
        COLONS.matcher(text)
                .results()
                .limit(TextParts.MOST)
                .forEach(each -> ofColons(each.group()).ifPresent(found::add));
        if (MAKES.matcher(text).find()) {
            NUMBER.matcher(text).results().limit(TextParts.MOST).forEach(each -> {
                String decimal = each.group("decimal");
                long bits = decimal == null ? Long.parseLong(each.group("hex"), 16) : Long.parseLong(decimal);
                if (bits <= MOST) {
                    ofBits(bits).ifPresent(found::add);
                    ofBits(Integer.reverseBytes((int) bits) & MOST).ifPresent(found::add);
                }
            });
        }
        return found;
    }

    /** Whether an address is of a network of one's own. */
    public static boolean isPrivate(String address) {
        return PRIVATE.matcher(address).matches();
    }

    /** The network of 64 bits that a host of IPv6 is in (RFC 4291, 2.5.1); empty for IPv4. */
    public static Optional<String> network(String address) {
        String[] parts = address.split(":", -1);
        return parts.length == 8
                ? Optional.of(String.join(":", parts[0], parts[1], parts[2], parts[3]) + "::/64")
                : Optional.empty();
    }

    /** Whether these parts are an address and not just a number or a version. */
    private static boolean isMeant(String written, String ahead, boolean any) {
        String[] parts = written.split("\\.", -1);
        boolean expected = any || EXPECTED.matcher(ahead).find();
        if (parts.length == 1) {
            boolean hex = written.length() >= WHOLE_HEX && isHex(written);
            return hex || (expected && written.length() >= WHOLE);
        }
        boolean other = number(parts[parts.length - 1]).orElse(0) > 255;
        for (String part : parts) {
            other |= part.length() > 1 && part.charAt(0) == '0';
        }
        return parts.length == 4 || ahead.endsWith("://") || (expected && other);
    }

    /** As inet_aton(3): what the last part has over is in the bytes that have no part. */
    private static Optional<String> ofParts(String written) {
        String[] parts = written.split("\\.", -1);
        int left = 8 * (5 - parts.length);
        long all = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            OptionalLong part = number(parts[i]);
            if (part.isEmpty() || part.getAsLong() > (last ? MOST >>> (32 - left) : 255)) {
                return Optional.empty();
            }
            all = (last ? all << left : all << 8) | part.getAsLong();
        }
        return ofBits(all);
    }

    /** A part, by its prefix (strtoul(3) with base 0); empty where it is none. */
    private static OptionalLong number(String part) {
        boolean hex = isHex(part);
        boolean octal = !hex && part.length() > 1 && part.charAt(0) == '0';
        String digits = (hex ? part.substring(2) : part).replaceFirst("^0+(?=.)", "");
        try {
            return digits.length() > MOST_DIGITS
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(digits, hex ? 16 : octal ? 8 : 10));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static boolean isHex(String part) {
        return part.startsWith("0x") || part.startsWith("0X");
    }

    private static Optional<String> ofColons(String written) {
        boolean open = written.endsWith(":") && !written.endsWith("::");
        try {
            InetAddress address = InetAddress.ofLiteral(open ? written.substring(0, written.length() - 1) : written);
            byte[] bytes = address.getAddress();
            boolean translated = bytes.length == 16 && address.getHostAddress().startsWith("64:ff9b:0:0:0:0:");
            if (bytes.length == 4 || translated) {
                return ofBits(ByteBuffer.wrap(bytes, bytes.length - 4, 4).getInt() & MOST);
            }
            return (bytes[0] & 0xe0) == 0x20 ? Optional.of(address.getHostAddress()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> ofBits(long bits) {
        return Optional.of((bits >> 24) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255))
                .filter(address -> !isPrivate(address));
    }
}
