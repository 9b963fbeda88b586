package bzh.vigie.agent;

import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.InvalidToken;
import bzh.vigie.journal.FolderLock;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code generalize}: makes this machine one from which others are copied. Who it is goes: identity, key, spool, positions, marks of boots
 * and logs; its configuration and what an installer left to be done stay, so that each copy enrols itself when it first starts. The
 * collector is told that this host is no more ({@link Leaving}). A second time nothing is left to do. Refused while an agent runs.
 */
@Command(name = "generalize")
final class GeneralizeCommand implements Callable<Integer> {
    private static final Set<String> KEPT = Set.of(AgentConfig.FILE, SetupFile.FILE);

    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private TokenOption token = new TokenOption();

    @Mixin
    private CodeOption code = new CodeOption();

    GeneralizeCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Words words = common.words();
        code.warn(err, words);
        StateFolder state = common.state();
        try {
            Optional<String> typed = token.given(err, words);
            Optional<EnrolmentToken> given =
                    typed.isPresent() ? Optional.of(EnrolmentToken.parse(typed.get())) : Optional.empty();
            state.create();
            if (!StateRemoval.isOurs(state)) {
                err.println(words.say("forget.not-ours", state.path()));
                return Main.FAILED;
            }
            Optional<FolderLock> alone = FolderLock.take(state.path());
            if (alone.isEmpty()) {
                err.println(words.say("generalize.running", state.path()));
                return Main.FAILED;
            }
            boolean had;
            try {
                had = isSomebody(state);
                if (!leaving(state, words).isAgreed("image", code.typed(state))) {
                    return Main.FAILED;
                }
                if (given.isPresent()) {
                    SetupFile.keepToken(state, given.get().encode());
                }
            } finally {
                alone.get().close();
            }
            StateRemoval.removePage(state);
            StateRemoval.removeBut(KEPT, state);
            out.println(words.say(had ? "generalize.done" : "generalize.nothing"));
            boolean keptToken = SetupFile.read(state)
                    .filter(setup -> !setup.token().isBlank())
                    .isPresent();
            out.println(words.say(keptToken ? "generalize.token" : "generalize.no-token"));
            return Main.DONE;
        } catch (InvalidToken e) {
            err.println(words.of(e.flaw()));
            return Main.BAD_USAGE;
        } catch (IdentityException e) {
            err.println(words.detail(e.detail()));
            return Main.FAILED;
        } catch (IOException e) {
            err.println(words.say("forget.failed", state.path(), words.why(e)));
            return Main.FAILED;
        }
    }

    /** Whether there is an identity, or a damaged one, which goes too. */
    private static boolean isSomebody(StateFolder state) throws IOException {
        try {
            return IdentityFile.load(state).isPresent();
        } catch (IdentityException e) {
            return true;
        }
    }

    private Leaving leaving(StateFolder state, Words words) {
        Platform platform = Platform.here();
        return new Leaving(state, platform, Run.clock(platform, InstantSource.system()), Leaving.Said.to(err, words));
    }
}
