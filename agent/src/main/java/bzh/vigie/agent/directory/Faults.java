package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.AuthenticationException;
import javax.naming.AuthenticationNotSupportedException;
import javax.naming.CommunicationException;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.ServiceUnavailableException;
import javax.naming.SizeLimitExceededException;
import javax.naming.TimeLimitExceededException;
import javax.net.ssl.SSLException;
import javax.security.sasl.SaslException;

/** Why a controller could not be asked, out of what Java's clients of LDAP and Kerberos say, which is words alone. Pure. */
final class Faults {
    /** The number of an error of Kerberos (RFC 4120 section 7.5.9), as Java's client ends its message. */
    private static final Pattern NUMBER = Pattern.compile("\\((\\d{1,3})\\)");

    private static final Pattern NO_ANSWER = Pattern.compile(
            "(?i)cannot (locate|contact).*kdc|timed out|connection (refused|reset)|unreachable|no route to host");
    /** {@code SEC_E_BAD_BINDINGS}: Kerberos is not bound to the TLS that the server sees. */
    private static final String NOT_BOUND = "80090346";

    private static final int MOST_LETTERS = 500;
    private static final String CLOCK = "directory-clock";
    private static final String UNSEALED = "directory-not-sealed";
    private static final String WANTS_TLS = "directory-wants-tls";
    private static final String NO_TLS = "directory-no-tls";

    /** How GSSAPI says that there is no sealing (see {@link GssSasl}). */
    static final String NOT_SEALED = "sign and seal";

    private Faults() {}

    /** Of what became of connecting to a controller. */
    static Refused ofConnecting(String controller, Exception e) {
        return switch (e) {
            case NamingException tls when tls.getRootCause() instanceof SSLException ssl -> tls(controller, ssl);
            case NamingException tls when tls.getRootCause() instanceof Tls.NotOffered not -> noTls(controller, not);
            default -> of(controller, controller, e);
        };
    }

    /** Of what a controller answered to a question, or did not. */
    static Refused of(String controller, String asked, Exception e) {
        return switch (e) {
            case Refused refused -> refused;
            case AuthenticationNotSupportedException without ->
                say(ReasonCode.NOT_SUPPORTED, WANTS_TLS, controller, said(without));
            case NamingException away when away.getRootCause() instanceof SSLException -> away(controller, said(away));
            case AuthenticationException denied -> login(controller, said(denied));
            case NoPermissionException denied -> new Refused(ReasonCode.NO_RIGHT, asked + ": " + said(denied));
            case TimeLimitExceededException late -> silent(controller, said(late));
            case NamingException late when said(late).contains("timed out") -> silent(controller, said(late));
            case SizeLimitExceededException large -> new Refused(ReasonCode.TOO_LARGE, asked + ": " + said(large));
            case CommunicationException away -> away(controller, said(away));
            case ServiceUnavailableException away -> away(controller, said(away));
            case NamingException other
            when other.getRootCause() instanceof SaslException -> login(controller, said(other));
            default -> new Refused(ReasonCode.FAILED, asked + ": " + said(e));
        };
    }

    /** Of what was answered to who wants in: Kerberos' errors by their numbers. */
    static Refused login(String whom, String said) {
        Matcher number = NUMBER.matcher(said);
        return switch (number.find() ? Integer.parseInt(number.group(1)) : 0) {
            case 6 -> say(ReasonCode.NO_RIGHT, "directory-account-unknown", whom, said);
            case 18, 23 -> say(ReasonCode.NO_RIGHT, "directory-account-off", whom, said);
            case 24, 31 -> say(ReasonCode.NO_RIGHT, "directory-key-old", whom, said);
            case 37 -> say(ReasonCode.FAILED, CLOCK, whom);
            default -> loginInWords(whom, said);
        };
    }

    private static Refused tls(String controller, SSLException e) {
        int depth = 0;
        for (Throwable t = e; t != null && depth < 8; t = t.getCause(), depth++) {
            if (t instanceof CertificateException || t instanceof CertPathBuilderException) {
                return certificate(controller, said(e));
            }
        }
        return noTls(controller, e);
    }

    /** That its certificate is not to be trusted, or not in its name. */
    static Refused certificate(String controller, String said) {
        return say(ReasonCode.FAILED, "directory-certificate", controller, said);
    }

    private static Refused noTls(String controller, Exception e) {
        return say(ReasonCode.NOT_SUPPORTED, NO_TLS, controller, said(e));
    }

    /** Whether it is of a controller that lets nobody in, or not sealed, without TLS. */
    static boolean wantsTls(Refused refused) {
        return refused.what().startsWith(WANTS_TLS) || refused.what().startsWith(UNSEALED);
    }

    /** Whether it is of a controller that has no TLS of the kind that was asked. */
    static boolean hasNoTls(Refused refused) {
        return refused.what().startsWith(NO_TLS) || refused.reason() == ReasonCode.NOT_PRESENT;
    }

    private static Refused loginInWords(String whom, String said) {
        if (said.contains(NOT_SEALED)) {
            return say(ReasonCode.NOT_SUPPORTED, UNSEALED, whom);
        }
        if (said.contains(NOT_BOUND) || said.contains(GssSasl.CANNOT_BIND)) {
            return say(ReasonCode.NOT_SUPPORTED, "directory-not-bound", whom, said);
        }
        if (said.contains("Checksum failed")) {
            return say(ReasonCode.NO_RIGHT, "directory-key-old", whom, said);
        }
        if (NO_ANSWER.matcher(said).find()) {
            return say(ReasonCode.NOT_PRESENT, "directory-no-ticket", whom, said);
        }
        return say(ReasonCode.NO_RIGHT, "directory-not-let-in", whom, said);
    }

    /** Whether it is of the clocks. */
    static boolean isOfClocks(Refused refused) {
        return refused.what().startsWith(CLOCK);
    }

    /** That everything together took too long. */
    static Refused tooLong(String controller, Patience patience) {
        return say(
                ReasonCode.TIMED_OUT,
                "directory-too-long",
                controller,
                patience.whole().toMinutes());
    }

    /** That it sent too much at once. */
    static Refused tooMuch(String controller) {
        return say(ReasonCode.TOO_LARGE, "directory-too-much", controller, Metered.MOST >> 10);
    }

    /** That it answered what was not asked. */
    static Refused lies(String controller, String how) {
        return say(ReasonCode.MALFORMED, "directory-lies", controller, how);
    }

    /** That it did not answer in time. */
    static Refused silent(String controller, String said) {
        return say(ReasonCode.TIMED_OUT, "directory-silent", controller, said);
    }

    private static Refused away(String controller, String said) {
        return say(ReasonCode.NOT_PRESENT, "directory-broken-off", controller, said);
    }

    private static Refused say(ReasonCode reason, String key, Object... arguments) {
        Object[] bounded = Stream.of(arguments)
                .map(argument -> Printable.line(argument.toString(), MOST_LETTERS))
                .toArray();
        return Refused.saying(reason, SourceText.detail(key, bounded));
    }

    /** What was wrong, with what caused it, in one line. */
    static String said(Throwable e) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable t = e; t != null && depth < 4; t = t.getCause(), depth++) {
            String message = t.getMessage() == null
                    ? ""
                    : t.getMessage().lines().findFirst().orElse("");
            if (message.isEmpty() || text.indexOf(message) < 0) {
                text.append(depth == 0 ? "" : ": ").append(t.getClass().getSimpleName());
                text.append(message.isEmpty() ? "" : " ").append(message);
            }
        }
        return Printable.line(text.toString(), MOST_LETTERS);
    }
}
