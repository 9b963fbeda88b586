package bzh.vigie.enrol;

import java.util.Optional;

/**
 * Where a collector listens. Immutable.
 *
 * @param host a DNS name or an IP address in text form (IPv6 without brackets): 1 to 253 letters, digits, {@code . - : _}
 * @param port 1 to 65535
 */
public record CollectorAddress(String host, int port) {
    /** Longest host: what DNS allows in text form (RFC 1035, 2.3.4). */
    public static final int MAX_HOST = 253;

    public CollectorAddress {
        if (host.isEmpty() || host.length() > MAX_HOST || !host.chars().allMatch(CollectorAddress::allowed)) {
            throw new IllegalArgumentException(
                    "a collector's host is 1 to 253 letters, digits, dots, dashes or colons");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a collector's port is 1 to 65535");
        }
    }

    private static boolean allowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == ':'
                || c == '_';
    }

    /** From {@code host:port} or {@code [IPv6]:port}; empty where the text is neither. */
    public static Optional<CollectorAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || text.length() - colon > 6) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        String digits = text.substring(colon + 1);
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CollectorAddress(
                    bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(digits)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
