package bzh.vigie.agent.source;

import bzh.vigie.agent.source.AuthFact.AccountFact;
import bzh.vigie.agent.source.AuthFact.LogonFact;
import bzh.vigie.event.Event.AccountAction;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages of PAM, su, sudo, login and the shadow tools in the authentication log, and, through {@link SshdLines}, of sshd.
 * The program's name is what the log says: a local user can forge a line there with logger(1), but not a process. Pure and
 * total.
 */
final class AuthLines {
    private static final int MAX_MESSAGE = 2_048;
    private static final Set<String> SSHD = Set.of("sshd", "sshd-session", "sshd-auth", "dropbear");
    /** Sessions that the machine opens by itself. */
    private static final Set<String> MACHINE = Set.of("cron", "crond", "atd", "systemd-user", "gdm-launch-environment");

    private static final Pattern PAM_SESSION = Pattern.compile(
            "^pam_unix\\(([\\w.-]{1,64}):session\\): session (opened|closed) for user (.*?)(?:\\(uid=(\\d+)\\))?(?: by (.*?)\\(uid=\\d+\\))?\\s*$");
    private static final Pattern PAM_FAILURE = Pattern.compile(
            "^\\(?pam_[a-z]{1,16}(?:\\(([\\w.-]{1,64})(?::\\w{1,16})?\\)|\\))?:? authentication failure; logname=(.*?) uid=\\d* euid=\\d* tty=(\\S*) ruser=(.*) rhost=(\\S*?)(?: {1,2}user=(.*))?\\s*$");
    private static final Pattern PAM_FAILURE_INJECTED_AFTER = Pattern.compile(
            "^\\(?pam_[a-z]{1,16}(?:\\(([\\w.-]{1,64})(?::\\w{1,16})?\\)|\\))?:? authentication failure; logname=(.*?) uid=\\d* euid=\\d* tty=(\\S*) ruser= rhost=(\\S*)(?: {1,2}user=(.*))?\\s*$");
    private static final Pattern SUDO = Pattern.compile(
            "^\\s*(\\S{1,256}) : (?:(.*?) ; )?TTY=(\\S{0,256}) ; PWD=(.*?) ; USER=(\\S{1,256}) ;(?: GROUP=\\S+ ;)?(?: TSID=\\S+ ;)?(?: ENV=.* ;)? COMMAND=(.*)$");
    private static final Pattern SU_OK =
            Pattern.compile("^(?:Successful su for (\\S+) by (\\S+)|\\(to (\\S+)\\) (\\S+) on (\\S+))$");
    private static final Pattern SU_FAILED =
            Pattern.compile("^(?:FAILED [Ss][Uu] (?:\\(to (\\S+)\\) (\\S+) on (\\S+)|for (\\S+) by (\\S+)))$");
    private static final Pattern LOGIN_FAILED = Pattern.compile(
            "^FAILED LOGIN (?:SESSION )?\\(\\d+\\) (?:on|from) '?(\\S+?)'? (?:from '\\S+' )?FOR '(.*)', .*$");
    private static final Pattern LOGIN_OK =
            Pattern.compile("^(?:(ROOT) LOGIN +[Oo][Nn] '?(\\S+?)'?|LOGIN ON (\\S+) BY (\\S+))(?: FROM (\\S+))?$");
    private static final Pattern NEW_ACCOUNT =
            Pattern.compile("^new (user|group): name=([^,]{1,256}), [UG]ID=(\\d{1,10})(.*)$");
    private static final Pattern DELETED = Pattern.compile("^(?:delete user|removed group) '([^']{1,256})'.*$");
    private static final Pattern TO_GROUP = Pattern.compile(
            "^(?:add '([^']{1,256})' to (?:shadow )?group '([^']{1,256})'|user (\\S{1,256}) added by (\\S{1,256}) to group (\\S{1,256}))$");
    private static final Pattern FROM_GROUP = Pattern.compile(
            "^(?:(?:delete|removed?) '([^']{1,256})' from (?:shadow )?group '([^']{1,256})'|user (\\S{1,256}) removed by (\\S{1,256}) from group (\\S{1,256}))$");
    private static final Pattern PASSWORD = Pattern.compile(
            "^(?:pam_unix\\(\\w+:chauthtok\\): password changed for (\\S{1,256})|password for '(\\S{1,256})' changed by '(\\S{1,256})'|change user '(\\S{1,256})' password)$");
    private static final Pattern CHANGED = Pattern.compile("^change user '(\\S{1,256})' (.{1,512})$");

