package bzh.vigie.collector.detect.returns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rights that a rule of sudoers(5) or doas.conf(5) gives, each in one spelling: who, where, as whom, without what, which command. Whoever may
 * run as anybody may run as root, so that both are one. Pure and bounded.
 *
 * @param rights each one spelled out
 * @param accounts whom it names, but for groups, numbers and everybody
 */
record SudoRights(Set<String> rights, Set<String> accounts) {
    private static final int MOST = 256;
    private static final int LONGEST = 8_192;
    private static final int DEPTH = 4;

    /** What distributions have in sudoers themselves, and their images for the account that they make (cloud-init). */
    private static final Set<String> OF_THE_SYSTEM = Set.of(
            "root|ALL|root||ALL",
            "%sudo|ALL|root||ALL",
            "%admin|ALL|root||ALL",
            "%wheel|ALL|root||ALL",
            "%wheel|ALL|root|NOPASSWD|ALL",
            "debian|ALL|root|NOPASSWD|ALL",
            "ubuntu|ALL|root|NOPASSWD|ALL",
            "ec2-user|ALL|root|NOPASSWD|ALL",
            "cloud-user|ALL|root|NOPASSWD|ALL");

    /** Accounts whose number is the same on every host: of Debian (base-passwd, passwd.master) and Red Hat (setup, uidgid). */
    private static final Map<String, String> NUMBERED = Map.ofEntries(
            Map.entry("#0", "root"),
            Map.entry("#1", "daemon"),
            Map.entry("#2", "bin"),
            Map.entry("#5", "games"),
            Map.entry("#6", "man"),
            Map.entry("#7", "lp"),
            Map.entry("#8", "mail"),
            Map.entry("#9", "news"),
            Map.entry("#13", "proxy"),
            Map.entry("#26", "postgres"),
            Map.entry("#27", "mysql"),
            Map.entry("#33", "www-data"),
            Map.entry("#34", "backup"),
            Map.entry("#38", "list"),
            Map.entry("#48", "apache"),
            Map.entry("#65534", "nobody"));

    /** Aliases of the same file, which the agent tells behind a rule in brackets. */
    private static final Pattern ALIASES = Pattern.compile(" \\[([A-Z][A-Z0-9_]*=.*)]$");

    private static final Pattern NEXT_ALIAS = Pattern.compile("; (?=[A-Z][A-Z0-9_]*=)");
    private static final Pattern PARTS = Pattern.compile("^((?:\"[^\"]*\"|\\\\.|[^\\s\"\\\\])++)\\s+(\\S+)$");
    private static final Pattern RUNAS = Pattern.compile("^\\(([^():]*)(?::([^()]*))?\\)\\s*");
    private static final Pattern OPTION = Pattern.compile(
            "^(?:(?:ROLE|TYPE|APPARMOR_PROFILE|PRIVS|LIMITPRIVS|NOTBEFORE|NOTAFTER|TIMEOUT|CWD|CHROOT)=(?:\"[^\"]*\"|\\S+)|sha(?:224|256|384|512)\\s*:\\s*\\S+)\\s*");
    private static final Pattern TAG = Pattern.compile("^([A-Z_]{4,16})\\s*:\\s*");
    private static final Pattern TAG_BEFORE = Pattern.compile("(?:^|[\\s:,)])[A-Z_]{4,16}\\s*$|\\bsha\\d{3}\\s*$");
    private static final Pattern DOAS = Pattern.compile(
            "permit((?:\\s+(?:nopass|nolog|persist|keepenv|setenv\\s*\\{[^}]*})){0,16})\\s+(\\S+)(?:\\s+as\\s+(\\S+))?(?:\\s+cmd\\s+(.+))?");

    SudoRights {
        rights = Set.copyOf(rights);
        accounts = Set.copyOf(accounts);
    }

    /** Of an item of a location of such rules; empty for every other and for what gives no right. */
    static Optional<SudoRights> of(Map<String, String> fields) {
        String value = fields.getOrDefault("value", "");
        String text = value.length() <= LONGEST ? value : value.substring(0, LONGEST);
        Set<String> rights = new TreeSet<>();
        switch (fields.getOrDefault("location", "")) {
            case "linux.sudoers" -> sudo(text, rights);
            case "linux.doas" -> doas(text.strip(), rights);
            default -> {
                return Optional.empty();
            }
        }
        rights.removeAll(OF_THE_SYSTEM);
        Set<String> accounts = rights.stream()
                .map(right -> right.substring(0, right.indexOf('|')))
                .filter(who -> !who.isEmpty() && "%+#!".indexOf(who.charAt(0)) < 0 && !who.equals("ALL"))
                .collect(Collectors.toSet());
        return rights.isEmpty() ? Optional.empty() : Optional.of(new SudoRights(rights, accounts));
    }

    private static void doas(String text, Set<String> rights) {
        Matcher rule = DOAS.matcher(text);
        if (rule.matches()) {
            String who = rule.group(2).startsWith(":") ? "%" + rule.group(2).substring(1) : rule.group(2);
            String as = Optional.ofNullable(rule.group(3)).orElse("root");
            String command = Optional.ofNullable(rule.group(4)).orElse("ALL").replaceFirst("\\s+args(?:\\s+|$)", " ");
            rights.add(right(who, "ALL", as, rule.group(1).contains("nopass") ? "NOPASSWD" : "", command.strip()));
        }
    }

