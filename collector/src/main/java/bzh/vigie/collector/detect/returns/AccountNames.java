package bzh.vigie.collector.detect.returns;

import bzh.vigie.text.LetterCase;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which account these fields are about: of an item of an account location, of a change of an account, or of a logon. Pure.
 *
 * @param name folded; empty where it is not known
 * @param sid a SID, or {@code rid:} with the host and the RID where only that is known; empty where none is
 */
record AccountNames(String name, String sid) {
    private static final Pattern SID = Pattern.compile("S-1-(?:5-21|12-1)(?:-\\d{1,10}){4}(?!\\d)");
    private static final Pattern RID = Pattern.compile("^RID (\\d{1,10})\\b");
    private static final int FIRST_OF_USERS = 1_000;
    private static final Set<String> LOGON_RECORDS = Set.of("4624", "4720", "4722", "4738", "4781");

    /** Places of a directory whose items are called by who has what they give. */
    private static final Set<String> OF_HOLDERS = Set.of(
            "ad.rights.",
            "ad.group.privileged",
            "ad.certificate-template",
            "ad.delegation",
            "ad.account.managed",
            "ad.sid-history");

    /** Accounts that every Windows has. */
    private static final Set<String> OF_WINDOWS = Set.of(
            "administrator",
            "administrateur",
            "guest",
            "invité",
            "defaultaccount",
            "wdagutilityaccount",
            "system",
            "krbtgt",
            "local service",
            "network service",
            "anonymous logon");

    /** Accounts that a Linux, or one of its packages, brings. */
    private static final Set<String> OF_LINUX = Set.of(
            "root",
            "nobody",
            "daemon",
            "adm",
            "_apt",
            "backup",
            "ftp",
            "gnats",
            "halt",
            "irc",
            "list",
            "messagebus",
            "operator",
            "proxy",
            "shutdown",
            "uucp",
            "bin",
            "sys",
            "sync",
            "games",
            "man",
            "lp",
            "mail",
            "news",
            "www-data",
            "sshd",
            "postgres",
            "mysql");

    /** The account; empty where these fields are about none, or about one that every system has. */
    static Optional<AccountNames> of(Map<String, String> fields, String agent) {
        String location = fields.getOrDefault("location", "");
        Optional<AccountNames> found = Optional.empty();
        boolean windows = isOfWindows(location) || fields.containsKey("EventID");
        if (isOfWindows(location)) {
            found = ofWindows(location, fields, agent);
        } else if (location.equals("linux.account.passwd")
                || location.equals("linux.account.password")
                || location.equals("linux.account.record")) {
            found = Optional.of(new AccountNames(LetterCase.fold(fields.getOrDefault("name", "")), ""));
        } else if (location.isEmpty() && fields.containsKey("account")) {
            found = Optional.of(new AccountNames(
                    bare(fields.getOrDefault("account", "")), sid(fields.getOrDefault("account_id", ""))));
        } else if (LOGON_RECORDS.contains(fields.getOrDefault("EventID", ""))) {
            String name = fields.getOrDefault("NewTargetUserName", fields.getOrDefault("TargetUserName", ""));
            String sid = fields.getOrDefault("TargetUserSid", fields.getOrDefault("TargetSid", ""));
            found = Optional.of(new AccountNames(bare(name), sid(sid)));
        }
        return found.filter(
                account -> !(windows || account.sid().startsWith("S-") ? OF_WINDOWS : OF_LINUX).contains(account.name())
                        && !account.name().endsWith("$")
                        && !(account.name().isEmpty() && account.sid().isEmpty()));
    }

    /**
     * The number of who has a right, a membership or another way in by an item of a directory; empty for what names none, and for those whom
     * every domain has. It is the same account, not the same act.
     */
    static Optional<String> holder(Map<String, String> fields) {
        String location = fields.getOrDefault("location", "");
        String name = fields.getOrDefault("name", "");
        boolean names = OF_HOLDERS.stream().anyMatch(location::startsWith) && !name.contains(" deny-");
        return names ? Optional.of(sid(name)).filter(sid -> sid.startsWith("S-1-5-21-")) : Optional.empty();
    }

    /** Whether the same fields are about another account on another host: a RID counts within one. */
    static boolean isOfHost(Map<String, String> fields) {
        return isOfWindows(fields.getOrDefault("location", ""));
    }

    private static boolean isOfWindows(String location) {
        return location.startsWith("windows.account.") || location.startsWith("windows.hidden.account");
    }

    /**
     * Accounts that a Linux brings, but for the superuser, that an item gives a right or a way in: on no host they have one. A person's account is called
     * so on other hosts too, and that a marked right names it makes it nobody's mark. Of what is marked only those that it names in so many words: the
     * attacker's key may lie in anybody's home.
     */
    static Set<String> given(Map<String, String> fields, boolean marked) {
        String location = fields.getOrDefault("location", "");
        String name = fields.getOrDefault("name", "");
        String value = fields.getOrDefault("value", "");
        boolean superuser = fields.getOrDefault("traits", "").contains("superuser");
        Set<String> names = new HashSet<>();
        SudoRights.of(fields).ifPresent(each -> names.addAll(each.accounts()));
        if (location.equals("linux.account.group") && name.indexOf('/') > 0 && (superuser || !marked)) {
            names.add(name.substring(name.indexOf('/') + 1));
        }
        if (!marked
                && location.equals("linux.account.passwd")
                && !fields.getOrDefault("enabled", "").equals("false")) {
            names.add(name);
        }
        if (!marked
                && location.equals("linux.account.password")
                && (value.startsWith("password=set") || value.startsWith("password=empty"))) {
            names.add(name);
        }
        if (!marked && location.startsWith("linux.ssh.")) {
            names.add(fields.getOrDefault("user", ""));
        }
        boolean brought = value.contains("system-account");
        names.removeIf(each -> each.equals("root") || !(brought || OF_LINUX.contains(LetterCase.fold(each))));
        return names;
    }

    /** Whether every Windows or every Linux has an account of this name. */
    static boolean isOfTheSystem(String name) {
        return OF_LINUX.contains(name) || OF_WINDOWS.contains(name);
    }

    private static Optional<AccountNames> ofWindows(String location, Map<String, String> fields, String agent) {
        String name = fields.getOrDefault("name", "");
        String value = fields.getOrDefault("value", "");
        Matcher rid = RID.matcher(value);
        if (rid.find()) {
            long number = Long.parseLong(rid.group(1));
            return number < FIRST_OF_USERS
                    ? Optional.empty()
                    : Optional.of(new AccountNames(bare(name), agent.isEmpty() ? "" : "rid:" + agent + ":" + number));
        }
        String sid = sid(name.isEmpty() ? value : name + " " + value);
        // A member of a group, or who holds a right: named by its SID.
        return sid.isEmpty() && !location.equals("windows.hidden.account")
                ? Optional.empty()
                : Optional.of(new AccountNames("", sid));
    }

    private static String bare(String name) {
        int slash = name.lastIndexOf('\\');
        return LetterCase.fold(name.substring(slash + 1));
    }

    private static String sid(String text) {
        Matcher sid = SID.matcher(text);
        if (!sid.find()) {
            return "";
        }
        long rid = Long.parseLong(sid.group().substring(sid.group().lastIndexOf('-') + 1));
        return rid < FIRST_OF_USERS && sid.group().startsWith("S-1-5-21") ? "" : sid.group();
    }
}
