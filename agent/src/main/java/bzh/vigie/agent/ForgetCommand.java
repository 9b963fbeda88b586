package bzh.vigie.agent;

import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.journal.FolderLock;
import bzh.vigie.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code forget}: removes all that the agent keeps on this machine (identity, key, spool, positions, logs), its state folder with it.
 * Uninstalling does so; the collector is told, or the commune's break-glass code has to be given ({@link Leaving}). With {@code --after}
 * it first waits until a program has ended, half a minute at most: a service that has stopped may have a process that has not. Refused
 * while an agent runs, and for a folder that is not an agent's. With {@code --keep} nothing is removed, and nobody told unless {@code --by}
 * says that the agent goes all the same.
 *
 * <p>An installer ({@code --by}) whose removal was agreed to goes on: what could not be erased then is said, and is no failure. With
 * {@code --result} a refusal also stands in that file, for whoever reads no output.
 */
@Command(name = "forget")
final class ForgetCommand implements Callable<Integer> {
    private static final List<String> WAYS = List.of("msi", "deb", "rpm", "command");
    private static final int LOOK_MILLIS = 250;
    private static final int MOST_LOOKS = 120;

    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--after", paramLabel = "FILE", descriptionKey = "usage.after")
    private Optional<Path> program = Optional.empty();

    @Option(names = "--keep", descriptionKey = "usage.keep")
    private boolean keep;

    @Option(names = "--by", paramLabel = "msi|deb|rpm|command", descriptionKey = "usage.by")
    private Optional<String> by = Optional.empty();

    @Option(names = "--result", paramLabel = "FILE", descriptionKey = "usage.forget-result")
    private Optional<Path> result = Optional.empty();

    @Mixin
    private CodeOption code = new CodeOption();

    ForgetCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Words words = common.words();
        code.warn(err, words);
        StateFolder state = common.state();
        List<Function<Words, String>> sentences = new ArrayList<>();
        int ended = forget(words, state, sentence -> {
            err.println(sentence.apply(words));
            sentences.add(sentence);
        });
        if (ended != Main.DONE && result.isPresent()) {
            write(result.get(), sentences, state, words);
        }
        return ended;
    }

    private int forget(Words words, StateFolder state, Leaving.Said said) {
        if (program.isPresent() && !ended(program.get())) {
            said.say(each -> each.say("forget.still-runs", program.get()));
            return Main.FAILED;
        }
        if (by.isPresent() && !WAYS.contains(by.get())) {
            said.say(each -> each.say("leave.bad-way", Printable.clean(by.get())));
            return Main.BAD_USAGE;
        }
        if (keep && by.isEmpty()) {
            return Main.DONE;
        }
        boolean agreed = false;
        try {
            if (!Files.exists(state.path(), LinkOption.NOFOLLOW_LINKS)) {
                out.println(words.say("forget.nothing", state.path()));
                return Main.DONE;
            }
            state.check();
            if (!keep && !StateRemoval.isOurs(state)) {
                said.say(each -> each.say("forget.not-ours", state.path()));
                return Main.FAILED;
            }
            Optional<FolderLock> alone = FolderLock.take(state.path());
            if (alone.isEmpty()) {
                said.say(each -> each.say("run.in-use", state.path()));
                return Main.FAILED;
            }
            try {
                agreed = leaving(state, said).isAgreed(by.orElse("command"), code.typed(state));
                if (!agreed) {
                    return Main.FAILED;
                }
                code.served(state);
            } finally {
                alone.get().close();
            }
            if (keep) {
                return Main.DONE;
            }
            StateRemoval.removePage(state);
            StateRemoval.removeBut(Set.of(), state);
            Files.delete(state.path());
            removeParentOfOurs(state.path());
            out.println(words.say("forget.done", state.path()));
            return Main.DONE;
        } catch (IdentityException e) {
            said.say(each -> each.detail(e.detail()));
            return Main.FAILED;
        } catch (IOException e) {
            said.say(each -> each.say("forget.failed", state.path(), each.why(e)));
            return agreed && by.isPresent() ? Main.DONE : Main.FAILED;
        }
    }

    private static Leaving leaving(StateFolder state, Leaving.Said said) {
        Platform platform = Platform.here();
        return new Leaving(state, platform, Run.clock(platform, InstantSource.system()), said);
    }

    private void write(Path file, List<Function<Words, String>> sentences, StateFolder state, Words words) {
        try {
            new SetupResult(
                            SetupResult.End.NOT_REMOVED,
                            each -> sentences.stream()
                                    .map(sentence -> sentence.apply(each))
                                    .toList())
                    .write(state, Optional.of(file), InstantSource.system().instant(), ZoneId.systemDefault());
        } catch (IdentityException e) {
            err.println(words.detail(e.detail()));
        } catch (IOException e) {
            err.println(words.why(e));
        }
    }

    /** Whether nobody runs this program: its file can be opened to be written, which both systems refuse while it runs. */
    private static boolean ended(Path program) {
        for (int i = 0; i < MOST_LOOKS; i++) {
            try (FileChannel _ = FileChannel.open(program, StandardOpenOption.WRITE)) {
                return true;
            } catch (NoSuchFileException | AccessDeniedException e) {
                // There is none, or that is no longer the question: removing will tell.
                return true;
            } catch (IOException e) {
                try {
                    Thread.sleep(LOOK_MILLIS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return false;
    }

    /** The folder {@code Vigie} around that of the agent's, which Windows has, if nothing else lies in it. */
    private static void removeParentOfOurs(Path state) throws IOException {
        Optional<Path> parent = Optional.ofNullable(state.toAbsolutePath().getParent());
        if (parent.isPresent() && parent.get().endsWith("Vigie")) {
            try {
                Files.delete(parent.get());
            } catch (DirectoryNotEmptyException e) {
                // the state of something else
            }
        }
    }
}
