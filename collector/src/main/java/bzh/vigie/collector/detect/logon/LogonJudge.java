package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.Guesses.Guessed;
import bzh.vigie.collector.detect.logon.KnownOrigins.How;
import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import bzh.vigie.collector.detect.logon.LogonReading.Attempted;
import bzh.vigie.collector.detect.logon.LogonReading.Connected;
import bzh.vigie.collector.detect.logon.LogonReading.LeftOut;
import bzh.vigie.collector.detect.logon.LogonReading.Privileged;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Judges logons of a commune, one after the other: guesses that ended in a success from a source that is new for the account, and
 * sources that are new for an administrator or for a session from afar. Keeps everything in the memory it is given. One thread.
 */
public final class LogonJudge {
    /** Guesses, and then a success from a source that is new for the account. */
    public static final String AFTER_FAILURES = "vigie-logon-after-failures";
    /** A session from afar from a source that is new for the account. */
    public static final String NEW_SOURCE = "vigie-logon-new-source";
    /** The same of a remote desktop from a public address, also while nothing is known yet. */
    public static final String FROM_INTERNET = "vigie-desktop-from-internet";
    /** An administrator's logon from a source that is new for the account. */
    public static final String ADMINISTRATOR = "vigie-administrator-new-source";
    /** Something was forgotten to make place. */
    public static final String OVERFLOW = "vigie-logon-overflow";

    /** Accounts of a commune that are remembered. */
    public static final int MOST_ACCOUNTS = 20_000;

    private final LogonMemory memory;
    private final Learning learning;
    private final Connections connections;
    private final AccountTable accounts;
    private final Guesses guesses;

    public LogonJudge(LogonMemory memory, String commune, Learning learning, int mostAccounts) {
        this.memory = memory;
        this.learning = learning;
        this.connections = new Connections(memory);
        this.accounts = new AccountTable(memory, commune, mostAccounts);
        this.guesses = new Guesses(memory, commune);
    }

    /** Whether a record may say something about logons; most do not. */
    public static boolean isAbout(SigmaRecord record) {
        return WindowsLogons.isAbout(record) || OwnLogons.isAbout(record);
    }

    /**
     * What a record shows.
     *
     * @param host key of the host that tells it
     * @param hostName its name, by which it is known as a workstation
     * @param time when it happened
     * @param received when its batch came, by which the age of an origin counts; the same where a file tells it
     */
    public List<LogonFinding> judge(SigmaRecord record, String host, String hostName, Instant time, Instant received) {
        return judge(read(record, host, hostName, time), received.toEpochMilli());
    }

    static LogonReading read(SigmaRecord record, String host, String hostName, Instant time) {
        return WindowsLogons.isAbout(record)
                ? WindowsLogons.read(record, host, hostName, time)
                : OwnLogons.read(record, host, hostName, time);
    }

    /** What a reading shows that is received as it happens, as those of a file are. */
    List<LogonFinding> judge(LogonReading reading) {
        return judge(reading, time(reading).map(Instant::toEpochMilli).orElse(0L));
    }

    List<LogonFinding> judge(LogonReading reading, long now) {
        Forgotten forgotten = new Forgotten();
        List<LogonFinding> found = new ArrayList<>(
                switch (reading) {
                    case LeftOut ignored -> List.of();
                    case Connected connected -> {
                        connections.add(connected);
                        yield List.of();
                    }
                    case Privileged privileged -> privileged(privileged, now, forgotten);
                    case Attempted(LogonAttempt attempt) -> attempted(attempt, now, forgotten);
                });
        time(reading).ifPresent(time -> {
            guesses.forgotten().forEach((host, count) -> found.add(LogonEvidence.overflow(time, count, host)));
            if (forgotten.count > 0) {
                found.add(LogonEvidence.overflow(time, forgotten.count, ""));
            }
        });
        return found;
    }

    /** How much was dropped to make place. */
    private static final class Forgotten {
        private int count;
    }

    private static Optional<Instant> time(LogonReading reading) {
        return switch (reading) {
            case Attempted(LogonAttempt attempt) -> Optional.of(attempt.time());
            case Privileged privileged -> Optional.of(privileged.time());
            case Connected connected -> Optional.of(connected.time());
            case LeftOut ignored -> Optional.empty();
        };
    }

    private List<LogonFinding> attempted(LogonAttempt told, long now, Forgotten forgotten) {
        Optional<LogonAttempt> whole =
                told.origins().isEmpty() ? connections.of(told).map(told::from) : Optional.of(told);
        if (whole.isEmpty()) {
            return List.of();
        }
        LogonAttempt attempt = whole.get();
        if (attempt.outcome() == Outcome.SUCCESS) {
            return succeeded(attempt, now, forgotten);
        }
        // At the console whoever sits there is new or at home; neither tells a guess from a typing error.
        return attempt.outcome().isGuess() && attempt.kind() != LogonKind.CONSOLE
                ? failed(attempt, now, forgotten)
                : List.of();
    }

    private List<LogonFinding> failed(LogonAttempt attempt, long now, Forgotten forgotten) {
        Origin origin = attempt.origins().getFirst();
        List<LogonFinding> found = new ArrayList<>();
        for (Guessed guessed : guesses.failed(attempt, origin, atHome(origin, attempt))) {
            KnownOrigins known = accounts.of(guessed.account());
            forgotten.count += known.see(origin, attempt, How.TOLD, now);
            forgotten.count += accounts.keep(guessed.account(), known);
            found.add(LogonEvidence.guessed(attempt, origin, guessed));
        }
        return found;
    }

