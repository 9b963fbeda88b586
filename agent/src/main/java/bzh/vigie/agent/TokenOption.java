package bzh.vigie.agent;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options {@code --token} and {@code --token-file}: an enrolment token, also by ways that no other user of the machine can read. */
final class TokenOption {
    private static final int LONGEST = 8 * 1024;

    @Option(names = "--token", paramLabel = "TOKEN|-", descriptionKey = "usage.token")
    private String token = "";

    @Option(names = "--token-file", paramLabel = "FILE", descriptionKey = "usage.token-file")
    private Optional<Path> file = Optional.empty();

    /** The token that was given; empty where none was. One in an argument is taken, with a warning. */
    Optional<String> given(PrintStream err, Words words) throws IOException {
        if (file.isPresent()) {
            try (InputStream in = Files.newInputStream(file.get())) {
                return Optional.of(text(in));
            }
        }
        if (token.equals("-")) {
            return Optional.of(text(System.in));
        }
        if (!token.isEmpty()) {
            err.println(words.say("secret.in-argument", "--token-file, --token -"));
        }
        return Optional.of(token).filter(each -> !each.isEmpty());
    }

    /** The same; where none was given and somebody sits at a terminal, what they type, which is not shown. */
    Optional<String> givenOrTyped(PrintStream err, Words words) throws IOException {
        Optional<String> given = given(err, words);
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        return given.isPresent()
                ? given
                : terminal.flatMap(console ->
                                Optional.ofNullable(console.readPassword("%s", words.say("enrol.type-token"))))
                        .map(String::new)
                        .filter(typed -> !typed.isBlank());
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
    }
}
