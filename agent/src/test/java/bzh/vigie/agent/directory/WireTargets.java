package bzh.vigie.agent.directory;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.Fuzzed;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * The file of the computer's key, the one of authorities, and what answers a request for TLS: any bytes. What else comes over the wire,
 * Java's own client takes apart: {@link LyingControllerTest}.
 */
public final class WireTargets {
    private static final String KEYTAB =
            "05020000002d0001000e4d41495249452e4558414d504c45000450433124" + "0000000100000000020012000200070000";

    private WireTargets() {}

    /** A keytab, authorities, the answer to StartTLS. */
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
                                HexFormat.of().parseHex("30840000001002010178840000000" + "70a010204000400"))));
    }

    private static void answer(byte[] bytes) {
        try {
            int ignored = Tls.result(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            // it is none
        }
    }
}