    private AuthLines() {}

    /** What a line says; empty if it is about neither logon nor account. */
    static Optional<AuthFact> parse(SyslogLine line) {
        String message =
                line.message().length() > MAX_MESSAGE ? line.message().substring(0, MAX_MESSAGE) : line.message();
        String program = line.program().substring(line.program().lastIndexOf('/') + 1);
        if (message.contains("pam_") || message.startsWith("(pam_")) {
            Optional<AuthFact> pam = pam(message, program);
            if (pam.isPresent()) {
                return pam;
            }
        }
        if (SSHD.contains(program)) {
            return SshdLines.parse(message);
        }
        return switch (program) {
            case "sudo" -> sudo(message);
            case "su" -> su(message);
            case "login" -> login(message);
            case "useradd",
                    "usermod",
                    "userdel",
                    "groupadd",
                    "groupmod",
                    "groupdel",
                    "gpasswd",
                    "passwd",
                    "chpasswd",
                    "chage",
                    "chfn",
                    "chsh" -> account(message);
            default -> Optional.empty();
        };
    }

    private static Optional<AuthFact> pam(String message, String program) {
        Matcher session = PAM_SESSION.matcher(message);
        if (session.matches()) {
            String service = session.group(1);
            if (MACHINE.contains(service)) {
                return Optional.empty();
            }
            boolean opened = session.group(2).equals("opened");
            return Optional.of(new LogonFact(
                    opened ? LogonAction.LOGON : LogonAction.LOGOFF,
                    type(service),
                    session.group(3),
                    session.group(5) == null ? "" : session.group(5),
                    "",
                    "",
                    "",
                    "",
                    service,
                    opened));
        }
        Matcher failure = PAM_FAILURE_INJECTED_AFTER.matcher(message);
        boolean plain = failure.matches();
        if (!plain) {
            failure = PAM_FAILURE.matcher(message);
            if (!failure.matches()) {
                return password(message);
            }
        }
        String service = failure.group(1) == null || failure.group(1).equals("auth") ? program : failure.group(1);
        String asking = plain ? "" : failure.group(4);
        String named = failure.group(plain ? 5 : 6);
        LogonType type = type(service);
        String user = named == null || named.isEmpty() ? asking : named;
        return Optional.of(new LogonFact(
                LogonAction.FAILED,
                type,
                user.strip(),
                type == LogonType.SU || type == LogonType.SUDO ? asking : "",
                SshdLines.address(failure.group(plain ? 4 : 5)),
                failure.group(3),
                "",
                "",
                service,
                true));
    }

