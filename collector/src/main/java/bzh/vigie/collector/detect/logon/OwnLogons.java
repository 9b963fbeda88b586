package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import bzh.vigie.collector.detect.logon.LogonReading.Attempted;
import bzh.vigie.collector.detect.logon.LogonReading.LeftOut;
import bzh.vigie.collector.detect.logon.LogonReading.Reason;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Attempts from the logons that agents tell. Pure. */
final class OwnLogons {
    /** Ways to prove oneself that nobody guesses; a client tries its keys one after the other. */
    private static final Set<String> NOT_GUESSED = Set.of("publickey", "hostbased", "gssapi-with-mic", "none");

    private OwnLogons() {}

    static boolean isAbout(SigmaRecord record) {
        return record.value("kind").equals("logon");
    }

    static LogonReading read(SigmaRecord record, String host, String hostName, Instant time) {
        String name = Accounts.name(record.value("account"), record.value("account_id"));
        Optional<Outcome> outcome = outcome(record);
        if (outcome.isEmpty()) {
            return new LeftOut(Reason.LOGOFF);
        }
        if (name.isEmpty() || name.equals("-")) {
            return new LeftOut(Reason.NO_ACCOUNT);
        }
        String subject = record.value("subject");
        Optional<Origin> address = Origin.address(record.value("source_address"));
        boolean remote = !record.value("source_address").isEmpty();
        LogonKind kind;
        switch (record.value("type")) {
            case "su", "sudo" -> kind = LogonKind.LOCAL;
            case "ssh" -> kind = LogonKind.SSH;
            case "rdp" -> kind = LogonKind.RDP;
            case "service" -> {
                return new LeftOut(Reason.SERVICE);
            }
            case "interactive" -> kind = remote ? LogonKind.SSH : LogonKind.CONSOLE;
            default -> kind = LogonKind.NETWORK;
        }
        Optional<Origin> origin = switch (kind) {
            case LOCAL -> Optional.of(Origin.user(subject, host));
            case CONSOLE -> Optional.of(Origin.console(host));
            case SSH, RDP, NETWORK, VALIDATION -> address;
        };
        if (origin.isEmpty()) {
            return new LeftOut(remote ? Reason.LOOPBACK : Reason.NO_SOURCE);
        }
        return new Attempted(new LogonAttempt(
                "logon",
                host,
                hostName,
                time,
                name,
                name.equals("root") || record.value("account_id").equals("0"),
                kind,
                outcome.get(),
                outcome.get() == Outcome.SUCCESS
                        ? ""
                        : outcome.get()
                                .name()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', '-'),
                List.of(origin.get()),
                Origin.word(record.value("session")),
                Accounts.name(subject),
                0));
    }

    private static Optional<Outcome> outcome(SigmaRecord record) {
        return switch (record.value("action")) {
            case "logon" -> Optional.of(Outcome.SUCCESS);
            case "failed" ->
                Optional.of(
                        NOT_GUESSED.contains(record.value("method"))
                                ? Outcome.REFUSED
                                : record.value("detail").startsWith("invalid user")
                                        ? Outcome.UNKNOWN_USER
                                        : Outcome.WRONG_PASSWORD);
            default -> Optional.empty();
        };
    }
}
