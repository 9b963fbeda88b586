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
            case "Connection refused", "Connection refused: connect", "Connection refused: getsockopt" -> "met-refused";
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
        /** This machine has no address on any network. */
        NO_NETWORK(0),
        /** The collector's name has no address. */
        UNKNOWN_NAME(0),
        /** Nothing accepts connections there, or no route leads there. */
        UNREACHABLE(0),
        /** No answer in time. */
        TIMED_OUT(0),
        /** The system, or the script that is configured, did not say which proxy to take. */
        PROXY_UNKNOWN(0),
        /** The proxy's name has no address, or nothing accepts connections there. */
        PROXY_UNREACHABLE(0),
        /** The proxy accepts connections and does not answer in time. */
        PROXY_SILENT(1),
        /** The proxy hung up before it had answered, or in the midst of a login. */
        PROXY_CUT(1),
        /** What answers at the proxy's address does not speak HTTP. */
        PROXY_NOT_HTTP(1),
        /** The proxy wants a login (407) that we do not have. */
        PROXY_WANTS_PASSWORD(2),
        /** The proxy does not accept the user and password that are configured. */
        PROXY_LOGIN_REFUSED(2),
        /** The proxy does not accept this computer's account. */
        PROXY_ACCOUNT_REFUSED(2),
        /** This computer's account cannot be proved to the proxy. */
        PROXY_LOGIN_IMPOSSIBLE(2),
        /** The proxy, or Windows for it, knows no other proof than NTLM, which we do not give. */
        PROXY_ONLY_NTLM(2),
        /** A proxy that was found on the network wants a login: only one that an administrator named gets it. */
        PROXY_NOT_NAMED(2),
        /** The proxy knows only ways of proving oneself that we do not, or not on this machine. */
        PROXY_OTHER_LOGIN(2),
        /** The proxy goes on asking for a login. */
        PROXY_ENDLESS(2),
        /** The proxy answered, and it was a refusal. */
        PROXY_REFUSED(2),
        /** The proxy itself does not reach the collector. */
        PROXY_CANNOT_REACH(2),
        /** What answers does not speak TLS: another service, or a page of a filter. */
        NOT_TLS(3),
        /** The other side ended the TLS handshake with an alert. */
        TLS_REFUSED(3),
        /** What answers speaks a TLS before 1.3, as no collector does: often a middlebox. */
        TLS_TOO_OLD(3),
        /** The TLS connection was cut or is damaged: often a middlebox. */
        TLS_BROKEN(3),
        /** The certificate was made by another authority: not our collector, or a middlebox that opens TLS. */
        OTHER_AUTHORITY(4),
        /** The certificate comes from our authority but does not fit the name, the use or our rules. */
        WRONG_CERTIFICATE(4),
        /** A TLS server that does not speak Vigie's protocol. */
        WRONG_PROTOCOL(4),
        /** The connection ended. */
        CUT(5),
        /** A frame with a length or content that no collector sends. */
        BAD_FRAME(5),
        /** The collector no longer answers, or sent part of a frame only. */
        TOO_SLOW(5);

        private final int step;

        Kind(int step) {
            this.step = step;
        }

        /** How far the connection had come: 0 dialling, 1 and 2 the proxy's answer, 3 TLS, 4 the certificate, 5 frames. */
        int step() {
            return step;
        }
    }
}
