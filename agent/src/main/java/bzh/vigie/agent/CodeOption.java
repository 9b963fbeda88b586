package bzh.vigie.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Option {@code --code}: the commune's break-glass code, for when no collector can be reached. */
final class CodeOption {
    private static final String VARIABLE = "VIGIE_REMOVAL_CODE";
    private static final int LONGEST = 200;

    @Option(names = "--code", paramLabel = "CODE", descriptionKey = "usage.code")
    private String code = "";

    /** As it was typed, or stands in the environment; empty where there is none. */
    Optional<String> typed() throws IOException {
        String given = code.isBlank()
                ? Optional.ofNullable(System.getenv(VARIABLE)).orElse("")
                : code.equals("-") ? new String(System.in.readNBytes(LONGEST), StandardCharsets.UTF_8) : code;
        return given.isBlank() ? Optional.empty() : Optional.of(given);
    }
}
