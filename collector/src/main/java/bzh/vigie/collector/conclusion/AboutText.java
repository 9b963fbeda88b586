package bzh.vigie.collector.conclusion;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a criterion names, in a reader's words: names stay as they are, constants and rules are said. */
public final class AboutText {
    private static final List<String> KEYS = List.of("statement.", "doubt.", "about.", "standing.");

    private AboutText() {}

    /**
     * Says one of them. May hold what came from a host, so is to be cleaned before it is shown.
     *
     * @param words of the commands about incidents
     * @param title of the rule with that id; empty where there is no such rule
     */
    public static String say(ResourceBundle words, Function<String, Optional<String>> title, String about) {
        return Arrays.stream(about.split(Criterion.BETWEEN, -1))
                .map(part -> KEYS.stream()
                        .map(key -> key + part)
                        .filter(words::containsKey)
                        .findFirst()
                        .map(words::getString)
                        .or(() -> title.apply(part))
                        .orElse(part))
                .collect(Collectors.joining(Criterion.BETWEEN));
    }
}
