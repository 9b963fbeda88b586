package bzh.vigie.agent.persistence.format.server;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code of a PHP page as its interpreter takes it: comments are left out, text that is put together of quoted pieces is one
 * piece, text up to a name is one in quotes, and escapes and {@code chr()} of a number are the character (PHP manual, Comments, Strings, chr). Total; time in
 * proportion to the length.
 */
final class PhpText {
    private static final int MAX_ROUNDS = 16;
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{2,3}))");
    /** Beginning of a text up to a name that its author chose (PHP manual, Strings, Heredoc, Nowdoc). */
    private static final Pattern UP_TO_NAME = Pattern.compile("<<<[ \\t]{0,40}(['\"]?)([A-Za-z_]\\w{0,80})\\1\\r?\\n");

    private static final int LONGEST_BEGINNING = 256;

    private static final Pattern CHARACTER =
            Pattern.compile("\\bchr\\s{0,4}\\(\\s{0,4}(0x[0-9a-f]{1,2}|\\d{1,3})\\s{0,4}\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern JOINED =
            Pattern.compile("(['\"])([^'\"\\\\$]{0,200})\\1\\s{0,4}\\.\\s{0,4}(['\"])([^'\"\\\\$]{0,200})\\3");

    private final String text;
    private final StringBuilder plain;

    private PhpText(String text) {
        this.text = text;
        this.plain = new StringBuilder(text.length());
    }

    /** Code of a page in plain form; text outside of it stays as it is. */
    static String plain(String text) {
        PhpText page = new PhpText(text);
        page.read();
        String plain = CHARACTER.matcher(page.plain).replaceAll(PhpText::character);
        for (int i = 0; i < MAX_ROUNDS; i++) {
            String joined = JOINED.matcher(plain)
                    .replaceAll(pieces -> Matcher.quoteReplacement("'" + pieces.group(2) + pieces.group(4) + "'"));
            if (joined.equals(plain)) {
                break;
            }
            plain = joined;
        }
        return plain;
    }

    private void read() {
        boolean code = false;
        for (int i = 0; i < text.length(); ) {
            int end;
            if (!code) {
                end = text.indexOf("<?", i);
                end = end < 0 ? text.length() : end + 2;
                plain.append(text, i, end);
                code = true;
            } else if (text.startsWith("?>", i)) {
                end = i + 2;
                plain.append("?>");
                code = false;
            } else {
                end = piece(i);
            }
            i = end;
        }
    }

    /** Takes what begins there, and gives where it ends. */
    private int piece(int i) {
        char c = text.charAt(i);
        if (c == '\'' || c == '"') {
            int end = quoted(i, c);
            String piece = text.substring(i, end);
            plain.append(c == '"' && piece.indexOf('\\') > 0 ? unescaped(piece) : piece);
            return end;
        }
        if (text.startsWith("<<<", i)) {
            Matcher named = UP_TO_NAME.matcher(text).region(i, Math.min(text.length(), i + LONGEST_BEGINNING));
            if (named.lookingAt()) {
                return named(named.end(), named.group(2), named.group(1).equals("'"));
            }
        }
        if (text.startsWith("/*", i)) {
            int end = text.indexOf("*/", i + 2);
            return end < 0 ? text.length() : end + 2;
        }
        boolean attribute = text.startsWith("#[", i);
        if ((c == '#' && !attribute) || text.startsWith("//", i)) {
            int end = i;
            while (end < text.length() && text.charAt(end) != '\n' && !text.startsWith("?>", end)) {
                end++;
            }
            return end;
        }
        plain.append(c);
        return i + 1;
    }

    /** Takes a text up to a name as one in quotes, and gives where it ends. */
    private int named(int from, String name, boolean literal) {
        int last = lastLine(from, name);
        String piece = text.substring(from, last).replace('"', '\'');
        plain.append('"').append(literal ? piece : unescaped(piece)).append('"');
        return last < text.length() ? text.indexOf(name, last) + name.length() : last;
    }

    /** Where the line begins that has the name first, behind blanks alone. */
    private int lastLine(int from, String name) {
        for (int line = from; line < text.length(); ) {
            int word = line;
            while (word < text.length() && (text.charAt(word) == ' ' || text.charAt(word) == '\t')) {
                word++;
            }
            int after = word + name.length();
            boolean ends = text.startsWith(name, word)
                    && (after == text.length()
                            || !(Character.isLetterOrDigit(text.charAt(after)) || text.charAt(after) == '_'));
            if (ends) {
                return line;
            }
            int next = text.indexOf('\n', word);
            line = next < 0 ? text.length() : next + 1;
        }
        return text.length();
    }

    private int quoted(int from, char quote) {
        for (int i = from + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i + 1;
            }
        }
        return text.length();
    }

    /** Letters, digits and underscores that were written as escapes; others stay, since they could end the text. */
    private static String unescaped(String piece) {
        return ESCAPE.matcher(piece).replaceAll(escape -> {
            int code = escape.group(1) != null
                    ? Integer.parseInt(escape.group(1), 16)
                    : Integer.parseInt(escape.group(2), 8);
            return Matcher.quoteReplacement(isPlain(code) ? Character.toString((char) code) : escape.group());
        });
    }

    private static String character(MatchResult written) {
        String number = written.group(1).toLowerCase(Locale.ROOT);
        int code = number.startsWith("0x") ? Integer.parseInt(number.substring(2), 16) : Integer.parseInt(number);
        return Matcher.quoteReplacement(isPlain(code) ? "'" + (char) code + "'" : written.group());
    }

    private static boolean isPlain(int code) {
        return code < 128 && (Character.isLetterOrDigit(code) || code == '_');
    }
}
