package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * System accounts with a shell that have a password, a key without a forced command, or a group that makes them superuser. An item has
 * the account's name, and as value {@code opened-by=} with the means. No package gives these to its account.
 */
final class SystemLogins {
    private SystemLogins() {}

    /** Files beside this passwd(5), and in the homes, that tell of these accounts: their fields by name. */
    static List<Include> of(HostPath passwd, Map<String, String[]> accounts) {
        if (accounts.isEmpty()) {
            return List.of();
        }
        List<Include> includes = new ArrayList<>();
        accounts.forEach((name, f) -> {
            if (f[5].startsWith("/") && f[5].indexOf('*') < 0) {
                includes.add(Include.of(f[5] + "/.ssh/authorized_keys*", new Keys(name)));
            }
        });
        HostPath folder = passwd.parent();
        includes.add(Include.of(folder.child("shadow").text(), new Passwords(accounts.keySet())));
        Map<String, String> gids = new TreeMap<>();
        accounts.forEach((name, f) -> gids.put(name, f[3]));
        includes.add(Include.of(folder.child("group").text(), new Groups(gids)));
        return includes;
    }

    private static Draft draft(String account, String means) {
        return Draft.of(account, "opened-by=" + means, new Run.Nothing());
    }

    private record Passwords(Set<String> accounts) implements Format {
        Passwords {
            accounts = Set.copyOf(accounts);
        }

        @Override
        public boolean isOfTheMachine() {
            return true;
        }

        @Override
        public Parsed parse(SourceFile file) {
            List<Draft> drafts = new ArrayList<>();
            for (String line : file.lines()) {
                String[] f = line.split(":", -1);
                if (f.length > 1
                        && accounts.contains(f[0])
                        && Shadow.state(f[1]).startsWith("set ")) {
                    drafts.add(draft(f[0], "password"));
                }
            }
            return Parsed.of(drafts, 0);
        }
    }

    /**
     * Members of groups that make superuser, and accounts whose first group is one.
     *
     * @param gids the first group by account
     */
    private record Groups(Map<String, String> gids) implements Format {
        Groups {
            gids = Map.copyOf(gids);
        }

        @Override
        public boolean isOfTheMachine() {
            return true;
        }

        @Override
        public Parsed parse(SourceFile file) {
            Map<String, Set<String>> found = new TreeMap<>();
            for (String line : file.lines()) {
                String[] f = line.split(":", -1);
                if (f.length == 4 && Group.isPowerful(f[0], f[2])) {
                    List<String> members = List.of(f[3].split("[\\s,]+", -1));
                    gids.forEach((account, gid) -> {
                        if (gid.equals(f[2]) || members.contains(account)) {
                            boolean ignored = found.computeIfAbsent(account, a -> new TreeSet<>())
                                    .add(f[0]);
                        }
                    });
                }
            }
            return Parsed.of(
                    found.entrySet().stream()
                            .map(each -> draft(each.getKey(), "group " + String.join(" ", each.getValue())))
                            .toList(),
                    0);
        }
    }

    private record Keys(String account) implements Format {
        @Override
        public boolean isOfTheMachine() {
            return true;
        }

        @Override
        public Parsed parse(SourceFile file) {
            boolean open = new AuthorizedKeys()
                    .parse(file).drafts().stream().anyMatch(key -> key.enabled() && key.run() instanceof Run.Nothing);
            return Parsed.of(open ? List.of(draft(account, "key")) : List.of(), 0);
        }
    }
}
