package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts;
import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.Account;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which sites there are on a machine now: each location for the machine, or for each account that has a home or a file. Homes
 * under {@code /home} that no account names count too; accounts that share a home are read once, for the first of them.
 */
final class Sites implements Names {
    private static final HostPath HOMES = HostPath.of("/home");
    private static final HostPath GROUPS = HostPath.of("/etc/group");
    private static final int MAX_GROUPS = 1 << 20;
    private static final int MAX_ACCOUNTS = 20_000;
    private static final int MAX_NAME = 128;

    private final Files files;
    private final Reading<List<LocalAccount>> accounts;
    private final List<Site> sites = new ArrayList<>();
    private final Set<Finder.Interest> interests = new LinkedHashSet<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, String> groups = new HashMap<>();
    private final List<LocalAccount> all = new ArrayList<>();

    private Sites(Files files, Reading<List<LocalAccount>> accounts) {
        this.files = files;
        this.accounts = accounts;
    }

    static Sites of(List<Location> catalogue, Files files, Accounts accounts) {
        Sites sites = new Sites(files, accounts.list());
        sites.plan(catalogue);
        return sites;
    }

    /** In the order of the catalogue. */
    List<Site> list() {
        return sites;
    }

    /** Where something new would change which sites there are. */
    Set<Finder.Interest> interests() {
        return interests;
    }

    /** The accounts, and the homes that none names; no two of them have one home and one name. */
    List<LocalAccount> accounts() {
        return all;
    }

    @Override
    public String group(long gid) {
        return groups.getOrDefault(gid, Long.toString(gid));
    }

    @Override
    public String account(long uid) {
        return names.getOrDefault(uid, "uid " + uid);
    }

    /** Why sites of accounts cannot be told, if they cannot. */
    Optional<Refused<?>> accountsUnread() {
        return accounts instanceof Refused<List<LocalAccount>> refused ? Optional.of(refused) : Optional.empty();
    }

    private void plan(List<Location> catalogue) {
        accounts.ifFound().orElse(List.of()).stream()
                .filter(a -> a.account().name().length() <= MAX_NAME)
                .limit(MAX_ACCOUNTS)
                .forEach(all::add);
        all.forEach(a -> names.putIfAbsent(a.uid(), a.account().name()));
        readGroups();
        interests.add(new Finder.Interest(HostPath.of("/etc"), "passwd", false));
        interests.add(new Finder.Interest(HOMES, "*", false));
        List<LocalAccount> homes = homes();
        homes.stream().filter(home -> home.account().id().startsWith("-/")).forEach(all::add);
        for (Location location : catalogue) {
            List<LocalAccount> owners = switch (location.scope()) {
                case MACHINE -> List.of();
                case HOME -> homes;
                case SPOOL -> inSpool(location);
            };
            owners.forEach(owner -> sites.add(new Site(location, Optional.of(owner))));
            if (owners.isEmpty()) {
                sites.add(new Site(location, Optional.empty()));
            }
        }
    }

    /** group(5) of the tree. */
    private void readGroups() {
        files.read(GROUPS, MAX_GROUPS)
                .ifFound()
                .ifPresent(content -> HostText.content(content.bytes()).lines().forEach(line -> {
                    String[] fields = line.split(":", 4);
                    if (fields.length == 4 && fields[2].matches("\\d{1,10}") && fields[0].length() <= MAX_NAME) {
                        groups.putIfAbsent(Long.valueOf(fields[2]), fields[0]);
                    }
                }));
    }

    private List<LocalAccount> homes() {
        List<LocalAccount> homes = new ArrayList<>();
        Set<HostPath> taken = new HashSet<>();
        for (LocalAccount account : all) {
            boolean there = switch (files.status(account.home())) {
                case Found<Status> found -> found.value().kind() == Kind.DIRECTORY;
                case Absent<Status> ignored -> false;
                case Refused<Status> ignored -> true;
            };
            if (!there) {
                // where it would appear
                interests.add(new Finder.Interest(account.home().parent(), "*", false));
            } else if (taken.add(account.home())) {
                homes.add(account);
            }
        }
        for (Entry entry : files.list(HOMES).ifFound().orElse(List.of())) {
            if (entry.kind() == Kind.DIRECTORY && taken.add(entry.path())) {
                homes.add(withoutAccount(entry.path()));
            }
        }
        return homes;
    }

    private LocalAccount withoutAccount(HostPath home) {
        long uid = files.status(home).ifFound().map(Status::uid).orElse(-1L);
        String name = home.nameText();
        return new LocalAccount(new Account("-/" + bounded(name), bounded(name)), uid, -1, home, "");
    }

    private List<LocalAccount> inSpool(Location location) {
        Map<String, LocalAccount> byName = new HashMap<>();
        all.forEach(account -> byName.putIfAbsent(account.account().name(), account));
        Map<String, LocalAccount> owners = new HashMap<>();
        for (String place : location.places()) {
            HostPath directory = HostPath.of(place).parent();
            interests.add(new Finder.Interest(directory, "*", false));
            for (Entry entry : files.list(directory).ifFound().orElse(List.of())) {
                String name = entry.path().nameText();
                LocalAccount known = byName.get(name);
                // crontab(1) writes tmp.XXXXXX there first
                if (entry.kind() != Kind.DIRECTORY && (known != null || !name.startsWith("tmp."))) {
                    LocalAccount owner = known != null
                            ? known
                            : new LocalAccount(new Account("-/" + bounded(name), name), -1, -1, HostPath.ROOT, "");
                    LocalAccount ignored = owners.putIfAbsent(name, owner);
                }
            }
        }
        return owners.values().stream()
                .sorted((a, b) -> a.account().name().compareTo(b.account().name()))
                .toList();
    }

    private static String bounded(String name) {
        return ItemMaker.boundedName(name).length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    }
}
