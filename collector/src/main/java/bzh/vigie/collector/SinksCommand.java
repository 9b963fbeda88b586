package bzh.vigie.collector;

import bzh.vigie.collector.notify.Letters;
import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.notify.Letters.State;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Store;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinks}: whether alerts reach those who are to be told, what was refused for good, and having that sent again. */
@Command(
        name = "sinks",
        resourceBundle = "bzh.vigie.collector.StoreWork",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SinksCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    private final InstantSource time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method of a command is called
    private CommandSpec spec;

    SinksCommand() {
        this(InstantSource.system());
    }

    SinksCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "list", mixinStandardHelpOptions = true)
    int list(@Mixin CommandOptions options) {
        PrintWriter out = spec.commandLine().getOut();
        return StoreWork.run(options, time, spec.commandLine().getErr(), store -> {
            List<State> states = store.read(Letters::states);
            if (states.isEmpty() && !options.json()) {
                out.println(options.words().say("sinks.none"));
            }
            states.forEach(state -> show(options, out, state));
            return states.stream()
                            .allMatch(
                                    each -> each.down().isEmpty() && each.dead().isEmpty())
                    ? ExitCode.OK
                    : 3;
        });
    }

    private static void show(CommandOptions options, PrintWriter out, State state) {
        List<Letter> dead = state.dead();
        String waiting = Integer.toString(state.letters().size() - dead.size());
        if (options.json()) {
            out.println(new JsonRow("sink")
                    .put("sink", state.sink())
                    .put("behind", Long.toString(state.behind()))
                    .put("down", state.down().orElse(""))
                    .put("waiting", waiting)
                    .put("dead", dead.size()));
            dead.forEach(letter -> out.println(new JsonRow("dead-letter")
                    .put("sink", state.sink())
                    .put("id", letter.id())
                    .put("made", letter.made().toString())
                    .put("tries", letter.tries())
                    .put("reason", letter.reason())));
            return;
        }
        Words words = options.words();
        out.println(words.say(
                "sinks.line", state.sink(), Long.toString(state.behind()), waiting, Integer.toString(dead.size())));
        state.down().ifPresent(how -> out.println("  " + words.say("sinks.down", how)));
        dead.stream()
                .limit(SHOWN)
                .forEach(letter -> out.println("  "
                        + words.say(
                                "sinks.dead",
                                letter.id(),
                                letter.made().toString(),
                                Integer.toString(letter.tries()),
                                letter.reason())));
        if (dead.size() > SHOWN) {
            out.println("  " + words.say("sinks.more", Integer.toString(dead.size() - SHOWN)));
        }
    }

    @Command(name = "resend", mixinStandardHelpOptions = true)
    int resend(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions author,
            @Parameters(index = "0", paramLabel = "SINK", descriptionKey = "sinks.sink") String sink) {
        Author who = author.author(options.words());
        return StoreWork.run(options, time, spec.commandLine().getErr(), store -> {
            int sent = again(store, sink, who);
            spec.commandLine().getOut().println(options.words().say("sinks.resent", Integer.toString(sent), sink));
            return sent > 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    private int again(Store store, String sink, Author author) {
        return store.write(session -> {
            int count = Letters.resend(session, sink, time.instant());
            if (count > 0) {
                session.audit().add(author, "sink-resend", sink);
            }
            return count;
        });
    }
}
