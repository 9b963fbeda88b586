package bzh.vigie.collector.intel.stix;

import java.util.ArrayList;
import java.util.List;

/** Cuts the text of a pattern into tokens. */
final class Lexer {
    /** The longest pattern that is read. */
    static final int LONGEST = 1 << 16;

    /** What a token is. */
    enum Kind {
        /** A word: a keyword, a type or the name of a property. */
        WORD,
        /** Text in quotes, without them. */
        STRING,
        /** {@code t'…'}. */
        TIME,
        /** {@code h'…'}. */
        HEX,
        /** {@code b'…'}. */
        BASE64,
        /** Digits, perhaps with a sign and a point. */
        NUMBER,
        /** A bracket, a comma, an operator. */
        SIGN,
        END
    }

    /**
     * One token.
     *
     * @param at its place in the text, from 1
     */
    record Token(Kind kind, String text, int at) {
        boolean is(String sign) {
            return (kind == Kind.SIGN || kind == Kind.WORD) && text.equals(sign);
        }
    }

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) throws StixPatternException {
        if (text.length() > LONGEST) {
            throw new StixPatternException("too-long", LONGEST);
        }
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.getLast().kind() != Kind.END);
        return tokens;
    }

    private Token next() throws StixPatternException {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        int from = at;
        if (at == text.length()) {
            return new Token(Kind.END, "", from + 1);
        }
        char c = text.charAt(at);
        if (c == '\'') {
            return new Token(Kind.STRING, quoted(), from + 1);
        }
        if (at + 1 < text.length() && text.charAt(at + 1) == '\'') {
            Kind kind = switch (c) {
                case 't' -> Kind.TIME;
                case 'h' -> Kind.HEX;
                case 'b' -> Kind.BASE64;
                default -> Kind.SIGN;
            };
            if (kind != Kind.SIGN) {
                at++;
                return new Token(kind, quoted(), from + 1);
            }
        }
        if (isLetter(c)) {
            while (at < text.length()
                    && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)) || text.charAt(at) == '-')) {
                at++;
            }
            return new Token(Kind.WORD, text.substring(from, at), from + 1);
        }
        if (isDigit(c) || (isNumberSign(c) && digitFollows(at + 1)) || (c == '.' && isDigitAt(at + 1))) {
            at++;
            while (at < text.length() && (isDigit(text.charAt(at)) || (text.charAt(at) == '.' && isDigitAt(at + 1)))) {
                at++;
            }
            return new Token(Kind.NUMBER, text.substring(from, at), from + 1);
        }
        return sign(c, from);
    }

    private Token sign(char c, int from) throws StixPatternException {
        for (String two : List.of("==", "!=", "<>", "<=", ">=")) {
            if (text.startsWith(two, at)) {
                at += 2;
                return new Token(Kind.SIGN, two, from + 1);
            }
        }
        if ("[](),:.*=<>".indexOf(c) < 0) {
            throw new StixPatternException("unexpected", Character.toString(text.codePointAt(at)), from + 1);
        }
        at++;
        return new Token(Kind.SIGN, Character.toString(c), from + 1);
    }

    /** What stands between quotes; a backslash stands before a quote and before itself, anywhere else for itself. */
    private String quoted() throws StixPatternException {
        int from = at;
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\'') {
                at++;
                return value.toString();
            }
            if (c == '\\' && at + 1 < text.length() && (text.charAt(at + 1) == '\\' || text.charAt(at + 1) == '\'')) {
                at++;
                c = text.charAt(at);
            }
            value.append(c);
        }
        throw new StixPatternException("unclosed", from + 1);
    }

    private boolean digitFollows(int place) {
        return isDigitAt(place) || (place < text.length() && text.charAt(place) == '.' && isDigitAt(place + 1));
    }

    private boolean isDigitAt(int place) {
        return place < text.length() && isDigit(text.charAt(place));
    }

    private static boolean isNumberSign(char c) {
        return c == '-' || c == '+';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isSpace(char c) {
        return c <= ' ' || c == '\u00a0' || c == '\u3000' || (c >= '\u2000' && c <= '\u200a') || c == '\ufeff';
    }
}
