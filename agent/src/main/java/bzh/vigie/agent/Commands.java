package bzh.vigie.agent;

import bzh.vigie.text.Printable;
import bzh.vigie.usage.UsageErrors;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: one line per command. */
@Command(name = "vigie-agent", mixinStandardHelpOptions = true, version = Main.VERSION)
final class Commands {
    private Commands() {}

    static int execute(String[] args, PrintStream out, PrintStream err) {
        Words words = Words.in(languageOf(Arrays.asList(args)).orElse(Main.systemLocale()));
        CommandLine line = new CommandLine(new Commands())
                .addSubcommand("enrol", new EnrolCommand(out, err))
                .addSubcommand("run", new RunCommand(err))
                .addSubcommand("status", new StatusCommand(out, err))
                .addSubcommand("scan", new ScanCommand(out, err))
                .addSubcommand("selftest", new SelftestCommand(out, err))
                .addSubcommand("forget", new ForgetCommand(out, err))
                .addSubcommand("generalize", new GeneralizeCommand(out, err));
        line.setResourceBundle(words.bundle());
        line.getCommandSpec().usageMessage().description(words.say("usage.about"));
        line.getSubcommands()
                .forEach((name, command) ->
                        command.getCommandSpec().usageMessage().description(words.say("usage." + name)));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, given) -> {
            err.println(UsageErrors.say(e, words.locale()));
            return Main.BAD_USAGE;
        });
        line.setExecutionExceptionHandler((e, command, result) -> {
            System.getLogger(Commands.class.getName()).log(System.Logger.Level.ERROR, "unexpected", e);
            err.println(words.say("error.unexpected", Printable.line(e.toString(), 300)));
            return Main.FAILED;
        });
        if (args.length == 0) {
            line.usage(err);
            return Main.BAD_USAGE;
        }
        return line.execute(args);
    }

    /** Looked for before the command line is understood, so that its errors are in that language too. */
    private static Optional<Locale> languageOf(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).equals("--lang") && i + 1 < args.size()) {
                return RunArguments.language(args.get(i + 1));
            }
            if (args.get(i).startsWith("--lang=")) {
                return RunArguments.language(args.get(i).substring("--lang=".length()));
            }
        }
        return Optional.empty();
    }
}
