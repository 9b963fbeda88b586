package bzh.vigie.agent.host;

import bzh.vigie.agent.host.Files.Content;
import bzh.vigie.event.Account;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The accounts in {@code /etc/passwd} (passwd(5)) of a tree, live or offline. Thread-safe; reads it at each call. */
public final class PasswdAccounts implements Accounts {
    private static final HostPath PASSWD = HostPath.of("/etc/passwd");
    private static final int LIMIT = 16 << 20;

    private final Files files;

    public PasswdAccounts(Files files) {
        this.files = files;
    }

    @Override
    public Reading<List<LocalAccount>> list() {
        return files.read(PASSWD, LIMIT).then(content -> Reading.found(parse(content)));
    }

    private static List<LocalAccount> parse(Content content) {
        return parse(HostText.content(content.bytes()));
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
