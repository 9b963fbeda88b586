package bzh.vigie.collector.hunt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text with wildcards, compared whatever the case: {@code *} stands for any characters or none, {@code ?} for one. It is compared with a whole
 * value, or looked for in it from the beginning of a word to the end of one. A word is what has only letters and digits. Immutable.
 */
public final class TextPattern {
    /** Wildcards of one pattern at most. */
    public static final int MOST_WILDCARDS = 20;

    /** What stands between two {@code *}; {@code any} says which of its characters stand for one of any kind. */
    private record Segment(String text, List<Boolean> any) {
        boolean isAt(String value, int at) {
            if (at < 0 || at + text.length() > value.length()) {
                return false;
            }
            for (int i = 0; i < text.length(); i++) {
                if (value.charAt(at + i) != text.charAt(i) && !any.get(i)) {
                    return false;
                }
            }
            return true;
        }

        boolean isWordAt(int at) {
            return !any.get(at) && isWord(text.charAt(at));
        }
    }

    /**
     * Letters and digits in a row that every value has which matches.
     *
     * @param starts whether they are the beginning of a word of the value
     * @param ends whether they are the end of one
     */
    public record Run(String text, boolean starts, boolean ends) {}

    private final List<Segment> segments;
    private final boolean whole;

    private TextPattern(List<Segment> segments, boolean whole) {
        this.segments = List.copyOf(segments);
        this.whole = whole;
    }

    /** Puts a pattern together from what was written with and without quotes. */
    static final class Builder {
        private final List<Segment> segments = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private List<Boolean> any = new ArrayList<>();
        private int wildcards;
        private int length;

        void literal(String piece) {
            String folded = fold(piece);
            length += folded.length();
            text.append(folded);
            for (int i = 0; i < folded.length(); i++) {
                any.add(false);
            }
        }

        void one() {
            text.append('?');
            any.add(true);
            wildcards++;
            length++;
        }

        void many() {
            wildcards++;
            length++;
            segments.add(new Segment(text.toString(), List.copyOf(any)));
            text.setLength(0);
            any = new ArrayList<>();
        }

        int wildcards() {
            return wildcards;
        }

        int length() {
            return length;
        }

        TextPattern build(boolean whole) {
            List<Segment> all = new ArrayList<>(segments);
            all.add(new Segment(text.toString(), List.copyOf(any)));
            return new TextPattern(all, whole);
        }
    }

    /** A whole value as it is. */
    public static TextPattern exactly(String value) {
        Builder builder = new Builder();
        builder.literal(value);
        return builder.build(true);
    }

    /** The same for upper and lower case, as the history folds its values. */
    public static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Whether this character is part of a word. Halves of pairs are, so that no letter beyond the first plane is cut. */
    public static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    /** The value, folded, where it is a whole one without wildcards; else empty text. */
    public String exact() {
        return whole && segments.size() == 1 && !segments.getFirst().any().contains(true)
                ? segments.getFirst().text()
                : "";
    }

    /** Whether everything matches: {@code *}. */
    public boolean isEverything() {
        return segments.size() > 1
                && segments.stream().allMatch(each -> each.text().isEmpty());
    }

    /** Whether one word without wildcards is looked for: the value has it exactly where it has it as a word. */
    public boolean isOneWord() {
        return !whole
                && segments.size() == 1
                && !segments.getFirst().text().isEmpty()
                && segments.getFirst().text().chars().allMatch(c -> isWord((char) c))
                && !segments.getFirst().any().contains(true);
    }

    /** Text that each value begins with that matches; empty where there is none. */
    public String beginning() {
        Segment first = segments.getFirst();
        int known = first.any().indexOf(true);
        return !whole ? "" : known < 0 ? first.text() : first.text().substring(0, known);
    }

    /** Whether this value, folded, matches. */
    public boolean matches(String folded) {
        return whole ? isWhole(folded) : isIn(folded);
    }

    private boolean isWhole(String value) {
        Segment first = segments.getFirst();
        Segment last = segments.getLast();
        int end = value.length() - last.text().length();
        if (!first.isAt(value, 0) || !last.isAt(value, end)) {
            return false;
        }
        if (segments.size() == 1) {
            return end == 0;
        }
        int at = first.text().length();
        for (Segment each : segments.subList(1, segments.size() - 1)) {
            at = find(each, value, at, false, false);
            if (at < 0) {
                return false;
            }
            at += each.text().length();
        }
        return at <= end;
    }

    private boolean isIn(String value) {
        int at = 0;
        for (int i = 0; i < segments.size(); i++) {
            Segment each = segments.get(i);
            at = find(each, value, at, i == 0, i == segments.size() - 1);
            if (at < 0) {
                return false;
            }
            at += each.text().length();
        }
        return true;
    }

    private static int find(Segment segment, String value, int from, boolean starts, boolean ends) {
        int length = segment.text().length();
        if (length == 0) {
            return from;
        }
        for (int at = from; at + length <= value.length(); at++) {
            boolean begun = !starts || !segment.isWordAt(0) || at == 0 || !isWord(value.charAt(at - 1));
            boolean ended = !ends
                    || !segment.isWordAt(length - 1)
                    || at + length == value.length()
                    || !isWord(value.charAt(at + length));
            if (begun && ended && segment.isAt(value, at)) {
                return at;
            }
        }
        return -1;
    }

    /** What the words of each value that matches have. */
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            int length = segment.text().length();
            int at = 0;
            while (at < length) {
                int from = at;
                while (at < length && segment.isWordAt(at)) {
                    at++;
                }
                if (at > from) {
                    boolean starts = from == 0 ? i == 0 : !segment.any().get(from - 1);
                    boolean ends = at == length
                            ? i == segments.size() - 1
                            : !segment.any().get(at);
                    runs.add(new Run(segment.text().substring(from, at), starts, ends));
                } else {
                    at++;
                }
            }
        }
        return runs;
    }

    /** As it could be written, for messages and tests. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(whole ? "=" : "~");
        for (int i = 0; i < segments.size(); i++) {
            out.append(i > 0 ? "*" : "").append(segments.get(i).text());
        }
        return out.toString();
    }
}
