package bzh.vigie.agent.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.AttributeStamps.Stamp;
import bzh.vigie.agent.windows.ByteReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a password was written, besides what the account says of it. */
final class PasswordDateTest {
    /**
     * Of a person in a domain of Samba 4.22 whose password was set twice, and the date renewed between, as a computer's account is given it:
     * {@code ldbsearch -H ldap://dc1 -U 'PC1$' replPropertyMetaData}; of 23 stamps those of {@code objectClass}, {@code unicodePwd} and
     * {@code pwdLastSet}.
     */
    private static final String CAPTURED = "01000000000000000300000000000000"
            + "0000000001000000cbb9192103000000592d134c46fd8b4c8a62eadc3aa4e2e866100000000000006610000000000000"
            + "5a00090003000000ddb9192103000000592d134c46fd8b4c8a62eadc3aa4e2e86e100000000000006e10000000000000"
            + "6000090005000000ddb9192103000000592d134c46fd8b4c8a62eadc3aa4e2e86e100000000000006e10000000000000";

    private static PasswordDate date(String said, byte[] stamps) {
        Map<String, List<byte[]>> values = new HashMap<>();
        if (!said.isEmpty()) {
            values.put("pwdLastSet", List.of(fileTime(said).getBytes(StandardCharsets.US_ASCII)));
        }
        values.put("replPropertyMetaData", List.of(stamps));
        return PasswordDate.of(new Entry("CN=a", values));
    }

    private static String fileTime(String time) {
        return Long.toString(ByteReader.fileTime(micros(time)));
    }

    private static long micros(String time) {
        Instant instant = Instant.parse(time);
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private static byte[] written(String time) {
        return new Stamps().add(0x9_005A, 3, time).bytes();
    }

    @Test
    void aDateThatWasRenewedWithoutAPasswordIsTheOneOfThePassword() {
        PasswordDate renewed = date("2026-11-27T08:00:00Z", written("2025-03-01T10:00:00Z"));
        assertEquals(OptionalLong.of(micros("2025-03-01T10:00:00Z")), renewed.micros());
        assertTrue(renewed.isRenewedAlone());
        assertEquals(OptionalInt.of(3), renewed.version());
        PasswordDate whole = date("2026-11-27T08:00:00.734Z", written("2026-11-27T08:00:00Z"));
        assertEquals(OptionalLong.of(micros("2026-11-27T08:00:00.734Z")), whole.micros());
        assertFalse(whole.isRenewedAlone());
        PasswordDate soon = date("2026-11-27T08:20:00Z", written("2026-11-27T08:00:00Z"));
        assertEquals(OptionalLong.of(micros("2026-11-27T08:00:00Z")), soon.micros());
        assertFalse(soon.isRenewedAlone(), "whoever set it took back that it has to be changed");
    }

    /** An authoritative restore, and a password that the directory makes for whoever logs on by card, leave the date as it was. */
    @Test
    void whereThePasswordWasWrittenLaterTheDateStands() {
        PasswordDate restored = date("2025-03-01T10:00:00Z", written("2026-11-27T08:00:00Z"));
        assertEquals(OptionalLong.of(micros("2025-03-01T10:00:00Z")), restored.micros());
        assertFalse(restored.isRenewedAlone());
        assertEquals(
                OptionalLong.empty(), date("", written("2026-11-27T08:00:00Z")).micros());
    }

    @Test
    void whereItIsNotToldWhenThePasswordWasWrittenTheDateIsAllThereIs() {
        for (byte[] none : List.of(new byte[0], new Stamps().bytes(), new byte[40])) {
            PasswordDate date = date("2026-11-27T08:00:00Z", none);
            assertEquals(OptionalLong.of(micros("2026-11-27T08:00:00Z")), date.micros());
            assertTrue(date.isUnchecked());
            assertFalse(date.isRenewedAlone());
        }
        assertFalse(date("", new byte[0]).isUnchecked());
    }

    @Test
    void stampsOfARealDirectoryAreUnderstood() {
        byte[] stamps = HexFormat.of().parseHex(CAPTURED);
        OptionalLong set = OptionalLong.of(micros("2026-11-27T06:53:17Z"));
        assertEquals(Optional.of(new Stamp(3, set)), AttributeStamps.find(stamps, AttributeStamps.PASSWORD));
        assertEquals(Optional.of(new Stamp(5, set)), AttributeStamps.find(stamps, 0x9_0060));
        assertEquals(Optional.empty(), AttributeStamps.find(stamps, 0x9_0061));
    }

    @Test
    void whatIsNoStampIsNoneAndNothingMore() {
        byte[] whole = written("2026-11-27T08:00:00Z");
        assertTrue(find(whole).isPresent());
        assertEquals(Optional.empty(), find(Arrays.copyOf(whole, whole.length - 1)), "it is not whole");
        assertEquals(Optional.empty(), find(new byte[3]));
        byte[] other = whole.clone();
        other[0] = 2;
        assertEquals(Optional.empty(), find(other), "another form");
        ByteBuffer many = ByteBuffer.allocate(16 + 48 * 6_000).order(ByteOrder.LITTLE_ENDIAN);
        many.putInt(1).putInt(0).putInt(-1).putInt(0);
        for (int i = 0; i < 6_000; i++) {
            many.putInt(16 + 48 * i, i);
        }
        assertTrue(AttributeStamps.find(many.array(), 4_095).isPresent());
        assertEquals(Optional.empty(), AttributeStamps.find(many.array(), 4_096));
        Random random = new Random(70);
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 60));
            for (int j = random.nextInt(4); j >= 0 && bytes.length > 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            find(bytes).ifPresent(stamp -> assertTrue(stamp.version() >= 0));
        }
        assertEquals(
                Optional.of(new Stamp(3, OptionalLong.empty())), find(patched(whole, 16 + 2 * 48 + 8, Long.MAX_VALUE)));
    }

    private static Optional<Stamp> find(byte[] bytes) {
        return AttributeStamps.find(bytes, AttributeStamps.PASSWORD);
    }

    private static byte[] patched(byte[] bytes, int at, long value) {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
        return copy;
    }
}
