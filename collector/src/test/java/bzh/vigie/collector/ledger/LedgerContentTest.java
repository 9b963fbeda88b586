package bzh.vigie.collector.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LedgerContentTest {
    @Test
    void theEncodingIsAsDrawn() {
        LedgerContent content = new LedgerContent(Map.of("b", "é", "a", ""));
        assertEquals(
                "00000002" + "00000001" + "61" + "00000000" + "00000001" + "62" + "00000002" + "c3a9",
                HexFormat.of().formatHex(content.bytes()));
        byte[] salt = new byte[16];
        byte[] hashed = HexFormat.of()
                .parseHex("76696769652d6c65646765722d636f6e74656e742d3100" + "00".repeat(16)
                        + HexFormat.of().formatHex(content.bytes()));
        assertEquals(Sha256.over(hashed), LedgerContent.digest(salt, content.bytes()));
    }

    @Test
    void anyContentIsReadBackAsItIsAndHasOneEncoding() {
        Random random = new Random(20_261_126);
        for (int round = 0; round < 500; round++) {
            Map<String, String> words = new HashMap<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                words.put(text(random), text(random));
            }
            LedgerContent content = new LedgerContent(words);
            Optional<LedgerContent> read = LedgerContent.parse(content.bytes());
            assertEquals(Optional.of(content), read);
            assertArrayEquals(content.bytes(), read.orElseThrow().bytes());
        }
    }

    /** Also surrogates alone, and letters beyond the first plane, which UTF-16 sorts otherwise than UTF-8. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            int point = List.of(0x61, 0xe9, 0xd800, 0xdc00, 0xfffd, 0x1f600, 0).get(random.nextInt(7));
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    @Test
    void otherBytesAreNotRead() {
        byte[] bytes = new LedgerContent(Map.of("a", "x", "b", "y")).bytes();
        for (int end = 0; end < bytes.length; end++) {
            assertEquals(Optional.empty(), LedgerContent.parse(java.util.Arrays.copyOf(bytes, end)));
        }
        assertEquals(Optional.empty(), LedgerContent.parse(java.util.Arrays.copyOf(bytes, bytes.length + 1)));
        String reversed = "00000002" + "0000000162" + "0000000179" + "0000000161" + "0000000178";
        assertEquals(Optional.empty(), LedgerContent.parse(HexFormat.of().parseHex(reversed)));
        assertEquals(Optional.empty(), LedgerContent.parse(HexFormat.of().parseHex("ffffffff7fffffff61")));
    }

    @Test
    void aValueWithoutEndIsCutWithTheDigestOfTheWhole() {
        String longText = "é".repeat(100_000);
        String kept = new LedgerContent(Map.of("a", longText)).field("a");
        assertTrue(kept.length() <= LedgerContent.LONGEST);
        assertTrue(kept.endsWith("… sha256:"
                + Sha256.over(longText.getBytes(StandardCharsets.UTF_8)).hex()));
    }
}
