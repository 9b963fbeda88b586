package bzh.vigie.collector.detect.cloud;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The operations that rules of the program judge ({@code operations.txt}): rows of all others are counted as not judged. */
public final class CloudOperations {
    private static final Set<String> JUDGED = read();

    private CloudOperations() {}

    private static Set<String> read() {
        try (InputStream in = Objects.requireNonNull(CloudOperations.class.getResourceAsStream("operations.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(CloudOperations::folded)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own table of operations cannot be read", e);
        }
    }

    /** All of them, folded. */
    public static Set<String> all() {
        return JUDGED;
    }

    /** Whether a rule judges rows of this operation. */
    public static boolean isJudged(String operation) {
        return JUDGED.contains(folded(operation));
    }

    /** In small letters, with plain dashes: Microsoft writes one operation with a long dash and a blank behind it. */
    public static String folded(String operation) {
        return operation.strip().replace('\u2013', '-').toLowerCase(Locale.ROOT);
    }
}
