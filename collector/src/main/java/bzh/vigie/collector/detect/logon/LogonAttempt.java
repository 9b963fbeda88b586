package bzh.vigie.collector.detect.logon;

import java.time.Instant;
import java.util.List;

/**
 * One attempt to log on, the same whoever tells of it. Immutable.
 *
 * @param witness what tells of it: the number of a Windows event or the word for an event of ours; several tell one attempt
 * @param host key of the host that tells of it
 * @param time when it happened
 * @param account folded name without its domain, or SID where there is no name: failures have a name alone
 * @param superuser root, or Windows' built-in administrator (RID 500)
 * @param status of a failure: Windows' code (sub-status where there is one), or the word for one of ours; else empty
 * @param origins the address before the name of the workstation; none where a remote desktop session does not say
 * @param logonId by which the host's later events name the session; may be empty
 * @param subject who asked, of su and sudo; else empty
 * @param recordId number in the log, 0 where there is none
 */
record LogonAttempt(
        String witness,
        String host,
        String hostName,
        Instant time,
        String account,
        boolean superuser,
        LogonKind kind,
        Outcome outcome,
        String status,
        List<Origin> origins,
        String logonId,
        String subject,
        long recordId) {
    LogonAttempt {
        origins = List.copyOf(origins);
    }

    /** What came of it. */
    enum Outcome {
        SUCCESS,
        WRONG_PASSWORD,
        UNKNOWN_USER,
        /** Refused for a reason that a guess does not have: locked, disabled, expired, not at this hour, not of this kind. */
        REFUSED;

        /** Whether it is what guessing looks like. */
        boolean isGuess() {
            return this == WRONG_PASSWORD || this == UNKNOWN_USER;
        }
    }

    /** The same from there. */
    LogonAttempt from(Origin origin) {
        List<Origin> one = List.of(origin);
        return new LogonAttempt(
                witness, host, hostName, time, account, superuser, kind, outcome, status, one, logonId, subject,
                recordId);
    }

    /** Where it is told: logs begin at different times, and each is learnt by itself. */
    String log() {
        return switch (witness) {
            case "21", "25" -> "sessions";
            default -> kind == LogonKind.VALIDATION ? "controller" : "host";
        };
    }

    /** What is remembered of it is kept under this name: rights taken from another account are a matter of one host. */
    String key() {
        return kind == LogonKind.LOCAL ? account + "@" + host : account;
    }

    long millis() {
        return time.toEpochMilli();
    }
}
