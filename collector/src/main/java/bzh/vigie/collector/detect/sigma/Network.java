package bzh.vigie.collector.detect.sigma;

import java.net.InetAddress;
import java.util.Optional;

/** A network in CIDR notation (RFC 4632, RFC 4291). */
final class Network {
    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /** From text such as 10.0.0.0/8 or fe80::/10; empty where it is none. Never asks a name server. */
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> address = address(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int most = address.get().length * 8;
        if (slash < 0) {
            return Optional.of(new Network(address.get(), most));
        }
        String digits = text.substring(slash + 1);
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(digits);
        return bits > most ? Optional.empty() : Optional.of(new Network(address.get(), bits));
    }

    boolean contains(String text) {
        Optional<byte[]> address = address(text);
        if (address.isEmpty() || address.get().length != prefix.length) {
            return false;
        }
        byte[] bytes = address.get();
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((bytes[i / 8] & mask) != (prefix[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<byte[]> address(String text) {
        try {
            return text.isEmpty() || text.length() > 64
                    ? Optional.empty()
                    : Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
