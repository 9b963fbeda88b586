package bzh.vigie.agent.directory;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.Fuzzed;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.security.sasl.SaslException;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;

/**
 * The file of the computer's key, the one of authorities, what answers a request for TLS, and what layers a server offers: any bytes. What else comes over the wire,
 * Java's own client takes apart: {@link LyingControllerTest}.
 */
public final class WireTargets {
    private static final String KEYTAB =
            "05020000002d0001000e4d41495249452e4558414d504c45000450433124" + "0000000100000000020012000200070000";

    private WireTargets() {}

    /** A keytab, authorities, the answer to StartTLS, what a server offers in Kerberos. */
    public static List<FuzzTarget> all() {
        return List.of(
                new FuzzTarget(
                        "keytab",
                        content -> Keytab.principals(content).forEach(Fuzzed::told),
                        List.of(HexFormat.of().parseHex(KEYTAB))),
                new FuzzTarget(
                        "authorities",
                        content -> Trust.certificates(new String(content, StandardCharsets.ISO_8859_1))
                                .forEach(each -> each.decoded()),
                        List.of("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
                                .getBytes(StandardCharsets.US_ASCII))),
                new FuzzTarget(
                        "start-tls",
                        WireTargets::answer,
                        List.of(
                                HexFormat.of().parseHex("300c02010178070a010004000400"),
                                HexFormat.of().parseHex("30840000001002010178840000000" + "70a010204000400"))),
                new FuzzTarget(
                        "layers of Kerberos",
                        WireTargets::layers,
                        List.of(
                                HexFormat.of().parseHex("07ffffff"),
                                HexFormat.of().parseHex("01000000"))));
    }

    /** What a server offers after Kerberos let it in, as Java's context gives it out of a token, and a message of it. */
    private static void layers(byte[] bytes) {
        for (boolean isInTls : List.of(false, true)) {
            try {
                GSSContext context = FaultsTest.context(true, bytes);
                GssSasl sasl = isInTls
                        ? new GssSasl(context, Optional.of(new ChannelBinding(new byte[] {1})))
                        : new GssSasl(context);
                byte[] first = sasl.evaluateChallenge(bytes);
                byte[] chosen = sasl.evaluateChallenge(bytes);
                if (first == null || chosen == null || chosen.length != 4 || chosen[0] != (isInTls ? 1 : 4)) {
                    throw new IllegalStateException("another layer than the one that has to be");
                }
                byte[] plain = sasl.unwrap(bytes, 0, bytes.length);
                if (!Arrays.equals(plain, bytes)) {
                    throw new IllegalStateException("another message");
                }
            } catch (SaslException | GSSException e) {
                // it is refused
            }
        }
    }

    private static void answer(byte[] bytes) {
        try {
            int ignored = Tls.result(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            // it is none
        }
    }
}
