package bzh.vigie.collector;

import bzh.vigie.settings.BadSettingException;
import bzh.vigie.usage.UsageErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The collector's program (DESIGN.md 5.5). Exit codes: 0 done, 1 failed, 2 bad usage or configuration, 3 with findings. */
@Command(
        name = "vigie-collector",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        resourceBundle = "bzh.vigie.collector.Main",
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Callable<Integer> {
    /** The collector's version. */
    static final String VERSION = "0.1.0";

    private static final List<Class<?>> COMMANDS = List.of(
            InitCommand.class,
            RunCommand.class,
            TokenCommand.class,
            HostsCommand.class,
            DirectoryCommand.class,
            UsersCommand.class,
            IncidentCommand.class,
            CaCommand.class,
            AlertsCommand.class,
            SinksCommand.class,
            EventsCommand.class,
            DoctorCommand.class,
            DetectCommand.class,
            RulesCommand.class,
            LedgerCommand.class,
            ReportCommand.class);

    // Held, so that the setting lasts. Lucene would advise every user to add an incubating module of Java.
    private static final Logger VECTORS =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return withoutCommand(spec);
    }

    /** A command that is only a group of others was called by itself: says which there are. Gives the exit code. */
    static int withoutCommand(CommandSpec spec) {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT %4$s %5$s%6$s%n");
        }
        VECTORS.setLevel(Level.SEVERE);
        System.exit(commandLine(Language.askedFor(arguments), arguments).execute(arguments));
    }

    /**
     * The command that these arguments name, or all where they name none, in this language; failures are sentences and not stack
     * traces. One is read in a tenth of the time that all take.
     */
    static CommandLine commandLine(Locale locale, String... arguments) {
        CommandLine line = new CommandLine(new Main());
        named(arguments).forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((error, _) -> {
                    error.getCommandLine().getErr().println(UsageErrors.say(error, locale));
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, result) -> {
                    command.getErr().println(Failures.say(failure, locale));
                    return failure instanceof BadSettingException ? ExitCode.USAGE : ExitCode.SOFTWARE;
                });
        translate(line, locale);
        return line;
    }

    private static List<Class<?>> named(String... arguments) {
        List<Class<?>> named = COMMANDS.stream()
                .filter(each -> arguments.length > 0
                        && each.getAnnotation(Command.class).name().equals(arguments[0]))
                .toList();
        return named.isEmpty() ? COMMANDS : named;
    }

    /** Setting the bundle of a command sets it for all below it, so that the names of theirs are read before and set after it. */
    private static void translate(CommandLine line, Locale locale) {
        List<Bundled> all = new ArrayList<>();
        collect(line, all);
        all.forEach(each -> each.command().setResourceBundle(Words.bundle(each.bundle(), locale)));
    }

    /** From the top down. */
    private static void collect(CommandLine line, List<Bundled> all) {
        String bundle = line.getCommandSpec().resourceBundleBaseName();
        if (bundle != null) {
            all.add(new Bundled(line, bundle));
        }
        line.getSubcommands().values().forEach(command -> collect(command, all));
    }

    private record Bundled(CommandLine command, String bundle) {}
}
