package bzh.vigie.collector.account;

import bzh.vigie.collector.conclusion.AccountFacts;
import bzh.vigie.collector.conclusion.AccountFacts.Local;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.PasswordLists.PasswordList;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an account may do and how old its password is, as far as inventories and imported lists say.
 *
 * @param local what its host says of it; empty for one of a domain, or where its host does not tell
 * @param aged what lists of the directory say, the newest last
 * @param groups of hosts that it is a member of, by the hosts' inventories
 * @param hosts how many hosts were asked for their groups
 */
public record AccountRights(Optional<Local> local, List<Listed> aged, List<Membership> groups, int hosts) {
    /** Hosts whose groups are looked through at most: those where it was last. */
    public static final int MOST_HOSTS = 20;

    private static final String WINDOWS = "windows.account.group";
    private static final String LINUX = "linux.account.group";

    /** What a list says of it. */
    public record Listed(Incident incident, PasswordList list, Aged aged) {}

    /**
     * A group that it is in.
     *
     * @param powerful whether that gives the rights of an administrator
     * @param since when that was first told
     */
    public record Membership(AgentId host, String group, boolean powerful, Instant since) {}

    public AccountRights {
        aged = List.copyOf(aged);
        groups = List.copyOf(groups);
    }

    /** Those of this account, with its rows of the store, the newest first. */
    public static AccountRights of(Store.Session session, Scope scope, AccountId id, List<Use> uses, Instant at) {
        Optional<Local> local = id.host().stream()
                .flatMap(host -> AccountFacts.local(session, host).stream())
                .filter(each -> each.name().equals(id.name()))
                .findFirst();
        List<AgentId> hosts = id.host().isPresent()
                ? List.of(id.host().get())
                : uses.stream().map(Use::host).distinct().limit(MOST_HOSTS).toList();
        Set<String> sids =
                uses.stream().map(Use::sid).filter(sid -> !sid.isEmpty()).collect(Collectors.toSet());
        List<Membership> groups = new ArrayList<>();
        for (AgentId host : hosts) {
            for (Known known : session.inventories().at(host, Set.of(WINDOWS, LINUX), at)) {
                group(known.item(), id, sids)
                        .ifPresent(group -> groups.add(new Membership(
                                host,
                                group,
                                known.item().traits().contains(Item.Trait.SUPERUSER)
                                        || isAdministrators(known.item().source()),
                                known.since())));
            }
        }
        return new AccountRights(
                local, id.host().isPresent() ? List.of() : aged(session, scope, id), groups, hosts.size());
    }

    private static List<Listed> aged(Store.Session session, Scope scope, AccountId id) {
        List<Listed> aged = new ArrayList<>();
        for (Incident incident : session.incidents().list(scope)) {
            if (incident.communes().contains(id.commune())) {
                session.passwordLists().lists(scope, incident.id()).stream()
                        .filter(list -> list.current() && list.commune().equals(id.commune()))
                        .forEach(list -> session.passwordLists().accounts(scope, list.number(), id.name()).stream()
                                .map(each -> new Listed(incident, list, each))
                                .forEach(aged::add));
            }
        }
        return aged;
    }

    /** The alias 544 of a Windows, which is its own administrators' whatever its name. */
    private static boolean isAdministrators(String source) {
        return source.endsWith("\\Builtin\\Aliases\\00000220");
    }

    /** The group of which an item says that the account is in it. */
    private static Optional<String> group(Item item, AccountId id, Set<String> sids) {
        if (item.location().equals(LINUX)) {
            int slash = item.name().indexOf('/');
            return slash > 0
                            && LetterCase.fold(item.name().substring(slash + 1)).equals(id.name())
                    ? Optional.of(item.name().substring(0, slash))
                    : Optional.empty();
        }
        int colon = item.name().lastIndexOf(": ");
        if (colon < 0) {
            return Optional.empty();
        }
        String sid = item.name().substring(colon + 2);
        String called = LetterCase.fold(item.value());
        boolean is = sids.contains(sid)
                || (id.host().isPresent() && sids.isEmpty() && called.endsWith(" (" + id.name() + ")"));
        return is ? Optional.of(item.name().substring(0, colon)) : Optional.empty();
    }
}
