package bzh.vigie.text;

/**
 * Text from a host made fit for a terminal or a log (invariant 7): control characters, escape sequences, line and paragraph
 * separators, bidirectional overrides, zero-width and unassigned characters and lone surrogates are shown as
 * {@code \}{@code u{hex}}, so that nothing moves the cursor, hides or looks like another line.
 */
public final class Printable {
    private Printable() {}

    /** Everything, whatever its length. */
    public static String clean(String text) {
        int firstBad = -1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isHidden(c)) {
                firstBad = i;
                break;
            }
            i += Character.charCount(c);
        }
        if (firstBad < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, firstBad);
        for (int i = firstBad; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isHidden(c)) {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                out.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** At most {@code max} characters of it, the cut shown by an ellipsis. */
    public static String line(String text, int max) {
        if (text.length() <= max) {
            return clean(text);
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return clean(text.substring(0, end)) + "…";
    }

    /** Whether a reader would not see this code point as it is. */
    public static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
