package bzh.vigie.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class LetterCaseTest {
    @Test
    void lettersOfOneNameAreOne() {
        assertEquals("c:\\été\\ωmega", LetterCase.fold("C:\\ÉTÉ\\Ωmega"));
    }

    /** As files and keys that lie beside those of Windows may be named. */
    @Test
    void noLetterIsTakenForOneOfAscii() {
        for (char c : new char[] {'\u0131', '\u0130', '\u017f', '\u212a'}) {
            assertEquals(c, LetterCase.upper(c));
            String folded = LetterCase.fold(String.valueOf(c));
            assertNotEquals("i", folded);
            assertNotEquals("s", folded);
            assertNotEquals("k", folded);
        }
    }

    @Test
    void twoAreFoldedAlikeExactlyWhereTheirUpperCaseIsTheSame() {
        char[] upperOf = new char[Character.MAX_VALUE + 1];
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            char upper = LetterCase.upper((char) c);
            assertEquals(upper, LetterCase.upper(upper), () -> Integer.toHexString(upper));
            String folded = LetterCase.fold(String.valueOf((char) c));
            assertEquals(1, folded.length());
            assertEquals(upper, LetterCase.upper(folded.charAt(0)), Integer.toHexString(c));
            char seen = upperOf[folded.charAt(0)];
            assertEquals(seen == 0 ? upper : seen, upper, Integer.toHexString(c));
            upperOf[folded.charAt(0)] = upper;
        }
    }
}
