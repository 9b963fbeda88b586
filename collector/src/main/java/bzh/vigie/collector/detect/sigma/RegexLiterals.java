package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds literals of which one stands in whatever a regular expression finds, in lower case, from its text (RE2 syntax). What is
 * not certain is left out; nothing is found where it says nothing.
 */
final class RegexLiterals {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_LITERALS = 64;
    /** Letters after a backslash that stand for a class of characters, a place or a control character. */
    private static final String KNOWN_ESCAPES = "dDwWsSbBAztnrfva";

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

    private RegexLiterals(String text) {
        this.text = text;
    }

    /** The literals; empty where there are none. */
    static List<String> of(String regex) {
        try {
            RegexLiterals parser = new RegexLiterals(regex);
            Optional<List<String>> found = parser.alternatives(0);
            return parser.at == regex.length() ? found.orElse(List.of()) : List.of();
        } catch (Unknown unknown) {
            return List.of();
        }
    }

    private Optional<List<String>> alternatives(int depth) throws Unknown {
        if (depth > MAX_DEPTH) {
            throw new Unknown();
        }
        List<String> all = new ArrayList<>();
        boolean each = true;
        while (true) {
            Optional<List<String>> branch = sequence(depth);
            each &= branch.isPresent();
            branch.ifPresent(all::addAll);
            if (at == text.length() || text.charAt(at) != '|') {
                return each && all.size() <= MAX_LITERALS ? Optional.of(all) : Optional.empty();
            }
            at++;
        }
    }

    private Optional<List<String>> sequence(int depth) throws Unknown {
        List<List<String>> found = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
            if (text.charAt(at) == '(') {
                end(run, found);
                Optional<List<String>> group = group(depth);
                if (!mayBeAbsent()) {
                    group.ifPresent(found::add);
                }
                continue;
            }
            int literal = literal();
            int from = at;
            boolean absent = mayBeAbsent();
            if (literal < 0 || absent) {
                end(run, found);
            } else {
                run.append(Character.toLowerCase((char) literal));
                if (at > from) {
                    end(run, found);
                }
            }
        }
        end(run, found);
        return found.stream().max(java.util.Comparator.comparingInt(RegexLiterals::shortest));
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

    private Optional<List<String>> group(int depth) throws Unknown {
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
                return Optional.empty();
            }
        }
        Optional<List<String>> inner = alternatives(depth + 1);
        if (at == text.length()) {
            throw new Unknown();
        }
        at++;
        return inner;
    }

    /** Reads one element: its character where it is one below U+0080, otherwise −1. */
    private int literal() throws Unknown {
        char c = text.charAt(at++);
        return switch (c) {
            case '.', '^', '$' -> -1;
            case '[' -> {
                skipClass();
                yield -1;
            }
            case '\\' -> escaped();
            case '*', '+', '?', '{', '}' -> throw new Unknown();
            default -> c < 0x80 ? c : -1;
        };
    }

    private int escaped() throws Unknown {
        if (at == text.length()) {
            throw new Unknown();
        }
        char c = text.charAt(at++);
        if (KNOWN_ESCAPES.indexOf(c) >= 0) {
            return -1;
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

    /** Reads the repetition after an element, if there is one: whether it allows none. */
    private boolean mayBeAbsent() throws Unknown {
        if (at == text.length()) {
            return false;
        }
        boolean absent;
        switch (text.charAt(at)) {
            case '*', '?' -> {
                absent = true;
                at++;
            }
            case '+' -> {
                absent = false;
                at++;
            }
            case '{' -> {
                int end = text.indexOf('}', at);
                String count = end < 0 ? "" : text.substring(at + 1, end).toLowerCase(Locale.ROOT);
                if (!count.matches("\\d{1,4}(,\\d{0,4})?")) {
                    throw new Unknown();
                }
                absent = count.split(",", -1)[0].matches("0+");
                at = end + 1;
            }
            default -> {
                return false;
            }
        }
        if (text.startsWith("?", at)) {
            at++;
        }
        if (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
            throw new Unknown();
        }
        return absent;
    }
}
