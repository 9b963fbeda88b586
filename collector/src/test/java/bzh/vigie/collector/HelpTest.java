package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code --help} says: every command, and all that may be said to it. */
class HelpTest {
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
}
