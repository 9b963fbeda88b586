package bzh.vigie.agent;

import bzh.vigie.agent.SetupResult.End;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.StateFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/**
 * Does what an installer left to be done, and tells those who installed: each result in the result file, one that differs from the last
 * in the system's log too. Kept over the attempts of a service; used by one thread.
 */
final class Setup {
    private final StateFolder state;
    private final FirstEnrolment first;
    private final Optional<Path> where;
    private final Log log;
    private final InstantSource clock;
    private String told = "";

    /** The system's log. */
    @FunctionalInterface
    interface Log {
        void write(End end, String text);
    }

    /** @param where the result file; by default one in the state folder */
    Setup(StateFolder state, FirstEnrolment first, Optional<Path> where, Log log, InstantSource clock) {
        this.state = state;
        this.first = first;
        this.where = where;
        this.log = log;
        this.clock = clock;
    }

    /** Until the next try; empty where nothing is left to be tried. */
    Optional<Duration> untilNext() {
        return first.untilNext();
    }

    /** Tries, if there is something to do and it is time; what came of it is said in this language, too. */
    void tryIfDue(Words words, PrintStream said) {
        Optional<SetupResult> result = first.tryIfDue();
        if (result.isEmpty()) {
            return;
        }
        result.get().lines().apply(words).forEach(said::println);
        try {
            result.get().write(state, where, clock.instant(), ZoneId.systemDefault());
        } catch (IdentityException e) {
            // Said already, and again by whoever needs the folder.
            said.println(words.detail(e.detail()));
        } catch (IOException e) {
            said.println(words.say("setup.not-written", where.orElse(state.file(SetupResult.FILE)), words.why(e)));
        }
        String sentences = String.join("\n", result.get().lines().apply(Words.in(Locale.FRENCH)));
        if (!sentences.equals(told)) {
            told = sentences;
            log.write(
                    result.get().end(),
                    result.get().whole(clock.instant(), ZoneId.systemDefault()).substring(1));
        }
    }
}
