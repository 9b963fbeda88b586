package bzh.vigie.collector;

import bzh.vigie.event.ItemFields;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ledger}: the chain of what was found, decided and watched: what proves outside that it is as it was written. */
@Command(
        name = "ledger",
        resourceBundle = "bzh.vigie.collector.LedgerCommand",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class LedgerCommand implements Callable<Integer> {
    private static final String BUNDLE = "bzh.vigie.collector.LedgerCommand";

    private final InstantSource time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method of a command is called
    private CommandSpec spec;

    LedgerCommand() {
        this(InstantSource.system());
    }

    LedgerCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "anchor", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int anchor(@Mixin CommandOptions options) throws BadSettingException {
        Words words = words(options);
        CollectorConfig config = CollectorConfig.read(options.folder());
        Anchoring anchoring = Anchoring.of(options.folder(), config.settings(), new SecureRandom());
        return StoreWork.run(options, time, err(), store -> {
            Optional<Anchoring.Made> made;
            try {
                made = anchoring.make(store, time.instant(), words);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (made.isEmpty()) {
                err().println(words.say("ledger.empty"));
                return ExitCode.SOFTWARE;
            }
            print(options, words, made.get());
            return made.get().failure().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    private void print(CommandOptions options, Words words, Anchoring.Made made) {
        if (options.json()) {
            out().println(new JsonRow("anchor")
                    .put("anchor", made.anchor().line())
                    .put("number", made.anchor().number())
                    .put("hash", made.anchor().hash().hex())
                    .put("file", made.file().toString())
                    .put("time_stamp", made.stamped().map(Instant::toString).orElse(""))
                    .put(
                            "time_stamp_failed",
                            made.failure().map(ItemFields::word).orElse("")));
        } else {
            out().println(made.anchor().line());
            err().println(words.say(
                    "ledger.anchored",
                    Long.toString(made.anchor().number()),
                    made.file().toString()));
            made.stamped().ifPresent(at -> err().println(words.say("ledger.stamped", at.toString())));
            made.failure().ifPresent(reason -> err().println(words.say(Anchoring.key(reason))));
        }
        out().flush();
    }

    private static Words words(CommandOptions options) {
        return Words.of(LedgerCommand.class, options.locale());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
