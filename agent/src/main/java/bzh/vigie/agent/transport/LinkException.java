package bzh.vigie.agent.transport;

import bzh.vigie.text.Printable;
import java.io.IOException;
import java.io.Serial;

/**
 * A connection to a collector that did not come about or did not last. {@link #kind} has words in both languages;
 * {@link #detail} is what was met, made fit for a terminal, and may be empty; what we say of it ourselves is a key with words
 * ({@link bzh.vigie.text.SourceText#detail}).
 */
public final class LinkException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String detail;

    public LinkException(Kind kind, String detail) {
        super(kind + ": " + detail);
        this.kind = kind;
        this.detail = Printable.line(detail, 300);
    }

    LinkException(Kind kind, String detail, Throwable cause) {
        this(kind, detail);
        initCause(cause);
    }

    /** What Java says of a failed connection: a key with words for what it says often, else its own message. */
    static String met(IOException e) {
        String said = String.valueOf(e.getMessage());
        return switch (said) {
            case "Connection refused" -> "met-refused";
            case "No route to host" -> "met-no-route";
            case "Network is unreachable" -> "met-no-network";
            case "Connection reset", "Connection reset by peer", "Broken pipe" -> "met-reset";
            case "Remote host terminated the handshake", "SSL peer shut down incorrectly" -> "met-hung-up";
            case "Socket closed", "Socket is closed" -> "met-closed";
            default -> said;
        };
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** What was met: an address, an answer, the name of a certificate's maker. */
    public String detail() {
        return detail;
    }

    /** What can go wrong. Closed. */
    public enum Kind {
        /** The collector's, or the proxy's, name has no address. */
        UNKNOWN_NAME,
        /** Nothing accepts connections there, or no route leads there. */
        UNREACHABLE,
        /** No answer in time. */
        TIMED_OUT,
        /** The proxy wants a name and password (407), or others than those it was given. */
        PROXY_WANTS_PASSWORD,
        /** The proxy answered, and it was a refusal. */
        PROXY_REFUSED,
        /** What answers at the proxy's address does not speak HTTP. */
        PROXY_NOT_HTTP,
        /** What answers does not speak TLS: another service, or a page of a filter. */
        NOT_TLS,
        /** The other side ended the TLS handshake with an alert. */
        TLS_REFUSED,
        /** The TLS connection was cut or is damaged: often a middlebox. */
        TLS_BROKEN,
        /** The certificate was made by another authority: not our collector, or a middlebox that opens TLS. */
        OTHER_AUTHORITY,
        /** The certificate comes from our authority but does not fit the name, the use or our rules. */
        WRONG_CERTIFICATE,
        /** A TLS server that does not speak Vigie's protocol. */
        WRONG_PROTOCOL,
        /** The connection ended. */
        CUT,
        /** A frame with a length or content that no collector sends. */
        BAD_FRAME,
        /** The collector no longer answers, or sent part of a frame only. */
        TOO_SLOW
    }
}
