package bzh.vigie.collector.incident;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses from the first to the last of a network, IPv4 or IPv6; an address alone is a network of one.
 *
 * @param network the first address
 * @param prefix how many bits it fixes
 */
public record AddressRange(InetAddress network, int prefix) {
    private static final int LONGEST = 100;
    /** An IPv4 address in all its parts, or what may be an IPv6 address. */
    private static final Pattern FORM = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** That of an address, {@code network/prefix} or nothing else; bits beyond the prefix are not looked at. Never asks for a name. */
    public static Optional<AddressRange> parse(String text) {
        String written = text.strip();
        int slash = written.indexOf('/');
        String address = slash < 0 ? written : written.substring(0, slash);
        if (written.length() > LONGEST || !FORM.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress literal = InetAddress.ofLiteral(address);
            int bits = literal.getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(written.substring(slash + 1));
            return prefix < 0 || prefix > bits
                    ? Optional.empty()
                    : Optional.of(new AddressRange(first(literal, prefix), prefix));
        } catch (IllegalArgumentException e) {
            // Also a prefix that is no number.
            return Optional.empty();
        }
    }

    /** Whether that address is one of them; an IPv4 address mapped into IPv6 is the IPv4 address. */
    public boolean contains(InetAddress address) {
        return address.getAddress().length == network.getAddress().length
                && first(address, prefix).equals(network);
    }

    /** Whether it is so wide that it would hold nearly everything: more than 16 bits of IPv4 addresses, or 80 of IPv6. */
    public boolean isWide() {
        return network.getAddress().length == 4 ? prefix < 16 : prefix < 48;
    }

    private static InetAddress first(InetAddress address, int prefix) {
        byte[] bytes = Arrays.copyOf(address.getAddress(), address.getAddress().length);
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** An address, or {@code network/prefix}. */
    @Override
    public String toString() {
        String address = network.getHostAddress();
        return prefix == network.getAddress().length * 8 ? address : address + "/" + prefix;
    }
}
