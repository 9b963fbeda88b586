package bzh.vigie.text;

/**
 * Letter case as Windows leaves it out of account: each UTF-16 unit by itself, as its upper-case table does. That table turns no
 * letter into one of ASCII, as Java's does with the dotless i, the long s and the Kelvin sign: {@code SY\u017fTEM} is another name
 * than {@code SYSTEM}. Pure.
 */
public final class LetterCase {
    private LetterCase() {}

    /** The unit by which names are compared and sorted. */
    public static char upper(char unit) {
        if (unit < 0x80) {
            return unit >= 'a' && unit <= 'z' ? (char) (unit - 32) : unit;
        }
        char upper = Character.toUpperCase(unit);
        return upper < 0x80 ? unit : upper;
    }

    /** Whether Windows takes the two for one. */
    public static boolean same(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (a.charAt(i) != b.charAt(i) && upper(a.charAt(i)) != upper(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The text in the form in which two that Windows takes for one, and no others, are equal; of the same length. */
    public static String fold(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) == fold(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        char[] folded = text.toCharArray();
        for (; at < folded.length; at++) {
            folded[at] = fold(folded[at]);
        }
        return new String(folded);
    }

    /** Lower case, unless that is the lower case of another letter too. */
    private static char fold(char unit) {
        char upper = upper(unit);
        char lower = Character.toLowerCase(upper);
        return upper(lower) == upper ? lower : upper;
    }
}
