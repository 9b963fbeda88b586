package bzh.vigie.text;

/** Letter case as Windows leaves it out of account: each UTF-16 unit by itself, as its upper-case table does. Pure. */
public final class LetterCase {
    private LetterCase() {}

    /** The text in the form in which two that Windows takes for one are equal; of the same length. */
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

    private static char fold(char unit) {
        return Character.toLowerCase(Character.toUpperCase(unit));
    }
}
