package bzh.vigie.collector.report.pdf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class PdfDocumentTest {
    private static final Instant MADE = Instant.parse("2026-11-26T09:00:00Z");

    private static PdfDocument document() {
        PdfDocument pdf = new PdfDocument("Été à Auray", "Vigie · Été", Locale.FRENCH, MADE);
        pdf.text(Style.TITLE, "Rapport — œuvre, Noël, €");
        for (int i = 0; i < 80; i++) {
            pdf.text(Style.BODY, "Ligne " + i + " " + "mot ".repeat(40));
        }
        pdf.table(List.of(1f, 2f), List.of("a", "b"), List.of(List.of("x", "y".repeat(500)), List.of("", "z")));
        return pdf;
    }

    @Test
    void equalCallsMakeEqualFiles() {
        assertArrayEquals(document().unsigned(), document().unsigned());
    }

    /** Read without this program's writer: the table at the end says where each object is, and each is there. */
    @Test
    void theTableOfObjectsIsRight() {
        String file = new String(document().unsigned(), StandardCharsets.ISO_8859_1);
        int table = Integer.parseInt(file.substring(file.lastIndexOf("startxref\n") + 10, file.lastIndexOf("\n%%EOF")));
        assertTrue(file.startsWith("xref\n0 ", table));
        Matcher rows = Pattern.compile("(\\d{10}) 00000 n \n").matcher(file.substring(table));
        int number = 0;
        while (rows.find()) {
            number++;
            assertTrue(file.startsWith(number + " 0 obj\n", Integer.parseInt(rows.group(1))), "object " + number);
        }
        assertTrue(number > 10 && file.contains("/Size " + (number + 1) + " "));
        Matcher streams = Pattern.compile("/Length (\\d+) [^\n]*>>\nstream\n").matcher(file);
        while (streams.find()) {
            assertTrue(file.startsWith("\nendstream", streams.end() + Integer.parseInt(streams.group(1))));
        }
    }

    @Test
    void nothingFromAHostIsDrawnAsItCame() {
        Typeface face = new Typeface(TrueTypeFont.REGULAR);
        assertEquals("Mairie d’Auray — été, œuf, 5 €", face.visible("Mairie d’Auray — été, œuf, 5 €"));
        assertEquals("a\\u{a}b\\u{1b}[2J", face.visible("a\nb\u001b[2J"));
        assertEquals("gpj.\\u{202e}exe", face.visible("gpj.\u202eexe"));
        assertEquals("a\\u{200b}b\\u{feff}\\u{ad}", face.visible("a\u200bb\ufeff\u00ad"));
        assertEquals("e\\u{301}", face.visible("e\u0301"));
        assertEquals("\\u{4e2d}\\u{1f600}", face.visible("\u4e2d\ud83d\ude00"));
        assertEquals("\\u{d800}x\\u{2003}\\u{3164}", face.visible("\ud800x\u2003\u3164"));
        assertEquals("10\u00a0%", face.visible("10\u202f%"));
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            for (int shown : face.visible(Character.toString(c)).codePoints().toArray()) {
                assertTrue(
                        shown == ' ' || shown == 0xa0 || TrueTypeFont.REGULAR.shows(shown),
                        "not seen: " + Integer.toHexString(shown) + " of " + Integer.toHexString(c));
            }
        }
    }

    @Test
    void linesFitAndNothingIsLeftOut() {
        Typeface face = new Typeface(TrueTypeFont.BOLD);
        String text = "un deux " + "x".repeat(300) + " trois";
        List<String> lines = face.lines(text, 10, 100);
        assertEquals(text.replace(" ", ""), String.join("", lines).replace(" ", ""));
        assertTrue(lines.stream().allMatch(line -> face.width(line, 10) <= 100), lines.toString());
        assertEquals(List.of(""), face.lines("", 10, 100));
        assertEquals(List.of("W", "W"), face.lines("WW", 10, 1));
    }

    @Test
    void apartOfAFontHasTheGlyphsItIsAskedForAndASumThatIsRight() {
        int accented = TrueTypeFont.REGULAR.glyph('é');
        byte[] part = TrueTypeFont.REGULAR.only(Set.of(accented));
        byte[] less = TrueTypeFont.REGULAR.only(Set.of());
        assertTrue(part.length > less.length && part.length < 60_000, part.length + " and " + less.length);
        ByteBuffer words = ByteBuffer.wrap(part);
        int sum = 0;
        while (words.hasRemaining()) {
            sum += words.getInt();
        }
        assertEquals(0xB1B0AFBA, sum);
    }

    @Test
    void thePlaceOfASignatureIsFoundAgain() {
        SignaturePlace place = document().toSign();
        byte[] signature = new byte[400];
        signature[0] = 0x30;
        signature[1] = (byte) 0x82;
        signature[2] = 1;
        signature[3] = (byte) (400 - 4 - 256);
        byte[] signed = place.signed(signature);
        SignaturePlace found = SignaturePlace.find(signed).orElseThrow();
        assertEquals(place.digest(), found.digest());
        assertArrayEquals(signature, found.signature().orElseThrow());
        assertTrue(SignaturePlace.find(document().unsigned()).isEmpty());
        assertTrue(SignaturePlace.find(java.util.Arrays.copyOf(signed, signed.length + 1))
                .isEmpty());
        assertTrue(SignaturePlace.find(java.util.Arrays.copyOf(signed, signed.length - 1))
                .isEmpty());
    }
}
