package bzh.vigie.collector.conclusion;

import bzh.vigie.text.LocationText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What a criterion names, in a reader's words: names stay as they are, constants and rules are said. */
public final class AboutText {
    private static final List<String> KEYS = List.of("statement.", "doubt.", "about.", "standing.");

    private AboutText() {}

    /**
     * Says one of them. May hold what came from a host, so is to be cleaned before it is shown.
     *
     * @param words of the commands about incidents
     * @param title of the rule with that id, given with all that is named; empty where there is no such rule
     */
    public static String say(ResourceBundle words, BiFunction<String, String, Optional<String>> title, String about) {
        return Arrays.stream(about.split(Criterion.BETWEEN, -1))
                .map(part -> KEYS.stream()
                        .map(key -> key + part)
                        .filter(words::containsKey)
                        .findFirst()
                        .map(words::getString)
                        .or(() -> title.apply(part, about))
                        .orElseGet(() -> places(words, part)))
                .collect(Collectors.joining(Criterion.BETWEEN));
    }

    /** Ids of places, between commas, are called what people call them; they stay beside it. */
    private static String places(ResourceBundle words, String part) {
        return Arrays.stream(part.split(", ", -1))
                .map(id -> LocationText.title(id, words.getLocale())
                        .map(called -> called + " (" + id + ")")
                        .orElse(id))
                .collect(Collectors.joining(", "));
    }

    /** Says a line of a {@link ConclusionText}, or of what differs between two; one that it does not know stays as it is. */
    public static String line(ResourceBundle words, BiFunction<String, String, Optional<String>> title, String line) {
        String sign = line.startsWith("- ") || line.startsWith("+ ") ? line.substring(0, 2) : "";
        String[] parts = line.substring(sign.length()).split(" ", 3);
        if (line.startsWith(ConclusionText.ABOUT, sign.length()) && parts.length == 3) {
            return sign + say(words, title, parts[2]);
        }
        if (parts.length == 3 && parts[0].equals("criterion")) {
            return sign + word(words, "criterion." + parts[1]).orElse(parts[1]) + " – "
                    + word(words, "criterion-state." + parts[2]).orElse(parts[2]);
        }
        String rest = line.substring(sign.length() + parts[0].length());
        return sign
                + word(words, "conclusion-line." + parts[0]).orElse(parts[0])
                + (parts[0].equals("word")
                        ? " " + word(words, "word." + rest.strip()).orElse(rest.strip())
                        : rest);
    }

    private static Optional<String> word(ResourceBundle words, String key) {
        return words.containsKey(key) ? Optional.of(words.getString(key)) : Optional.empty();
    }
}
