package bzh.vigie.agent.windows.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bzh.vigie.agent.windows.program.Signing.Publisher;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/** The roots that we ship. */
final class PinsTest {
    private static final String NAME =
            "CN=Microsoft Root Certificate Authority 2011,O=Microsoft Corporation,L=Redmond," + "ST=Washington,C=US";

    @Test
    void microsoftsRootIsKnownByItsFingerprint() {
        Pins pins = Pins.ours();
        X509Certificate root = pins.named(new X500Principal(NAME)).getFirst();
        assertEquals(
                "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61",
                Pins.fingerprint(root).hex());
        assertEquals(Optional.of(Publisher.MICROSOFT), pins.publisher(root));
    }

    @Test
    void anotherOfTheSameNameIsNot() {
        X509Certificate stranger =
                Pins.certificates(Specimens.read("stranger.pem")).getFirst();
        assertEquals(Optional.empty(), Specimens.pins().publisher(stranger));
    }

    @Test
    void aCertificateWithoutItsFingerprintIsRefused() {
        List<X509Certificate> root = Pins.certificates(Specimens.read("root.pem"));
        assertThrows(IllegalArgumentException.class, () -> new Pins(Map.of(), root));
    }
}
