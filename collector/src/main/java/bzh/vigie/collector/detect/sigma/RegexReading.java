package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads what a regular expression needs from its text (RE2 syntax); what is not certain is left out. */
final class RegexReading {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_LITERALS = 64;
    private static final int MAX_LENGTH = 10_000;
    /** Letters after a backslash that stand for a character of a class or a control character. */
    private static final String CHARACTER_ESCAPES = "dDwWsStnrfva";
    /** Those that stand for a place between characters. */
    private static final String PLACE_ESCAPES = "bBAz";

    private static final int NO_LITERAL = -1;
    private static final int NO_CHARACTER = -2;

    /**
     * What whatever it finds has.
     *
     * @param literals one of them, in lower case; none where that is not known
     * @param length at least so many characters
     */
    record Needs(List<String> literals, int length) {
        private static final Needs NOTHING = new Needs(List.of(), 0);
    }

    /** What is not understood: nothing is said of the expression. */
    private static final class Unknown extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        Unknown() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int at;

    private RegexReading(String text) {
        this.text = text;
    }

    static Needs of(String regex) {
        try {
            RegexReading reading = new RegexReading(regex);
            Needs needs = reading.alternatives(0);
            return reading.at == regex.length() ? needs : Needs.NOTHING;
        } catch (Unknown unknown) {
            return Needs.NOTHING;
        }
    }

    private Needs alternatives(int depth) throws Unknown {
        if (depth > MAX_DEPTH) {
            throw new Unknown();
        }
        List<String> all = new ArrayList<>();
        boolean each = true;
        int length = Integer.MAX_VALUE;
        while (true) {
            Needs branch = sequence(depth);
            each &= !branch.literals().isEmpty();
            all.addAll(branch.literals());
            length = Math.min(length, branch.length());
            if (at == text.length() || text.charAt(at) != '|') {
                return new Needs(each && all.size() <= MAX_LITERALS ? all : List.of(), length);
            }
            at++;
        }
    }

    private Needs sequence(int depth) throws Unknown {
        List<List<String>> found = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        int length = 0;
        while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
            if (text.charAt(at) == '(') {
                end(run, found);
                Needs group = group(depth);
                int times = repetition();
                if (times > 0 && !group.literals().isEmpty()) {
                    found.add(group.literals());
                }
                length = Math.min(MAX_LENGTH, length + times * group.length());
                continue;
            }
            int literal = literal();
            int from = at;
            int times = repetition();
            length = Math.min(MAX_LENGTH, length + (literal == NO_CHARACTER ? 0 : times));
            if (literal < 0 || times == 0) {
                end(run, found);
            } else {
                run.append(Character.toLowerCase((char) literal));
                if (at > from) {
                    end(run, found);
                }
            }
        }
        end(run, found);
        return new Needs(
                found.stream()
                        .max(Comparator.comparingInt(RegexReading::shortest))
                        .orElse(List.of()),
                length);
    }

    private static int shortest(List<String> literals) {
        return literals.stream().mapToInt(String::length).min().orElse(0);
    }

    private static void end(StringBuilder run, List<List<String>> found) {
        if (!run.isEmpty()) {
            found.add(List.of(run.toString()));
            run.setLength(0);
        }
    }

    private Needs group(int depth) throws Unknown {
        at++;
        if (text.startsWith("?", at)) {
            int end = at + 1;
            while (end < text.length()
                    && text.charAt(end) != ':'
                    && text.charAt(end) != ')'
                    && text.charAt(end) != '>') {
                end++;
            }
            String opening = end < text.length() ? text.substring(at + 1, end + 1) : "";
            if (!opening.matches("[imsU-]*[:)]|P?<\\w+>")) {
                throw new Unknown();
            }
            at = end + 1;
            if (opening.endsWith(")")) {
                return Needs.NOTHING;
            }
        }
        Needs inner = alternatives(depth + 1);
        if (at == text.length()) {
            throw new Unknown();
        }
        at++;
        return inner;
    }

    /** Reads one element: its character where it is one below U+0080, otherwise one of the two numbers below 0. */
    private int literal() throws Unknown {
        char c = text.charAt(at++);
        return switch (c) {
            case '.' -> NO_LITERAL;
            case '^', '$' -> NO_CHARACTER;
            case '[' -> {
                skipClass();
                yield NO_LITERAL;
            }
            case '\\' -> escaped();
            case '*', '+', '?', '{', '}' -> throw new Unknown();
            default -> c < 0x80 ? c : NO_LITERAL;
        };
    }

    private int escaped() throws Unknown {
        if (at == text.length()) {
            throw new Unknown();
        }
        char c = text.charAt(at++);
        if (CHARACTER_ESCAPES.indexOf(c) >= 0) {
            return NO_LITERAL;
        }
        if (PLACE_ESCAPES.indexOf(c) >= 0) {
            return NO_CHARACTER;
        }
        if (Character.isLetterOrDigit(c) || c >= 0x80) {
            throw new Unknown();
        }
        return c;
    }

    private void skipClass() throws Unknown {
        if (text.startsWith("^", at)) {
            at++;
        }
        if (text.startsWith("]", at)) {
            at++;
        }
        while (at < text.length() && text.charAt(at) != ']') {
            if (text.startsWith("[:", at)) {
                int end = text.indexOf(":]", at);
                if (end < 0) {
                    throw new Unknown();
                }
                at = end + 2;
            } else {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
        }
        if (at >= text.length()) {
            throw new Unknown();
        }
        at++;
    }

    /** Reads the repetition after an element, if there is one: how often the element is there at least. */
    private int repetition() throws Unknown {
        if (at == text.length()) {
            return 1;
        }
        int times;
        switch (text.charAt(at)) {
            case '*', '?' -> {
                times = 0;
                at++;
            }
            case '+' -> {
                times = 1;
                at++;
            }
            case '{' -> {
                int end = text.indexOf('}', at);
                String count = end < 0 ? "" : text.substring(at + 1, end);
                if (!count.matches("\\d{1,4}(,\\d{0,4})?")) {
                    throw new Unknown();
                }
                times = Integer.parseInt(count.split(",", -1)[0]);
                at = end + 1;
            }
            default -> {
                return 1;
            }
        }
        if (text.startsWith("?", at)) {
            at++;
        }
        if (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
            throw new Unknown();
        }
        return times;
    }
}
