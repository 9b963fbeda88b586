package bzh.vigie.observable;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decoder of digests (MD5, SHA-1, SHA-256, SHA-512) that are written otherwise than sha256sum(1) writes them: with capital letters, with colons
 * or dashes between bytes, as Base64 or Base64url of the bytes (RFC 4648), in strings that a language puts together. Pure.
 */
final class DigestWritings {
    private static final Set<Integer> BYTES = Set.of(16, 20, 32, 64);
    private static final Pattern APART = Pattern.compile(
            "[0-9A-Fa-f]{2}([:-])(?<![0-9A-Za-z]...)[0-9A-Fa-f]{2}(?:\\1[0-9A-Fa-f]{2}){14,62}+(?![0-9A-Za-z])");
    private static final Pattern NO_HEX = Pattern.compile("[^0-9A-Fa-f]");
    private static final Pattern HEX = Pattern.compile("(?:0x)?((?:[0-9A-Fa-f]{8}){4,16}+)");
    /** Fingerprints of keys are told as such. */
    private static final String FINGERPRINT = "SHA256:";

    private static final int SHORTEST = 22;
    private static final int LONGEST = 130;
    /** Between two pieces: nothing (C, Python, a shell), or an operator (JavaScript, PHP, Perl, Lua, Basic, SQL), also over lines. */
    private static final Pattern BETWEEN = Pattern.compile(
            "[\"'](?<=[A-Za-z0-9+/_:-].)[\\s\\\\]{0,80}+(?:\\.\\.|\\|\\||[+.&])?[\\s\\\\]{0,80}+[\"'](?=[A-Za-z0-9+/_=:-])");

    private static final int SMALL = 0;
    private static final int CAPITAL = 1;
    private static final int DIGIT = 2;
    private static final int SIGN = 3;
    private static final int OTHER = 4;

    private DigestWritings() {}

    /** Digests in a text, each in small hexadecimal digits. */
    static void in(String text, Consumer<String> each) {
        look(text, each);
        String joined = BETWEEN.matcher(text).replaceAll("");
        if (joined.length() < text.length()) {
            look(joined, each);
        }
    }

    private static void look(String text, Consumer<String> each) {
        APART.matcher(text)
                .results()
                .limit(TextParts.MOST)
                .forEach(found -> hex(NO_HEX.matcher(found.group()).replaceAll(""), each));
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && kind(text.charAt(i)) != OTHER) {
                continue;
            }
            if (i - from >= SHORTEST
                    && i - from <= LONGEST
                    && !text.startsWith(FINGERPRINT, from - FINGERPRINT.length())) {
                String word = text.substring(from, i);
                Matcher hex = HEX.matcher(word);
                if (hex.matches()) {
                    hex(hex.group(1), each);
                } else if (isRandom(word, text.startsWith("=", i))) {
                    base64(word, each);
                }
            }
            from = i + 1;
        }
    }

    private static void hex(String digits, Consumer<String> each) {
        if (BYTES.contains(digits.length() / 2)) {
            each.accept(digits.toLowerCase(Locale.ROOT));
        }
    }

    /** Bits that are left over in the last letter are zero (RFC 4648, 3.5): a word of another kind seldom ends so. */
    private static void base64(String letters, Consumer<String> each) {
        String plain = letters.replace('-', '+').replace('_', '/');
        if (plain.length() % 4 == 1) {
            return;
        }
        byte[] bytes = Base64.getDecoder().decode(plain);
        if (BYTES.contains(bytes.length)
                && Base64.getEncoder().withoutPadding().encodeToString(bytes).equals(plain)) {
            each.accept(HexFormat.of().formatHex(bytes));
        }
    }

    /**
     * Whether letters are no name and no path that somebody gave: two of five at least have another kind of letter behind them, where it is 64 % of
     * random ones. Without digits they are one only where they are filled up to four.
     */
    private static boolean isRandom(String word, boolean filled) {
        int changes = 0;
        boolean digits = false;
        int last = SIGN;
        for (int i = 0; i < word.length(); i++) {
            int kind = kind(word.charAt(i));
            digits |= kind == DIGIT;
            changes += kind != SIGN && last != SIGN && kind != last ? 1 : 0;
            last = kind == SIGN ? last : kind;
        }
        return changes * 5 >= word.length() * 2 && (filled || digits) && !TextParts.isIdentifier(word);
    }

    private static int kind(char c) {
        if (c >= 'a' && c <= 'z') {
            return SMALL;
        }
        if (c >= 'A' && c <= 'Z') {
            return CAPITAL;
        }
        if (c >= '0' && c <= '9') {
            return DIGIT;
        }
        return c == '+' || c == '/' || c == '-' || c == '_' ? SIGN : OTHER;
    }
}
