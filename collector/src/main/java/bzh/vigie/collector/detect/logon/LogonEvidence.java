package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.Guesses.Guessed;
import bzh.vigie.collector.detect.logon.KnownOrigins.Known;
import bzh.vigie.collector.detect.logon.LogonReading.Privileged;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Findings about logons, with what a reader wants to know of them. */
final class LogonEvidence {
    private static final int SECONDS_A_DAY = 86_400;

    private LogonEvidence() {}

    /** One alert an account and a source. */
    static LogonFinding guessed(LogonAttempt attempt, Origin origin, Guessed guessed) {
        String account = guessed.account().equals(attempt.key()) ? attempt.account() : guessed.account();
        Map<String, String> evidence = of(account, origin, attempt.hostName(), attempt.kind());
        evidence.put("failures", Integer.toString(guessed.failures()));
        evidence.put("accounts", Integer.toString(guessed.accounts()));
        evidence.put("failure_status", String.join(", ", guessed.statuses()));
        evidence.put("succeeded", Instant.ofEpochMilli(guessed.success()).toString());
        evidence.values().removeIf(String::isEmpty);
        return new LogonFinding(LogonJudge.AFTER_FAILURES, origin.text() + "|" + guessed.account(), evidence);
    }

    /** One alert an administrator and a source; for others one a source and a day. */
    static LogonFinding newSource(LogonAttempt attempt, boolean administrator) {
        Origin origin = attempt.origins().getFirst();
        Map<String, String> evidence = of(attempt.account(), origin, attempt.hostName(), attempt.kind());
        for (Origin other : attempt.origins()) {
            if (other.type() == Origin.Type.WORKSTATION) {
                evidence.put("workstation", other.name());
            }
        }
        String one = attempt.account() + "|" + origin.text();
        if (administrator) {
            return new LogonFinding(LogonJudge.ADMINISTRATOR, one, evidence);
        }
        return LogonJudge.isBadInItself(attempt)
                ? new LogonFinding(LogonJudge.FROM_INTERNET, origin.text() + "|day " + day(attempt.time()), evidence)
                : new LogonFinding(LogonJudge.NEW_SOURCE, origin.text() + "|day " + day(attempt.time()), evidence);
    }

    static LogonFinding administrator(Privileged privileged, Known known) {
        Origin origin = known.origin();
        return new LogonFinding(
                LogonJudge.ADMINISTRATOR,
                privileged.account() + "|" + origin.text(),
                of(
                        privileged.account(),
                        origin,
                        privileged.hostName(),
                        known.of(privileged.host()).orElseThrow().kind()));
    }

    /** Something was forgotten to make place: what that host told, or, where it is empty, what the host of the event did not. */
    static LogonFinding overflow(Instant time, int forgotten, String host) {
        Map<String, String> evidence = new LinkedHashMap<>(Map.of("entries", Integer.toString(forgotten)));
        if (!host.isEmpty()) {
            evidence.put(LogonFinding.FILLED_BY, host);
        }
        return new LogonFinding(LogonJudge.OVERFLOW, "day " + day(time) + " " + host, evidence);
    }

    private static Map<String, String> of(String account, Origin origin, String hostName, LogonKind kind) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("account", account);
        evidence.put("logon", kind.name().toLowerCase(Locale.ROOT));
        evidence.put("Computer", hostName);
        switch (origin.type()) {
            case ADDRESS -> evidence.put("source_address", origin.name());
            case WORKSTATION -> evidence.put("workstation", origin.name());
            case USER -> evidence.put("subject", origin.name());
            case CONSOLE -> {
                // The host itself.
            }
        }
        evidence.put("came_from", origin.type() == Origin.Type.CONSOLE ? hostName : origin.name());
        evidence.values().removeIf(String::isEmpty);
        return evidence;
    }

    private static long day(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS_A_DAY);
    }
}
