package bzh.vigie.collector;

import bzh.vigie.collector.identity.IdentityException;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The collector's program (DESIGN.md 5.5). Exit codes: 0 done, 1 failed, 2 bad usage or configuration, 3 with findings. */
@Command(
        name = "vigie-collector",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        resourceBundle = "bzh.vigie.collector.Main",
        subcommands = {
            InitCommand.class,
            RunCommand.class,
            TokenCommand.class,
            HostsCommand.class,
            AlertsCommand.class,
            EventsCommand.class,
            DoctorCommand.class,
            DetectCommand.class,
            RulesCommand.class,
        })
public final class Main implements Runnable {
    /** Of the collector. */
    static final String VERSION = "0.1.0";

    // Held, so that the setting lasts. Lucene would advise every user to add an incubating module of Java.
    private static final Logger VECTORS =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT %4$s %5$s%6$s%n");
        }
        VECTORS.setLevel(Level.SEVERE);
        System.exit(commandLine().execute(arguments));
    }

    /** The commands, whose failures are sentences and not stack traces. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, result) -> {
                    boolean known = failure instanceof StoreException
                            || failure instanceof IdentityException
                            || failure instanceof BadSettingException
                            || failure instanceof IOException;
                    String message = sentence(failure);
                    command.getErr()
                            .println(Words.clean(
                                    known ? message : failure.getClass().getSimpleName() + ": " + message));
                    if (!known) {
                        System.getLogger(Main.class.getName()).log(System.Logger.Level.DEBUG, "not expected", failure);
                    }
                    return failure instanceof BadSettingException ? 2 : 1;
                });
    }

    /** Of a file's failure the message is often the file's name alone: the kind of failure is said too. */
    private static String sentence(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof FileSystemException file && file.getReason() == null
                ? message + ": " + file.getClass().getSimpleName().replace("Exception", "")
                : message;
    }
}