    private List<LogonFinding> succeeded(LogonAttempt attempt, long now, Forgotten forgotten) {
        KnownOrigins known = accounts.of(attempt.key());
        boolean learns = learning.learns(memory, attempt.host(), attempt.log(), attempt.millis());
        boolean administrator = attempt.superuser() || known.administers(attempt.host());
        Optional<LogonFinding> found = Optional.empty();
        if (known.knows(telling(attempt), attempt, administrator, now)) {
            found = guessedByProgram(attempt);
        } else {
            found = guessed(attempt, known, learns, now);
            // What another host told as new is one alert with this; whatever is graver is told all the same.
            boolean told = isBadInItself(attempt)
                    || (!learns
                            && isNotable(attempt.kind(), administrator)
                            && (administrator || !known.wasTold(telling(attempt))));
            if (found.isEmpty() && told) {
                found = Optional.of(LogonEvidence.newSource(attempt, administrator));
            }
        }
        How how = found.isPresent() ? How.TOLD : learns ? How.LEARNT : How.SEEN;
        for (Origin origin : attempt.origins()) {
            forgotten.count += known.see(origin, attempt, how, now);
        }
        forgotten.count += accounts.keep(attempt.key(), known);
        if (attempt.kind() == LogonKind.LOCAL && attempt.superuser()) {
            KnownOrigins subject = accounts.of(attempt.subject());
            subject.administer(attempt.host());
            forgotten.count += accounts.keep(attempt.subject(), subject);
        }
        return found.stream().toList();
    }

    private Optional<LogonFinding> guessed(LogonAttempt attempt, KnownOrigins known, boolean learns, long now) {
        if (attempt.kind() == LogonKind.CONSOLE) {
            return Optional.empty();
        }
        // By the source that another host told, where there is one: that is one alert with it.
        List<Origin> toldFirst = attempt.origins().stream()
                .sorted(Comparator.comparing(origin -> !known.wasTold(List.of(origin))))
                .toList();
        for (Origin origin : toldFirst) {
            Optional<Guessed> guessed = guesses.succeeded(
                    attempt, origin, isInnocent(attempt, origin, known, learns, now), atHome(origin, attempt));
            if (guessed.isPresent()) {
                return guessed.map(each -> LogonEvidence.guessed(attempt, origin, each));
            }
        }
        return Optional.empty();
    }

    /** What no hand types is no typing error, however well the account is known there. */
    private Optional<LogonFinding> guessedByProgram(LogonAttempt attempt) {
        return attempt.kind() == LogonKind.CONSOLE
                ? Optional.empty()
                : attempt.origins().stream()
                        .flatMap(origin -> guesses.byProgram(attempt, origin).stream()
                                .map(each -> LogonEvidence.guessed(attempt, origin, each)))
                        .findFirst();
    }

    /** A remote desktop that answers the Internet is open to whoever guesses: that is told while all else is still learnt. */
    static boolean isBadInItself(LogonAttempt attempt) {
        return attempt.kind() == LogonKind.RDP && attempt.origins().getFirst().isPublic();
    }

    /**
     * Whether failures of one account alone may be typing errors at a PC of its own: inside, while nothing is known yet, from there by any host's
     * word, or where only
     * an address is told, which may be new because of DHCP, and the account is at home in its network.
     */
    private static boolean isInnocent(
            LogonAttempt attempt, Origin origin, KnownOrigins known, boolean learns, long now) {
        return switch (attempt.kind()) {
            case SSH, LOCAL -> false;
            case CONSOLE, RDP, NETWORK, VALIDATION ->
                !origin.isPublic()
                        && (learns
                                || known.isFamiliar(origin, now)
                                || (attempt.origins().size() == 1 && known.knowsNetworkOf(origin, attempt, now)));
        };
    }

    /** An administrator's rights were given to a session: what came from a new source in it counts as an administrator's. */
    private List<LogonFinding> privileged(Privileged privileged, long now, Forgotten forgotten) {
        KnownOrigins known = accounts.of(privileged.account());
        known.administer(privileged.host());
        List<LogonFinding> found = known
                .tell(privileged.host(), privileged.logonId(), now)
                .map(each -> LogonEvidence.administrator(privileged, each))
                .stream()
                .toList();
        forgotten.count += accounts.keep(privileged.account(), known);
        return found;
    }

    /** Sessions from afar are worth a word for anybody; what an administrator does, always; rights of another account, never. */
    private static boolean isNotable(LogonKind kind, boolean administrator) {
        return switch (kind) {
            case RDP, SSH -> true;
            case CONSOLE, NETWORK, VALIDATION -> administrator;
            case LOCAL -> false;
        };
    }

    /** By which origins an account is known: from the Internet a workstation's name, which it claims itself, says nothing. */
    private static List<Origin> telling(LogonAttempt attempt) {
        return attempt.origins().getFirst().isPublic() ? attempt.origins().subList(0, 1) : attempt.origins();
    }

    private Predicate<String> atHome(Origin origin, LogonAttempt attempt) {
        return account -> accounts.of(account).has(origin, attempt.host());
    }
}
