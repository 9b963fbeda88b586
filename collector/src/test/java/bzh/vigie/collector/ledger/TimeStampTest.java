package bzh.vigie.collector.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bzh.vigie.collector.ledger.TimeStampException.Reason;
import bzh.vigie.event.Sha256;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

final class TimeStampTest {
    private static final Instant TIME = Instant.parse("2026-11-26T06:00:09Z");
    private static final Anchor ANCHOR =
            new Anchor("0123456789abcdef", 12, TIME.minusSeconds(2), Sha256.over(new byte[] {1}));
    private static final Anchor OTHER =
            new Anchor("0123456789abcdef", 13, TIME.minusSeconds(2), Sha256.over(new byte[] {1}));

    private static Reason refusal(TimeStampService service) {
        return assertThrows(TimeStampException.class, () -> service.stamp(ANCHOR, new SecureRandom()))
                .reason();
    }

    @Test
    void anAuthorityStampsAnAnchorAndTheAnswerIsVerifiedLater() throws Exception {
        try (TimeStampAuthority authority = new TimeStampAuthority(TIME, KeyPurposeId.id_kp_timeStamping)) {
            TimeStampService.Stamp stamp = authority.service().stamp(ANCHOR, new SecureRandom());
            assertEquals(TIME, stamp.time());
            byte[] answer = stamp.answer().bytes();
            assertEquals(TIME, TimeStamp.verify(answer, ANCHOR, List.of(authority.authority())));
            TimeStampException other = assertThrows(
                    TimeStampException.class, () -> TimeStamp.verify(answer, OTHER, List.of(authority.authority())));
            assertEquals(Reason.OF_SOMETHING_ELSE, other.reason());
            try (TimeStampAuthority stranger = new TimeStampAuthority(TIME, KeyPurposeId.id_kp_timeStamping)) {
                TimeStampException untrusted = assertThrows(
                        TimeStampException.class,
                        () -> TimeStamp.verify(answer, ANCHOR, List.of(stranger.authority())));
                assertEquals(Reason.NOT_SIGNED, untrusted.reason());
            }
        }
    }

    @Test
    void anAnswerThatIsNoneOrWasChangedOnItsWayIsRefused() throws Exception {
        try (TimeStampAuthority authority = new TimeStampAuthority(TIME, KeyPurposeId.id_kp_timeStamping)) {
            authority.answer(bytes -> "HTTP is not a time stamp".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertEquals(Reason.NOT_READ, refusal(authority.service()));
            authority.answer(bytes -> new byte[TimeStamp.MOST_BYTES + 1]);
            assertEquals(Reason.UNREACHABLE, refusal(authority.service()));
            authority.answer(bytes -> {
                byte[] other = bytes.clone();
                other[other.length - 5] ^= 1;
                return other;
            });
            assertEquals(Reason.NOT_SIGNED, refusal(authority.service()));
        }
    }

    @Test
    void whoDoesNotAnswerOrIsNoAuthorityIsSaidToBe() throws Exception {
        URI gone;
        List<java.security.cert.X509Certificate> trusted;
        try (TimeStampAuthority authority = new TimeStampAuthority(TIME, KeyPurposeId.id_kp_timeStamping)) {
            gone = authority.address();
            trusted = List.of(authority.authority());
        }
        assertEquals(Reason.UNREACHABLE, refusal(new TimeStampService(gone, trusted)));
        assertEquals(Reason.UNREACHABLE, refusal(new TimeStampService(URI.create("file:/etc/passwd"), trusted)));
    }
}
