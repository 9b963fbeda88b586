package bzh.vigie.collector;

import bzh.vigie.collector.detect.sigma.Placeholders;
import bzh.vigie.collector.detect.sigma.RefusedException;
import bzh.vigie.collector.detect.sigma.RuleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules}: what of a folder of Sigma rules would load (DESIGN.md 5.5). */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        resourceBundle = "bzh.vigie.collector.RulesCommand",
        subcommands = {RulesCommand.Check.class, RulesListCommand.class, RulesTuneCommand.class})
public final class RulesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    /** {@code rules check PACK}: exit code 0 where every rule loads, 3 where some are refused, 1 where DIR cannot be read. */
    @Command(name = "check", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.RulesCommand")
    static final class Check implements Callable<Integer> {
        @Parameters(paramLabel = "DIR|ZIP", descriptionKey = "check.dir")
        private Path folder = Path.of("");

        @Option(names = "--placeholders", paramLabel = "FILE", descriptionKey = "check.placeholders")
        private Optional<Path> placeholders = Optional.empty();

        @Option(names = "--lang", paramLabel = Language.LABEL, converter = Language.class)
        private Optional<Locale> lang = Optional.empty();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            Words words = Words.of(RulesCommand.class, lang.orElseGet(Language::ofTheMachine));
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            if (!Files.exists(folder)) {
                err.println(words.say("no-folder", folder.toString()));
                return 1;
            }
            Placeholders values;
            try {
                values = placeholders.isPresent() ? Placeholders.read(placeholders.get()) : Placeholders.none();
            } catch (IOException e) {
                err.println(words.say("cannot-use", String.valueOf(placeholders.get()), reason(e, words)));
                return 1;
            }
            try {
                RuleSet rules = RuleSet.read(folder, values);
                rules.refused().forEach(refused -> out.println(Words.clean(refused.in(words.locale()))));
                out.println(words.say(
                        "summary",
                        Integer.toString(
                                rules.rules().size() + rules.correlations().size()),
                        Integer.toString(rules.refused().size())));
                return rules.refused().isEmpty() ? 0 : 3;
            } catch (IOException e) {
                err.println(words.say("cannot-read", folder.toString(), reason(e, words)));
                return 1;
            }
        }

        private static String reason(IOException e, Words words) {
            return e instanceof RefusedException because
                    ? because.refused().in(words.locale())
                    : String.valueOf(e.getMessage());
        }
    }
}