    private static String right(String who, String where, String as, String without, String command) {
        return String.join("|", who, where, as, without, command);
    }

    private static void sudo(String value, Set<String> rights) {
        Matcher used = ALIASES.matcher(value);
        boolean any = used.find();
        Map<String, String> aliases = new HashMap<>();
        if (any) {
            for (String alias : NEXT_ALIAS.split(used.group(1), -1)) {
                aliases.put(alias.substring(0, alias.indexOf('=')), alias.substring(alias.indexOf('=') + 1));
            }
        }
        // lists may have blanks around their commas
        String line = (any ? value.substring(0, used.start()) : value).replaceAll("(?<!\\\\)\\s*,\\s*", ",");
        int equals = line.indexOf('=');
        if (equals < 0 || line.startsWith("Defaults") || line.matches("^\\w+_Alias\\s.*")) {
            return;
        }
        Matcher parts = PARTS.matcher(line.substring(0, equals).strip());
        if (!parts.matches()) {
            return;
        }
        List<String> who = list(parts.group(1), aliases, 0);
        String hosts = parts.group(2);
        for (String each : byHost(line.substring(equals + 1))) {
            // a further list of hosts stands in front of its own commands
            int own = each.indexOf('\0');
            hosts = own < 0 ? hosts : each.substring(0, own).strip();
            commands(each.substring(own + 1), who, where(hosts, aliases), aliases, rights);
        }
    }

    private static String where(String hosts, Map<String, String> aliases) {
        List<String> all = list(hosts, aliases, 0);
        return all.contains("ALL") ? "ALL" : String.join(",", new TreeSet<>(all));
    }

    /** What stands behind the first equals sign, cut where other hosts begin; those are followed by a zero. */
    private static List<String> byHost(String right) {
        List<String> found = new ArrayList<>();
        int from = 0;
        int open = 0;
        String hosts = "";
        for (int i = 0; i < right.length(); i++) {
            char c = right.charAt(i);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '\\') {
                i++;
            } else if (c == ':'
                    && open == 0
                    && !TAG_BEFORE
                            .matcher(right.substring(Math.max(from, i - 24), i))
                            .find()) {
                int equals = right.indexOf('=', i);
                String next = equals < 0 ? "" : right.substring(i + 1, equals).strip();
                if (!next.isEmpty() && next.indexOf(' ') < 0 && next.indexOf(':') < 0) {
                    found.add(hosts + right.substring(from, i));
                    hosts = next + "\0";
                    from = equals + 1;
                    i = equals;
                }
            }
        }
        found.add(hosts + right.substring(from));
        return found;
    }

    private static void commands(
            String text, List<String> who, String where, Map<String, String> aliases, Set<String> rights) {
        String as = "root";
        String without = "";
        for (String part : cut(text)) {
            String command = part.strip();
            boolean more = true;
            while (more) {
                Matcher runas = RUNAS.matcher(command);
                Matcher option = OPTION.matcher(command);
                Matcher tag = TAG.matcher(command);
                if (runas.find()) {
                    as = as(runas.group(1), Optional.ofNullable(runas.group(2)).orElse(""), aliases);
                    command = command.substring(runas.end());
                } else if (option.find()) {
                    command = command.substring(option.end());
                } else if (tag.find()) {
                    without = tag.group(1).equals("NOPASSWD")
                            ? "NOPASSWD"
                            : tag.group(1).equals("PASSWD") ? "" : without;
                    command = command.substring(tag.end());
                } else {
                    more = false;
                }
            }
            for (String each : list(command, aliases, 0)) {
                for (String one : who) {
                    if (!each.isEmpty() && rights.size() < MOST) {
                        rights.add(right(one, where, as, without, each));
                    }
                }
            }
        }
    }

    /** As whom: root where it may be anybody, the caller himself where there is none. */
    private static String as(String users, String groups, Map<String, String> aliases) {
        List<String> all = list(users, aliases, 0);
        boolean root = all.contains("ALL") || all.contains("root");
        if (root && all.stream().noneMatch(each -> each.startsWith("!"))) {
            return "root";
        }
        String named = String.join(",", new TreeSet<>(all));
        return groups.isBlank() ? named : named + ":" + String.join(",", new TreeSet<>(list(groups, aliases, 0)));
    }

    /** Names of a list, aliases of any depth and numbers for what they stand for, without quotes and escapes. */
    private static List<String> list(String text, Map<String, String> aliases, int depth) {
        List<String> found = new ArrayList<>();
        for (String part : cut(text)) {
            String each = part.strip();
            String alias = aliases.get(each);
            if (alias != null && depth < DEPTH) {
                found.addAll(list(alias, aliases, depth + 1));
            } else if (!each.isEmpty() && found.size() < MOST) {
                String name = each.replace("\"", "").replaceAll("\\\\(.)", "$1").replaceAll("\\s+", " ");
                found.add(NUMBERED.getOrDefault(name, name));
            }
        }
        return found;
    }

    private static List<String> cut(String list) {
        return Arrays.asList(list.split("(?<!\\\\),(?![^()]*\\))", MOST));
    }
}
