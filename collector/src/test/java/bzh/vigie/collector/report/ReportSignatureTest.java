package bzh.vigie.collector.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.collector.identity.ReportSigner;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.report.ReportSignature.Authentic;
import bzh.vigie.collector.report.ReportSignature.Reason;
import bzh.vigie.collector.report.ReportSignature.Refused;
import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.SignaturePlace;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReportSignatureTest {
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final LedgerContent CLAIMS =
            new LedgerContent(Map.of(ReportClaims.TITLE, "Auray", ReportClaims.MADE, NOW.toString()));

    private final Authority authority = Authority.create(NOW, RANDOM);
    private final Set<Sha256> trusted = Set.of(fingerprint(authority));
    private final byte[] signed = ReportSignature.sign(place(), CLAIMS, signer(authority, NOW));

    private static Sha256 fingerprint(Authority authority) {
        return Sha256.over(Authorities.der(authority.certificate()));
    }

    private static ReportSigner signer(Authority authority, Instant now) {
        KeyPair pair = Keys.generate(RANDOM);
        return new ReportSigner(authority.reports(pair.getPublic(), now), authority.certificate(), pair.getPrivate());
    }

    private static SignaturePlace place() {
        return new PdfDocument("Auray", "Vigie", Locale.FRENCH, NOW).toSign();
    }

    private Refused refused(byte[] file) {
        return assertInstanceOf(Refused.class, ReportSignature.verify(file, trusted));
    }

    @Test
    void aSignedReportIsAuthenticAndSaysWhatItClaims() {
        Authentic authentic = assertInstanceOf(Authentic.class, ReportSignature.verify(signed, trusted));
        assertEquals(CLAIMS, authentic.claims());
    }

    @Test
    void anyByteThatIsChangedIsFound() {
        String text = new String(signed, StandardCharsets.ISO_8859_1);
        int place = text.indexOf("/ByteRange");
        int room = text.indexOf('<', place);
        int end = room + 2 * SignaturePlace.ROOM + 2;
        for (int i = 0; i < signed.length; i++) {
            // The rest is under one digest: of it a byte here and there.
            boolean looked = (i > place - 200 && i < end + 200) || i > signed.length - 200 || i % 101 == 0;
            // Of the zeros that fill the room one bit each; of all else each bit that keeps a text a text, and the
            // highest.
            for (int bit :
                    !looked ? new int[0] : text.charAt(i) == '0' && i < end ? new int[] {0} : new int[] {0, 5, 7}) {
                byte[] other = signed.clone();
                other[i] ^= (byte) (1 << bit);
                int at = i;
                assertInstanceOf(
                        Refused.class, ReportSignature.verify(other, trusted), () -> "byte " + at + " bit " + bit);
            }
        }
    }

    @Test
    void whatIsCutOrAddedIsFound() {
        assertEquals(
                Reason.NO_REPORT,
                refused(Arrays.copyOf(signed, signed.length - 1)).reason());
        assertEquals(
                Reason.NO_REPORT,
                refused(Arrays.copyOf(signed, signed.length + 1)).reason());
        byte[] update = "\n9 0 obj\n<< >>\nendobj\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);
        byte[] longer = Arrays.copyOf(signed, signed.length + update.length);
        System.arraycopy(update, 0, longer, signed.length, update.length);
        assertEquals(Reason.NO_REPORT, refused(longer).reason());
        assertEquals(Reason.NO_REPORT, refused(new byte[0]).reason());
        assertEquals(
                Reason.CHANGED,
                refused(place().signed(new byte[] {0x30, (byte) 0x82, 0, 0})).reason());
    }

    @Test
    void aReportOfAnotherCollectorIsNotTakenForOurs() {
        Authority other = Authority.create(NOW, RANDOM);
        Refused refused = refused(ReportSignature.sign(place(), CLAIMS, signer(other, NOW)));
        assertEquals(Reason.ANOTHER_COLLECTOR, refused.reason());
        assertEquals(fingerprint(other), refused.authority().orElseThrow());
    }

    /** As somebody does who has the name and the certificate of our authority, and not its key. */
    @Test
    void aSignerThatOurAuthorityNeverSignedIsRefused() {
        ReportSigner stranger = signer(Authority.create(NOW, RANDOM), NOW);
        ReportSigner posing = new ReportSigner(stranger.certificate(), authority.certificate(), stranger.key());
        assertEquals(
                Reason.CHANGED,
                refused(ReportSignature.sign(place(), CLAIMS, posing)).reason());
    }

    @Test
    void aSignatureOfOneReportIsNotThatOfAnother() {
        SignaturePlace other = new PdfDocument("Vannes", "Vigie", Locale.FRENCH, NOW).toSign();
        byte[] moved = other.signed(
                SignaturePlace.find(signed).orElseThrow().signature().orElseThrow());
        assertEquals(Reason.CHANGED, refused(moved).reason());
    }

    @Test
    void certificatesOfServersAndAgentsSignNoReportsAndTimesMustFit() {
        KeyPair pair = Keys.generate(RANDOM);
        X509Certificate server = authority.server(List.of("localhost"), pair.getPublic(), NOW);
        ReportSigner posing = new ReportSigner(server, authority.certificate(), pair.getPrivate());
        assertEquals(
                Reason.NOT_FOR_REPORTS,
                refused(ReportSignature.sign(place(), CLAIMS, posing)).reason());
        for (Duration shift : List.of(Duration.ofDays(5), Duration.ofDays(-2_000))) {
            ReportSigner other = signer(authority, NOW.plus(shift));
            assertEquals(
                    Reason.NOT_FOR_REPORTS,
                    refused(ReportSignature.sign(place(), CLAIMS, other)).reason());
        }
    }
}
