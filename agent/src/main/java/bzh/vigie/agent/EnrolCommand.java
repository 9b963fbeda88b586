package bzh.vigie.agent;

import bzh.vigie.agent.identity.Enrolment.Outcome;
import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.transport.ProxySettings;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.InvalidToken;
import bzh.vigie.journal.FolderLock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code enrol}: gives a token to a collector for an identity, and keeps it. */
@Command(name = "enrol")
final class EnrolCommand implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private TokenOption token = new TokenOption();

    @Option(names = "--proxy", paramLabel = "URL", descriptionKey = "usage.proxy")
    private Optional<String> proxy = Optional.empty();

    @Option(names = "--again", descriptionKey = "usage.again")
    private boolean again;

    EnrolCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Optional<AgentConfig> config = common.config(err);
        if (config.isEmpty()) {
            return Main.BAD_USAGE;
        }
        Words words = common.words(config.get());
        Optional<ProxySettings> through = proxy.flatMap(ProxySettings::parse);
        if (proxy.isPresent() && through.isEmpty()) {
            err.println(words.say("error.proxy"));
            return Main.BAD_USAGE;
        }
        Optional<String> given;
        try {
            given = token.givenOrTyped(err, words);
        } catch (IOException e) {
            err.println(words.say("error.token-file", words.why(e)));
            return Main.FAILED;
        }
        if (given.isEmpty()) {
            err.println(words.say("error.no-token"));
            return Main.BAD_USAGE;
        }
        try {
            EnrolmentToken parsed = EnrolmentToken.parse(given.get());
            return enrol(parsed, through.or(config.get()::proxy), words);
        } catch (InvalidToken e) {
            err.println(words.of(e.flaw()));
            keep(e.flaw());
            return Main.BAD_USAGE;
        } catch (IdentityException e) {
            err.println(words.detail(e.detail()));
            return Main.FAILED;
        } catch (IOException e) {
            err.println(words.say("error.state-create", common.state().path(), words.why(e)));
            return Main.FAILED;
        }
    }

    /** For {@code status}, where an agent's folder is there. */
    private void keep(InvalidToken.Flaw flaw) {
        try {
            common.state().check();
            if (Files.isDirectory(common.state().path())
                    && IdentityFile.load(common.state()).isEmpty()) {
                LastEnrolment.keep(common.state(), flaw);
            }
        } catch (IOException | IdentityException e) {
            // It was said to whoever typed it.
            System.getLogger(EnrolCommand.class.getName()).log(System.Logger.Level.DEBUG, "not kept", e);
        }
    }

    private int enrol(EnrolmentToken parsed, Optional<ProxySettings> through, Words words)
            throws IOException, IdentityException {
        StateFolder state = common.state();
        state.create();
        Optional<Identity> there = again ? Optional.empty() : IdentityFile.load(state);
        if (there.isPresent()) {
            err.println(words.say(
                    "enrol.already", there.get().agentId(), there.get().commune()));
            return Main.FAILED;
        }
        // A running agent would go on with the old identity, and write it back when its certificate is renewed.
        Optional<FolderLock> alone = FolderLock.take(state.path());
        if (alone.isEmpty()) {
            err.println(words.say("enrol.running", state.path()));
            return Main.FAILED;
        }
        try {
            Outcome outcome = Enroller.enrol(state, parsed, through, proxy);
            PrintStream said = outcome instanceof Outcome.Done ? out : err;
            Enroller.lines(outcome, words).forEach(said::println);
            if (outcome instanceof Outcome.Done) {
                said.println(words.say("enrol.start"));
                return Main.DONE;
            }
            return Main.FAILED;
        } finally {
            alone.get().close();
        }
    }
}
