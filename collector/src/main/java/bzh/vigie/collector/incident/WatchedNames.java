package bzh.vigie.collector.incident;

import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses.Sighting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The addresses, networks and accounts of a watchlist, as what a witness tells is held against them. */
public final class WatchedNames {
    private static final int PAGE = 1_000;

    private final Set<String> addresses = new HashSet<>();
    private final Set<String> accounts = new HashSet<>();
    private final List<AddressRange> networks = new ArrayList<>();

    private WatchedNames() {}

    /** Those of an incident, and of the whole region. */
    public static WatchedNames of(Store.Session session, IncidentId incident) {
        WatchedNames names = new WatchedNames();
        Optional<String> after = Optional.empty();
        List<Listed> page;
        do {
            page = session.indicators().list(Optional.empty(), after, PAGE);
            page.stream()
                    .filter(each ->
                            each.incident().isEmpty() || each.incident().get().equals(incident.text()))
                    .filter(each -> each.indicator().alerts())
                    .forEach(each -> names.add(each.indicator().what()));
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
        return names;
    }

    private void add(Observable what) {
        if (what instanceof Observable.Address(String text)) {
            AddressRange.parse(text).ifPresent(range -> addresses.add(range.toString()));
        } else if (what instanceof Observable.Cidr(String network, int prefix)) {
            AddressRange.parse(network + "/" + prefix).ifPresent(networks::add);
        } else if (what instanceof Observable.UserAccount(String name)) {
            accounts.add(AccountNames.key(name));
        }
    }

    /** Whether its account, or one of its addresses, is on the list. */
    public boolean isWatched(Sighting sighting) {
        return accounts.contains(sighting.account())
                || isWatched(sighting.source())
                || isWatched(sighting.destination());
    }

    private boolean isWatched(String address) {
        return addresses.contains(address)
                || (!networks.isEmpty()
                        && AddressRange.parse(address)
                                .filter(one -> networks.stream().anyMatch(range -> range.contains(one.network())))
                                .isPresent());
    }
}
