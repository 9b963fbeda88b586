package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code --help} says: every command, and all that may be said to it. */
class HelpTest {
    /** The command that a page hands to {@code tag/command}. */
    private static final Pattern NAMED = Pattern.compile("tag\\.command\\(.*, line = (\".*\")\\)");

    private static List<CommandLine> all(CommandLine top) {
        List<CommandLine> all = new ArrayList<>(List.of(top));
        top.getSubcommands().values().forEach(each -> all.addAll(all(each)));
        return all;
    }

    private static boolean isSaid(String... description) {
        return !String.join("", description).isBlank();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "en"})
    void everyCommandAndAllThatItTakesIsExplained(String language) {
        List<CommandLine> commands = all(Main.commandLine(Locale.of(language)));
        assertTrue(commands.size() > 60, commands.size() + " commands");
        assertEquals(
                List.of(),
                commands.stream()
                        .flatMap(each -> Stream.concat(
                                Stream.of(each.getCommandSpec().qualifiedName())
                                        .filter(ignored -> !isSaid(each.getCommandSpec()
                                                .usageMessage()
                                                .description())),
                                Stream.concat(
                                                each.getCommandSpec().options().stream(),
                                                each.getCommandSpec().positionalParameters().stream())
                                        .filter(argument -> !argument.hidden() && !isSaid(argument.description()))
                                        .map(argument -> each.getCommandSpec().qualifiedName() + " " + name(argument))))
                        .toList());
    }

    @Test
    void everyCommandThatAPageNamesIsOne() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/jte"))) {
            for (Path page : files.filter(Files::isRegularFile).toList()) {
                NAMED.matcher(Files.readString(page))
                        .results()
                        .forEach(named -> lines.add(named.group(1)
                                .replaceAll("\" \\+ page\\.[a-z().]+ \\+ \"", "2026-001")
                                .replace("\"", "")));
            }
        }
        assertTrue(lines.size() >= 5, lines.toString());
        for (String line : lines) {
            CommandLine.ParseResult parsed =
                    assertDoesNotThrow(() -> Main.commandLine(Locale.ENGLISH).parseArgs(line.split(" ")), line);
            assertTrue(parsed.asCommandLineList().size() >= 3, line);
        }
    }
}
