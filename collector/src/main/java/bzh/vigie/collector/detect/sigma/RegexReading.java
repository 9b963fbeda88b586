package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads what a regular expression needs from its text (RE2 syntax); what is not certain is left out. */
final class RegexReading {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_LITERALS = 64;
    private static final int MAX_LISTS = 4;
    /** Characters of a class that are looked for by themselves. */
    private static final int FEW = 16;

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
     * @param literals of each of these lists one text, in lower case; no list where that is not known
     * @param length at least so many characters
     */
    record Needs(List<List<String>> literals, int length) {
        private static final Needs NOTHING = new Needs(List.of(), 0);

        /** How many texts are looked for at most. */
        int texts() {
            return literals.stream().mapToInt(List::size).sum();
        }

        /** The one list that lets least through; empty where there is none. */
        private List<String> best() {
            return literals.stream()
                    .max(Comparator.comparingInt(RegexReading::shortest)
                            .thenComparing(Comparator.comparingInt((List<String> each) -> each.size())
                                    .reversed()))
                    .orElse(List.of());
        }
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
        Needs first = sequence(depth);
        List<String> all = new ArrayList<>(first.best());
        boolean each = !all.isEmpty();
        int length = first.length();
        if (at == text.length() || text.charAt(at) != '|') {
            return first;
        }
        while (at < text.length() && text.charAt(at) == '|') {
            at++;
            Needs branch = sequence(depth);
            each &= !branch.literals().isEmpty();
            all.addAll(branch.best());
            length = Math.min(length, branch.length());
        }
        return new Needs(each && all.size() <= MAX_LITERALS ? List.of(List.copyOf(all)) : List.of(), length);
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
                if (times > 0) {
                    found.addAll(group.literals());
                }
                length = Math.min(MAX_LENGTH, length + times * group.length());
                continue;
            }
            List<String> few = new ArrayList<>();
            int literal = literal(few);
            int from = at;
            int times = repetition();
            length = Math.min(MAX_LENGTH, length + (literal == NO_CHARACTER ? 0 : times));
            if (literal < 0 || times == 0) {
                end(run, found);
                if (times > 0 && !few.isEmpty()) {
                    found.add(List.copyOf(few));
                }
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
                        .distinct()
                        .sorted(Comparator.comparingInt(RegexReading::shortest).reversed())
                        .limit(MAX_LISTS)
                        .toList(),
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

    /**
     * Reads one element: its character where it is one below U+0080, otherwise one of the two numbers below 0.
     *
     * @param few takes the characters of a class that has few
     */
    private int literal(List<String> few) throws Unknown {
        char c = text.charAt(at++);
        return switch (c) {
            case '.' -> NO_LITERAL;
            case '^', '$' -> NO_CHARACTER;
            case '[' -> {
                int from = at;
                skipClass();
                few.addAll(characters(text.substring(from, at - 1)));
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

    /** The characters of a class of letters, digits and ranges of these, in lower case; none where it has others, or many. */
    private static List<String> characters(String inside) {
        Set<String> all = new LinkedHashSet<>();
        for (int i = 0; i < inside.length(); i++) {
            char from = inside.charAt(i);
            boolean isRange = i + 2 < inside.length() && inside.charAt(i + 1) == '-';
            char to = isRange ? inside.charAt(i + 2) : from;
            if (!isPlain(from) || !isPlain(to) || from > to || to - from >= FEW) {
                return List.of();
            }
            for (char c = from; c <= to; c++) {
                all.add(String.valueOf(Character.toLowerCase(c)));
            }
            i += isRange ? 2 : 0;
        }
        return all.size() <= FEW ? List.copyOf(all) : List.of();
    }

    private static boolean isPlain(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
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
