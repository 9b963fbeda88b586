package bzh.vigie.agent;

import bzh.vigie.agent.identity.StateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Option {@code --code}: the commune's break-glass code, for when no collector can be reached. */
final class CodeOption {
    /** Of the state folder: where a code is found that is to stand in no command line. Erased once it served. */
    static final String FILE = "removal-code.txt";

    private static final String VARIABLE = "VIGIE_REMOVAL_CODE";
    private static final int LONGEST = 200;

    @Option(names = "--code", paramLabel = "CODE", descriptionKey = "usage.code")
    private String code = "";

    @Option(names = "--code-file", paramLabel = "FILE", descriptionKey = "usage.code-file")
    private String file = "";

    /** Warns of a code that stands in an argument. */
    void warn(PrintStream err, Words words) {
        if (!code.isBlank() && !code.equals("-")) {
            err.println(words.say("secret.in-argument", "--code -, --code-file, VIGIE_REMOVAL_CODE, " + FILE));
        }
    }

    /** As it was typed, or stands in the file that was named, in the environment or in the state folder; empty where there is none. */
    Optional<String> typed(StateFolder state) throws IOException {
        if (!code.isBlank()) {
            return Optional.of(code.equals("-") ? text(System.in) : code).filter(each -> !each.isBlank());
        }
        String named = file.isBlank() ? "" : kept(Path.of(file));
        String given =
                named.isBlank() ? Optional.ofNullable(System.getenv(VARIABLE)).orElse("") : named;
        return Optional.of(given.isBlank() ? kept(state.file(FILE)) : given).filter(each -> !each.isBlank());
    }

    /** Erases the files in which it stood, which nobody needs any more. */
    void served(StateFolder state) throws IOException {
        if (!file.isBlank()) {
            Files.deleteIfExists(Path.of(file));
        }
        Files.deleteIfExists(state.file(FILE));
    }

    private static String kept(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return text(in);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
    }
}