    /** The kind of logon that a service of PAM makes. */
    static LogonType type(String service) {
        String name = service.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "sshd", "dropbear" -> LogonType.SSH;
            case "su", "su-l", "runuser", "runuser-l" -> LogonType.SU;
            case "sudo", "sudo-i", "pkexec", "polkit-1" -> LogonType.SUDO;
            case "login",
                    "gdm-password",
                    "gdm-autologin",
                    "gdm-fingerprint",
                    "lightdm",
                    "lightdm-greeter",
                    "sddm",
                    "sddm-autologin",
                    "kde",
                    "xdm",
                    "lxdm",
                    "gnome-screensaver",
                    "remote" -> LogonType.INTERACTIVE;
            case "xrdp-sesman", "xrdp" -> LogonType.RDP;
            case "vsftpd", "proftpd", "pure-ftpd", "smb", "samba", "cockpit", "dovecot", "smtp" -> LogonType.NETWORK;
            default -> LogonType.OTHER;
        };
    }

    private static Optional<AuthFact> sudo(String message) {
        Matcher sudo = SUDO.matcher(message);
        if (!sudo.matches()) {
            return Optional.empty();
        }
        String refusal = sudo.group(2) == null ? "" : sudo.group(2);
        return Optional.of(new LogonFact(
                refusal.isEmpty() ? LogonAction.LOGON : LogonAction.FAILED,
                LogonType.SUDO,
                sudo.group(5),
                sudo.group(1),
                "",
                sudo.group(3),
                "",
                "",
                (refusal.isEmpty() ? "" : refusal + ": ") + CommandLineMask.text(sudo.group(6)),
                false));
    }

    private static Optional<AuthFact> su(String message) {
        Matcher ok = SU_OK.matcher(message);
        if (ok.matches()) {
            boolean old = ok.group(1) != null;
            return Optional.of(su(
                    LogonAction.LOGON,
                    old ? ok.group(1) : ok.group(3),
                    old ? ok.group(2) : ok.group(4),
                    old ? "" : ok.group(5)));
        }
        Matcher failed = SU_FAILED.matcher(message);
        if (failed.matches()) {
            boolean old = failed.group(4) != null;
            return Optional.of(su(
                    LogonAction.FAILED,
                    old ? failed.group(4) : failed.group(1),
                    old ? failed.group(5) : failed.group(2),
                    old ? "" : failed.group(3)));
        }
        return Optional.empty();
    }

    private static AuthFact su(LogonAction action, String user, String subject, String terminal) {
        return new LogonFact(action, LogonType.SU, user, subject, "", terminal, "", "", "", false);
    }

    private static Optional<AuthFact> login(String message) {
        Matcher failed = LOGIN_FAILED.matcher(message);
        if (failed.matches()) {
            return Optional.of(new LogonFact(
                    LogonAction.FAILED,
                    LogonType.INTERACTIVE,
                    failed.group(2),
                    "",
                    "",
                    failed.group(1),
                    "password",
                    "",
                    "",
                    false));
        }
        Matcher ok = LOGIN_OK.matcher(message);
        if (!ok.matches()) {
            return Optional.empty();
        }
        boolean root = ok.group(1) != null;
        return Optional.of(new LogonFact(
                LogonAction.LOGON,
                LogonType.INTERACTIVE,
                root ? "root" : ok.group(4),
                "",
                ok.group(5) == null ? "" : ok.group(5),
                root ? ok.group(2) : ok.group(3),
                "password",
                "",
                "",
                false));
    }

    private static Optional<AuthFact> account(String message) {
        Matcher created = NEW_ACCOUNT.matcher(message);
        if (created.matches()) {
            boolean group = created.group(1).equals("group");
            return Optional.of(new AccountFact(
                    AccountAction.CREATED,
                    group ? "" : created.group(2),
                    group ? "" : created.group(3),
                    "",
                    group ? created.group(2) : "",
                    message));
        }
        Matcher deleted = DELETED.matcher(message);
        if (deleted.matches()) {
            boolean group = message.startsWith("removed group");
            return Optional.of(new AccountFact(
                    AccountAction.DELETED,
                    group ? "" : deleted.group(1),
                    "",
                    "",
                    group ? deleted.group(1) : "",
                    message));
        }
        Optional<AuthFact> group = group(AccountAction.ADDED_TO_GROUP, TO_GROUP.matcher(message), message)
                .or(() -> group(AccountAction.REMOVED_FROM_GROUP, FROM_GROUP.matcher(message), message))
                .or(() -> password(message));
        if (group.isPresent()) {
            return group;
        }
        Matcher changed = CHANGED.matcher(message);
        return changed.matches()
                ? Optional.of(new AccountFact(AccountAction.CHANGED, changed.group(1), "", "", "", message))
                : Optional.empty();
    }

    private static Optional<AuthFact> group(AccountAction action, Matcher matcher, String message) {
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean first = matcher.group(1) != null;
        return Optional.of(new AccountFact(
                action,
                first ? matcher.group(1) : matcher.group(3),
                "",
                first ? "" : matcher.group(4),
                first ? matcher.group(2) : matcher.group(5),
                message));
    }

    private static Optional<AuthFact> password(String message) {
        Matcher set = PASSWORD.matcher(message);
        if (!set.matches()) {
            return Optional.empty();
        }
        String user = set.group(1) != null ? set.group(1) : set.group(2) != null ? set.group(2) : set.group(4);
        return Optional.of(new AccountFact(
                AccountAction.PASSWORD_SET,
                user == null ? "" : user,
                "",
                set.group(3) == null ? "" : set.group(3),
                "",
                message));
    }
}
