package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A Sigma string: characters and wildcards ({@code *} any, {@code ?} one), with the escapes of the specification: a
 * backslash before a wildcard or another backslash takes away that one's meaning, elsewhere it is itself.
 */
final class TextPattern {
    private static final int ANY = -1;
    private static final int ONE = -2;
    /** One of the dashes that Windows programs take for an option's (modifier windash). */
    private static final int DASH = -3;

    private static final String DASHES = "-/\u2013\u2014\u2015";
    private static final int MAX_DASH_FORMS = 125;

    private enum Kind {
        EQUAL,
        STARTS,
        ENDS,
        CONTAINS,
        GLOB
    }

    private final int[] tokens;
    private final Kind kind;
    private final String literal;

    private TextPattern(int[] tokens) {
        this.tokens = tokens;
        int from = tokens.length > 0 && tokens[0] == ANY ? 1 : 0;
        int to = tokens.length > from && tokens[tokens.length - 1] == ANY ? tokens.length - 1 : tokens.length;
        StringBuilder text = new StringBuilder();
        boolean plain = true;
        for (int i = from; i < to; i++) {
            plain &= tokens[i] >= 0;
            text.append((char) Math.max(tokens[i], 0));
        }
        boolean openEnd = to < tokens.length;
        literal = plain ? text.toString() : "";
        if (!plain) {
            kind = Kind.GLOB;
        } else if (from == 0) {
            kind = openEnd ? Kind.STARTS : Kind.EQUAL;
        } else {
            kind = openEnd ? Kind.CONTAINS : Kind.ENDS;
        }
    }

    /** From the text of a rule; never throws. */
    static TextPattern parse(String text) {
        int[] tokens = new int[text.length()];
        int n = 0;
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped) {
                if (c != '*' && c != '?' && c != '\\') {
                    tokens[n++] = '\\';
                }
                tokens[n++] = c;
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else {
                tokens[n++] = switch (c) {
                    case '*' -> ANY;
                    case '?' -> ONE;
                    default -> c;
                };
            }
        }
        if (escaped) {
            tokens[n++] = '\\';
        }
        return new TextPattern(java.util.Arrays.copyOf(tokens, n));
    }

    /** These characters and no wildcard. */
    static TextPattern literal(String text) {
        return new TextPattern(text.chars().toArray());
    }

    boolean hasWildcard() {
        for (int token : tokens) {
            if (token < 0) {
                return true;
            }
        }
        return false;
    }

    /** The characters; only where there is no wildcard. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append((char) token);
        }
        return text.toString();
    }

    TextPattern openStart() {
        if (tokens.length > 0 && tokens[0] == ANY) {
            return this;
        }
        int[] more = new int[tokens.length + 1];
        more[0] = ANY;
        System.arraycopy(tokens, 0, more, 1, tokens.length);
        return new TextPattern(more);
    }

    TextPattern openEnd() {
        if (tokens.length > 0 && tokens[tokens.length - 1] == ANY) {
            return this;
        }
        int[] more = java.util.Arrays.copyOf(tokens, tokens.length + 1);
        more[tokens.length] = ANY;
        return new TextPattern(more);
    }

    /** With every dash or slash that begins an option standing for any of the dashes. */
    TextPattern anyDash() {
        int[] changed = tokens.clone();
        for (int i = 0; i < tokens.length; i++) {
            boolean dash = tokens[i] >= 0 && DASHES.indexOf(tokens[i]) >= 0;
            boolean wordBefore = i > 0 && word(tokens[i - 1]);
            boolean wordAfter = i + 1 < tokens.length && word(tokens[i + 1]);
            if (dash && !wordBefore && wordAfter) {
                changed[i] = DASH;
            }
        }
        return new TextPattern(changed);
    }

    /** Every way to write the dashes that may be any. */
    List<TextPattern> dashForms(int line) throws Refusal {
        List<int[]> forms = new ArrayList<>(List.of(tokens));
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] == DASH) {
                if (forms.size() * DASHES.length() > MAX_DASH_FORMS) {
                    throw new Refusal(line, Fault.TOO_MANY_DASHES);
                }
                forms = dashed(forms, i);
            }
        }
        return forms.stream().map(TextPattern::new).toList();
    }

    private static List<int[]> dashed(List<int[]> forms, int at) {
        List<int[]> more = new ArrayList<>();
        for (int[] form : forms) {
            for (int d = 0; d < DASHES.length(); d++) {
                int[] other = form.clone();
                other[at] = DASHES.charAt(d);
                more.add(other);
            }
        }
        return more;
    }

    TextPattern lower() {
        return mapped(text -> text.toLowerCase(Locale.ROOT));
    }

    /** With each run of characters between wildcards changed; that may change its length (İ). */
    TextPattern mapped(UnaryOperator<String> change) {
        StringBuilder text = new StringBuilder();
        IntStream.Builder out = IntStream.builder();
        for (int token : tokens) {
            if (token >= 0) {
                text.append((char) token);
            } else {
                change.apply(text.toString()).chars().forEach(out::add);
                text.setLength(0);
                out.add(token);
            }
        }
        change.apply(text.toString()).chars().forEach(out::add);
        return new TextPattern(out.build().toArray());
    }

    /**
     * Characters between wildcards; a dash that may be any is told as {@code -}.
     *
     * @param start whether what matches begins with them
     * @param end whether what matches ends with them
     */
    record Run(String text, boolean start, boolean end) {}

    /** Everything that stands in whatever matches. */
    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= tokens.length; i++) {
            if (i == tokens.length || tokens[i] == ANY || tokens[i] == ONE) {
                if (i > from || tokens.length == 0) {
                    runs.add(run(from, i));
                }
                from = i + 1;
            }
        }
        return runs;
    }

    private Run run(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(tokens[i] == DASH ? '-' : (char) tokens[i]);
        }
        return new Run(text.toString(), from == 0, to == tokens.length);
    }

    /** Whether it is compared at one or both ends of a value only. */
    boolean isFixed() {
        return kind == Kind.EQUAL || kind == Kind.STARTS || kind == Kind.ENDS;
    }

    boolean matches(String value) {
        return switch (kind) {
            case EQUAL -> value.equals(literal);
            case STARTS -> value.startsWith(literal);
            case ENDS -> value.endsWith(literal);
            case CONTAINS -> value.contains(literal);
            case GLOB -> glob(value);
        };
    }

    /** Goes back only to the last star, so it takes at most length × length steps. */
    private boolean glob(String value) {
        int t = 0;
        int v = 0;
        int star = -1;
        int resume = 0;
        while (v < value.length()) {
            if (t < tokens.length && tokens[t] == ANY) {
                star = t++;
                resume = v;
            } else if (t < tokens.length && one(tokens[t], value.charAt(v))) {
                t++;
                v++;
            } else if (star >= 0) {
                t = star + 1;
                v = ++resume;
            } else {
                return false;
            }
        }
        while (t < tokens.length && tokens[t] == ANY) {
            t++;
        }
        return t == tokens.length;
    }

    private static boolean one(int token, char c) {
        return token == ONE || (token == DASH ? DASHES.indexOf(c) >= 0 : token == c);
    }

    private static boolean word(int token) {
        return token == '_' || (token >= 0 && Character.isLetterOrDigit(token));
    }
}
