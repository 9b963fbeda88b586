package bzh.vigie.agent.host;

import bzh.vigie.event.Account;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The accounts in {@code /etc/passwd} (passwd(5)) of a tree, live or offline, and those that libnss-extrausers and systemd's
 * userdb (nss-systemd(8)) add from files. Thread-safe; reads them at each call.
 */
public final class PasswdAccounts implements Accounts {
    private static final HostPath PASSWD = HostPath.of("/etc/passwd");
    private static final HostPath EXTRA = HostPath.of("/var/lib/extrausers/passwd");
    private static final List<HostPath> RECORDS =
            List.of(HostPath.of("/etc/userdb"), HostPath.of("/run/userdb"), HostPath.of("/var/lib/systemd/home"));
    private static final Pattern RECORD = Pattern.compile(".*\\.(?:user|identity)");
    private static final Pattern MEMBER = Pattern.compile(
            "\"(userName|uid|gid|homeDirectory|shell)\"\\s*:\\s*(?:\"([^\"\\\\:\\n]{0,300})\"|(\\d{1,10}))");
    private static final int RECORD_LIMIT = 1 << 20;
    private static final int MAX_RECORDS = 1_000;
    private static final int LIMIT = 16 << 20;

    private final Files files;

    public PasswdAccounts(Files files) {
        this.files = files;
    }

    @Override
    public Reading<List<LocalAccount>> list() {
        return files.read(PASSWD, LIMIT)
                .then(content -> Reading.found(parse(HostText.content(content.bytes()) + "\n" + extra() + records())));
    }

    private String extra() {
        return files.read(EXTRA, LIMIT)
                .ifFound()
                .map(content -> HostText.content(content.bytes()))
                .orElse("");
    }

    /** The records as lines of passwd, each under its name once. */
    private String records() {
        StringBuilder lines = new StringBuilder();
        for (HostPath directory : RECORDS) {
            files.list(directory).ifFound().orElse(List.of()).stream()
                    .map(Files.Entry::path)
                    .filter(path -> RECORD.matcher(path.nameText()).matches())
                    .limit(MAX_RECORDS)
                    .forEach(path -> files.read(path, RECORD_LIMIT)
                            .ifFound()
                            .ifPresent(content -> lines.append('\n').append(line(HostText.content(content.bytes())))));
        }
        return lines.toString();
    }

    /** The line of passwd that says what a record says. */
    static String line(String record) {
        Map<String, String> members = new HashMap<>();
        MEMBER.matcher(record)
                .results()
                .limit(100)
                .forEach(m -> members.putIfAbsent(m.group(1), m.group(2) != null ? m.group(2) : m.group(3)));
        String name = members.getOrDefault("userName", "");
        return String.join(
                ":",
                name,
                "x",
                members.getOrDefault("uid", ""),
                members.getOrDefault("gid", ""),
                "",
                members.getOrDefault("homeDirectory", "/home/" + name),
                members.getOrDefault("shell", ""));
    }

    /** The accounts in the text of a passwd file; lines that are none are skipped. Never throws. */
    static List<LocalAccount> parse(String passwd) {
        List<LocalAccount> accounts = new ArrayList<>();
        Set<Long> uids = new HashSet<>();
        passwd.lines().forEach(line -> {
            String[] fields = line.split(":", -1);
            if (fields.length == 7 && !fields[0].isEmpty() && fields[0].charAt(0) != '#') {
                number(fields[2]).ifPresent(uid -> {
                    String id = uids.add(uid) ? Long.toString(uid) : uid + "/" + fields[0];
                    accounts.add(new LocalAccount(
                            new Account(id, fields[0]),
                            uid,
                            number(fields[3]).orElse(-1L),
                            HostPath.parse(fields[5]).orElse(HostPath.ROOT),
                            fields[6]));
                });
            }
        });
        return accounts;
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text)).filter(n -> n >= 0 && n <= 0xffff_ffffL);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
