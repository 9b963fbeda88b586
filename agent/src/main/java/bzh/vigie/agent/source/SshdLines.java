package bzh.vigie.agent.source;

import bzh.vigie.agent.source.AuthFact.LogonFact;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages of sshd (OpenSSH auth.c, auth2.c, packet.c) and dropbear. A user name is whatever the other side sends, with
 * blanks and words such as {@code from 1.2.3.4} in it, so patterns are anchored at both ends and take the last address,
 * which sshd itself wrote. Pure and total.
 */
final class SshdLines {
    private static final String INVALID = "((?:invalid|illegal) user |ROOT )?";
    private static final String END = "(?: \\[preauth\\])?\\s*$";

    private static final Pattern ACCEPTED =
            Pattern.compile("^Accepted (\\S+) for (.*) from (\\S+) port \\d+(?: ssh\\d)?(?:: (\\S+) (\\S+).*)?$");
    /** What OpenSSH writes, then what it wrote for version 1 of the protocol and what others write. */
    private static final List<Pattern> FAILED = List.of(
            Pattern.compile("^(?:error: )?Failed (\\S+) for " + INVALID
                    + "(.*) from (\\S+) port \\d+ (?:on \\S+ )?ssh2(?:: [A-Z0-9-]+ (\\S+)(?:, client user .*)?)?"
                    + END),
            Pattern.compile("^Failed (\\S+) for " + INVALID + "(.*?) from (\\S+) port \\d+ ssh1(?:: ()ruser .*)?$"),
            Pattern.compile("^(?:error: )?Failed (\\S+) for " + INVALID + "(.*) from (\\S+)(?: port \\d+)?()" + END));

    /** Each with the user in group 1 and the address in group 2. */
    private static final List<Pattern> FAILURES = List.of(
            Pattern.compile("^(?:error: )?PAM: (?:[Aa]uthentication (?:failure|error)|User not known to the underlying"
                    + " authentication module|Maximum .*) for (?:(?:illegal|invalid) user )?(.*) from (\\S+)(?: via \\S+)?"
                    + END),
            Pattern.compile(
                    "^(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?(.*) from (\\S+)"
                            + " port \\d+ ssh2" + END),
            Pattern.compile("^User (.*) from (\\S+) not allowed because .*$"),
            Pattern.compile(
                    "^(?:Disconnecting|Disconnected from|Connection (?:closed|reset) by) (?:invalid|authenticating) user"
                            + " (.*) (\\S+) port \\d+(?:: .*)?" + END),
            Pattern.compile("^(?:[Ii]nvalid|[Ii]llegal) user (.*) from (\\S+?)(?: port \\d+)?" + END),
            Pattern.compile("^[Bb]ad (?:password|PAM password) attempt for '(.*)' from (\\S+):\\d+$"),
            Pattern.compile("^[Ee]xit before auth.*\\(user '(.*)', \\d+ fails\\).* from <?(\\S+?):\\d+>?.*$"),
            Pattern.compile("^(ROOT) LOGIN REFUSED FROM (\\S+)(?: port \\d+)?" + END),
            Pattern.compile("^[Ll]ogin attempt for (nonexistent user) from (\\S+):\\d+$"));

    private static final Pattern DROPBEAR_OK = Pattern.compile(
            "^(?:Password|Pubkey|PAM password) auth succeeded for '(.*)'(?: with \\S+ key (\\S+))? from (\\S+):\\d+$");
    private static final Pattern DROPBEAR_STAMP = Pattern.compile("^\\[\\d+\\] \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d ");
    private static final Pattern MAPPED = Pattern.compile("^::ffff:(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})$");

    private SshdLines() {}

    /** What the message says; empty if it is about no logon. */
    static Optional<AuthFact> parse(String text) {
        String message = DROPBEAR_STAMP.matcher(text).replaceFirst("");
        Matcher accepted = ACCEPTED.matcher(message);
        if (accepted.matches()) {
            return Optional.of(fact(
                    LogonAction.LOGON,
                    accepted.group(2),
                    accepted.group(3),
                    accepted.group(1),
                    accepted.group(5) == null ? "" : accepted.group(5),
                    false));
        }
        Matcher dropbear = DROPBEAR_OK.matcher(message);
        if (dropbear.matches()) {
            return Optional.of(fact(
                    LogonAction.LOGON,
                    dropbear.group(1),
                    dropbear.group(3),
                    message.startsWith("Pubkey") ? "publickey" : "password",
                    dropbear.group(2) == null ? "" : dropbear.group(2),
                    false));
        }
        Optional<AuthFact> failed = failed(message);
        return failed.isPresent() ? failed : otherFailure(message);
    }

    private static Optional<AuthFact> failed(String message) {
        Optional<Matcher> found = FAILED.stream()
                .map(p -> p.matcher(message))
                .filter(Matcher::matches)
                .findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = found.get();
        boolean invalid = matcher.group(2) != null;
        String fingerprint = matcher.group(5) == null ? "" : matcher.group(5);
        // "none" only asks which methods there are, and one key of several that does not fit is no failed logon yet.
        boolean weak = matcher.group(1).equals("none") || matcher.group(1).equals("publickey");
        return Optional.of(new LogonFact(
                LogonAction.FAILED,
                LogonType.SSH,
                matcher.group(3),
                "",
                address(matcher.group(4)),
                "",
                matcher.group(1),
                fingerprint,
                invalid ? "invalid user" : "",
                weak));
    }

    private static Optional<AuthFact> otherFailure(String message) {
        for (Pattern pattern : FAILURES) {
            Matcher matcher = pattern.matcher(message);
            if (matcher.matches()) {
                return Optional.of(fact(LogonAction.FAILED, matcher.group(1), matcher.group(2), "", "", true));
            }
        }
        return Optional.empty();
    }

    private static LogonFact fact(
            LogonAction action, String user, String address, String method, String fingerprint, boolean weak) {
        return new LogonFact(action, LogonType.SSH, user, "", address(address), "", method, fingerprint, "", weak);
    }

    /** An IPv4 address that came in over an IPv6 socket is the IPv4 address. */
    static String address(String text) {
        Matcher mapped = MAPPED.matcher(text);
        return mapped.matches() ? mapped.group(1) : text;
    }
}
