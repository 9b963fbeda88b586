package bzh.vigie.collector.gateway;

import java.io.IOException;
import java.io.Serial;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** The gateway cannot listen where it should. */
public final class CannotListenException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why not, as far as what to do depends on it. */
    public enum Why {
        /** Another program listens there. */
        IN_USE,
        /** This user may not: a port below 1024. */
        NO_RIGHT,
        /** This machine has no such address. */
        NOT_OURS,
        /** Anything else: the message tells. */
        OTHER
    }

    private final String address;
    private final Why why;

    CannotListenException(InetSocketAddress address, Exception cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.address = address.getHostString() + ":" + address.getPort();
        this.why = why(cause);
    }

    /** Where. */
    public String address() {
        return address;
    }

    public Why why() {
        return why;
    }

    /** By the words of strerror(3), which is all that a failed bind(2) leaves of its error number. */
    private static Why why(Exception cause) {
        String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("already in use")) {
            return Why.IN_USE;
        }
        if (words.contains("permission denied")) {
            return Why.NO_RIGHT;
        }
        return words.contains("cannot assign") || cause instanceof BindException ? Why.NOT_OURS : Why.OTHER;
    }
}
