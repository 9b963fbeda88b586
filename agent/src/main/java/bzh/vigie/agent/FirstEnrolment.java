package bzh.vigie.agent;

import bzh.vigie.agent.SetupResult.End;
import bzh.vigie.agent.identity.Enrolment.Outcome;
import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.transport.Providers;
import bzh.vigie.agent.transport.ProxySettings;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.InvalidToken;
import bzh.vigie.journal.FolderLock;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Does what {@link SetupFile} asks for, before the agent watches: enrols the machine, or takes another proxy or collector for one that
 * is enrolled. The file is erased once that is done or can no longer be; until then it is tried again, at first after
 * {@link #FIRST_WAIT}, then twice as long each time, up to {@link #LONGEST_WAIT}; a password that a proxy refused only after {@link #WRONG_PASSWORD}.
 * Used by one thread.
 */
final class FirstEnrolment {
    static final Duration FIRST_WAIT = Duration.ofSeconds(15);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /** Trying it again sooner would lock the account that it belongs to. */
    static final Duration WRONG_PASSWORD = Duration.ofMinutes(30);

    private final StateFolder state;
    private final LongSupplier nanos;
    private Duration wait = Duration.ZERO;
    private long triedAt;
    private boolean wrongPassword;

    /** The folder, or who the machine is, is not to be used: waiting changes nothing. */
    private boolean forNobody;

    /** How long the collector asks to wait. */
    private Duration asked = Duration.ZERO;

    /** @param nanos a monotonic clock */
    FirstEnrolment(StateFolder state, LongSupplier nanos) {
        this.state = state;
        this.nanos = nanos;
    }

    /** Tries, if there is something to do and it is time, and says how that went. */
    Optional<SetupResult> tryIfDue() {
        if (!wait.isZero() && nanos.getAsLong() - triedAt < wait.toNanos()) {
            return Optional.empty();
        }
        wrongPassword = false;
        asked = Duration.ZERO;
        forNobody = false;
        Optional<SetupResult> result = attempt();
        triedAt = nanos.getAsLong();
        wait = result.isPresent() && result.get().end() == End.LATER && !forNobody ? longer() : Duration.ZERO;
        return result;
    }

    private Duration longer() {
        if (wrongPassword) {
            return WRONG_PASSWORD;
        }
        Duration twice = wait.isZero() ? FIRST_WAIT : wait.multipliedBy(2);
        Duration next = twice.compareTo(asked) < 0 ? asked : twice;
        return next.compareTo(LONGEST_WAIT) < 0 ? next : LONGEST_WAIT;
    }

    /** Until the next try; empty where nothing is left to be tried. */
    Optional<Duration> untilNext() {
        Duration left = wait.minusNanos(nanos.getAsLong() - triedAt);
        return wait.isZero() ? Optional.empty() : Optional.of(left.isNegative() ? Duration.ZERO : left);
    }

    private Optional<SetupResult> attempt() {
        try {
            // Whose the folder is, before anything is believed that lies in it.
            state.check();
            Optional<SetupFile> setup = SetupFile.read(state);
            if (setup.isEmpty()) {
                return Optional.empty();
            }
            SetupResult result = result(setup.get());
            if (result.end() != End.LATER) {
                SetupFile.erase(state);
            }
            return Optional.of(result);
        } catch (IdentityException e) {
            forNobody = true;
            return Optional.of(new SetupResult(End.LATER, words -> List.of(words.detail(e.detail()))));
        } catch (BadSettingException e) {
            return Optional.of(SetupResult.of(End.LATER, e));
        } catch (IOException e) {
            // A full disk, mostly.
            return Optional.of(new SetupResult(
                    End.LATER, words -> List.of(words.say("setup.not-kept", state.path(), words.why(e)))));
        }
    }

    private SetupResult result(SetupFile setup) throws IOException, IdentityException, BadSettingException {
        Optional<FolderLock> alone = FolderLock.take(state.path());
        if (alone.isEmpty()) {
            return SetupResult.of(End.LATER, "run.in-use", state.path());
        }
        try {
            Optional<Identity> identity = IdentityFile.load(state);
            if (identity.isPresent()) {
                return changed(setup, identity.get());
            }
            if (setup.hasBadProxy()) {
                return SetupResult.of(End.FAILED, "setup.proxy");
            }
            if (setup.hasBadCollector()) {
                return SetupResult.of(End.FAILED, "setup.collector");
            }
            if (setup.token().isBlank()) {
                change(setup);
                return SetupResult.of(End.FAILED, "setup.no-token");
            }
            return enrol(setup);
        } finally {
            alone.get().close();
        }
    }

    /** An enrolled machine stays who it is. */
    private SetupResult changed(SetupFile setup, Identity identity) throws IOException {
        change(setup);
        List<String> wrong = new ArrayList<>();
        if (setup.hasBadProxy()) {
            wrong.add("setup.proxy-kept");
        }
        if (setup.hasBadCollector()) {
            wrong.add("setup.collectors-kept");
        }
        return new SetupResult(wrong.isEmpty() ? End.DONE : End.IN_PART, words -> {
            List<String> lines = new ArrayList<>();
            lines.add(words.say("setup.enrolled", identity.agentId(), identity.commune()));
            if (!setup.token().isBlank()) {
                lines.add(words.say("setup.token-unused"));
            }
            wrong.forEach(each -> lines.add(words.say(each)));
            return lines;
        });
    }

    private void change(SetupFile setup) throws IOException {
        if (!setup.proxy().isBlank() && !setup.hasBadProxy()) {
            AgentConfig.keep(state, "proxy", setup.proxy());
        }
        List<CollectorAddress> collectors = setup.collectors();
        if (!collectors.isEmpty()) {
            AgentConfig.keep(
                    state,
                    "collectors",
                    collectors.stream().map(CollectorAddress::toString).collect(Collectors.joining(", ")));
        }
    }

    private SetupResult enrol(SetupFile setup) throws IOException, IdentityException, BadSettingException {
        EnrolmentToken token;
        try {
            token = EnrolmentToken.parse(setup.token());
        } catch (InvalidToken e) {
            LastEnrolment.keep(state, e.flaw());
            return new SetupResult(End.FAILED, words -> List.of(words.of(e.flaw()), words.say("setup.again")));
        }
        if (!setup.collectors().isEmpty()) {
            token = new EnrolmentToken(token.id(), token.secret(), token.authority(), setup.collectors());
        }
        Optional<ProxySettings> through = setup.through().or(AgentConfig.read(state)::proxy);
        Optional<String> kept = setup.through().map(ignored -> setup.proxy());
        Providers.keepNeeded();
        Outcome outcome = Enroller.enrol(state, token, through, kept);
        wrongPassword = Enroller.isRefusedPassword(outcome);
        asked = outcome instanceof Outcome.Declined declined ? declined.retryAfter() : Duration.ZERO;
        if (outcome instanceof Outcome.Done) {
            return new SetupResult(End.DONE, words -> Enroller.lines(outcome, words));
        }
        return Enroller.mayGoWellLater(outcome)
                ? new SetupResult(End.LATER, words -> Enroller.lines(outcome, words))
                : new SetupResult(End.FAILED, words -> {
                    List<String> lines = new ArrayList<>(Enroller.lines(outcome, words));
                    lines.add(words.say("setup.again"));
                    return lines;
                });
    }
}
