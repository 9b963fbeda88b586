package bzh.vigie.collector.host;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Version of an agent, ordered like those of Semantic Versioning: numbers with dots between, one that has a word after a hyphen before
 * the one without, numbers within a word by what they count ({@code rc2} before {@code rc10}). As a host tells it, it is a text of anybody's.
 *
 * @param numbers 1 to 4, each at most nine digits
 * @param word of a version that is not released yet; empty for one that is
 */
public record AgentVersion(List<Integer> numbers, String word) implements Comparable<AgentVersion> {
    private static final int MOST_NUMBERS = 4;
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9}){0,3})(?:-([0-9A-Za-z.-]{1,64}))?(?:\\+[0-9A-Za-z.-]{1,64})?");

    private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

    public AgentVersion {
        numbers = List.copyOf(numbers);
    }

    /** Reads one; empty where it is none. */
    public static Optional<AgentVersion> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        List<Integer> numbers = Arrays.stream(form.group(1).split("\\.", -1))
                .map(Integer::valueOf)
                .toList();
        String word = form.group(2);
        return Optional.of(new AgentVersion(numbers, word == null ? "" : word.toLowerCase(Locale.ROOT)));
    }

    /** As it is usually written; what means the same may be written otherwise. */
    String text() {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining("."))
                + (word.isEmpty() ? "" : "-" + word);
    }

    @Override
    public int compareTo(AgentVersion other) {
        int order = Arrays.compare(padded(), other.padded(), Integer::compare);
        if (order != 0) {
            return order;
        }
        // One that is not released yet comes before the one that is.
        return word.isEmpty() || other.word.isEmpty()
                ? Boolean.compare(word.isEmpty(), other.word.isEmpty())
                : byParts(parts(word), parts(other.word));
    }

    /** Of a word, runs of digits and of what is none: {@code rc.}, {@code 10}. */
    private static List<String> parts(String word) {
        return PART.matcher(word).results().map(MatchResult::group).toList();
    }

    private static int byParts(List<String> some, List<String> others) {
        for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
            int order = isNumber(some.get(i)) && isNumber(others.get(i))
                    ? new BigInteger(some.get(i)).compareTo(new BigInteger(others.get(i)))
                    : some.get(i).compareTo(others.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(some.size(), others.size());
    }

    private static boolean isNumber(String part) {
        return part.charAt(0) >= '0' && part.charAt(0) <= '9';
    }

    private Integer[] padded() {
        List<Integer> all = new ArrayList<>(numbers);
        while (all.size() < MOST_NUMBERS) {
            all.add(0);
        }
        return all.toArray(new Integer[0]);
    }
}
